import type { Report } from '../domain/report.ts';
import type { Session } from '../domain/session.ts';
import type { Desk } from './desk.ts';
import type { Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { agentOf } from './launch.ts';
import type { Lookout } from './lookout.ts';
import { nothing } from './waiting.ts';
import type { WaitingHook } from './waiting.ts';

/** Takes what agents tell of themselves. */
export interface Reports {
  /**
   * An event of this session's agent, whose sender has been checked. The answer is what the hook prints: `{}`
   * says nothing. For a hook that waits it comes with the operator's answer. `gone`: the hook has hung up.
   */
  take(session: Session, event: unknown, gone: AbortSignal): Promise<unknown>;
}

/** Only a prompt keeps its hook waiting; of everything else the agent hears back at once. */
export function createReports(
  engine: Engine,
  desk: Desk,
  lookout: Pick<Lookout, 'failed' | 'prompted'>,
): Reports {
  async function note(session: Session, report: Exclude<Report, { kind: 'asks' }>): Promise<void> {
    switch (report.kind) {
      case 'settled':
        return desk.settled(session, report.about);
      case 'turn_over':
        engine.heard.turnOver(session.id, {
          words: report.words,
          problem: report.problem,
          interrupted: report.interrupted ?? false,
        });
        if (report.problem !== null) await lookout.failed(session.id, report.problem);
        return desk.turnOver(session, false);
      case 'ended':
        return desk.turnOver(session, true);
      case 'form':
        return engine.heard.forms.add(session.id, report.form);
      case 'form_over':
        return engine.heard.forms.over(session.id, report.from);
      case 'prompted': {
        engine.heard.prompted(session.id, report.text);
        await lookout.prompted(session.id);
        const at = stamp(engine.clock);
        await engine.books.update(session.id, (one) => ({ ...one, lastActivityAt: at }));
        return;
      }
      case 'conversation':
        await engine.books.update(session.id, (one) =>
          one.runId !== session.runId || one.agentSessionId === report.id
            ? null
            : { ...one, agentSessionId: report.id },
        );
    }
  }

  return {
    take(session, event, gone) {
      const { hooks } = agentOf(engine, session.agent);
      let answer: Promise<unknown> | null = null;
      for (const report of hooks?.parse(event) ?? []) {
        if (report.kind !== 'asks') {
          note(session, report).catch((error: unknown) => {
            const fields = { session: session.id, report: report.kind, err: error };
            engine.log.error(fields, 'what an agent told of was not noted');
          });
          continue;
        }
        const { about, ask, aside = false } = report;
        const hook: WaitingHook | null =
          hooks?.reply === undefined || answer !== null ? null : { event, ask, gone };
        const told: Promise<unknown> = desk
          .asks(session, { about, ask, aside, hook })
          .catch((error: unknown) => {
            engine.log.error({ session: session.id, err: error }, 'a prompt was not written down');
            return nothing;
          });
        if (hook === null) continue;
        engine.heard.asked(session.id, told);
        answer = told;
      }
      return answer ?? Promise.resolve(nothing);
    },
  };
}
