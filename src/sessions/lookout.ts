import type { Reading } from '../domain/ask.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Problem } from '../domain/report.ts';
import type { Screen } from '../domain/screen.ts';
import type { Session } from '../domain/session.ts';
import type { Engine } from './engine.ts';
import { agentOf } from './launch.ts';
import { createProblems } from './problems.ts';
import { createStuck } from './stuck.ts';
import type { Troubles } from './troubles.ts';

/** Looks at every screen with an eye for what is wrong with its agent, and says it once. */
export interface Lookout {
  /** Gives the error that stands on the screen, if there is one. */
  saw(
    session: Pick<Session, 'id' | 'agent'>,
    reading: Reading,
    screen: Screen,
  ): Promise<Problem | null>;
  /** The agent itself tells that its turn ended with an error. */
  failed(id: SessionId, problem: Problem): Promise<void>;
  /** A run begins to be watched. */
  attached(session: Session): Promise<void>;
  /** Every few seconds: who has been silent for too long? */
  round(): Promise<void>;
}

export interface LookoutOptions {
  /** Null: nobody wants to know. */
  readonly stuckAfterMs: number | null;
}

export function createLookout(
  engine: Engine,
  troubles: Troubles,
  { stuckAfterMs }: LookoutOptions,
): Lookout {
  const problems = createProblems(troubles, engine.clock);
  const stuck = createStuck(engine, troubles);
  const runs = new Map<SessionId, string | null>();

  /** Sessions are attached anew with every reconcile; only another run makes a difference. */
  async function renew(id: SessionId, run: string | null): Promise<void> {
    if (runs.get(id) === run) return;
    runs.set(id, run);
    problems.forget(id);
    stuck.forget(id);
    await troubles.newRun(id, run);
  }

  return {
    async saw({ id, agent }, reading, screen) {
      if (reading.kind === 'exited') {
        await renew(id, null);
        return null;
      }
      const remarks = agentOf(engine, agent).remarks?.(screen) ?? null;
      if (remarks !== null) await problems.saw(id, reading, remarks);
      if (stuckAfterMs !== null) await stuck.saw(id, reading, screen);
      return remarks?.problem ?? null;
    },
    failed: (id, problem) => problems.failed(id, problem),
    attached: ({ id, runId }) => renew(id, runId),
    async round() {
      if (stuckAfterMs !== null) await stuck.round(stuckAfterMs);
    },
  };
}
