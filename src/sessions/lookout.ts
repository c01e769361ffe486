import type { Reading } from '../domain/ask.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Problem, Remarks } from '../domain/report.ts';
import type { Screen } from '../domain/screen.ts';
import type { Session } from '../domain/session.ts';
import type { Engine } from './engine.ts';
import { agentOf } from './launch.ts';
import { createProblems } from './problems.ts';
import { createStuck } from './stuck.ts';
import type { Troubles } from './troubles.ts';

/** Looks at every screen with an eye for what is wrong with its agent, and says it once. */
export interface Lookout {
  /** Gives what the screen tells beside what the agent is doing; null where its agent tells nothing. */
  saw(
    session: Pick<Session, 'id' | 'agent'>,
    looked: Looked,
    screen: Screen,
  ): Promise<Remarks | null>;
  /** The agent itself tells that its turn ended with an error. */
  failed(id: SessionId, problem: Problem): Promise<void>;
  /** The agent itself tells that another turn begins. */
  prompted(id: SessionId): Promise<void>;
  /** A run begins to be watched. */
  attached(session: Session): Promise<void>;
  /** Every few seconds: who has been silent for too long? */
  round(): Promise<void>;
}

/** What the screen alone shows, and that together with what the agent says of itself. */
export interface Looked {
  readonly seen: Reading;
  readonly now: Reading;
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
    async saw({ id, agent }, { seen, now }, screen) {
      if (now.kind === 'exited') {
        await renew(id, null);
        return null;
      }
      const remarks = agentOf(engine, agent).remarks?.(screen) ?? null;
      // Where only the agent says that it works, its screen does not tell whether an error on it is the last word.
      const settled = now.kind !== 'working' || seen.kind === 'working';
      if (remarks !== null && settled) await problems.saw(id, now, remarks);
      if (stuckAfterMs !== null) await stuck.saw(id, now, screen);
      return remarks;
    },
    failed: (id, problem) => problems.failed(id, problem),
    prompted: (id) => problems.prompted(id),
    async attached({ id, runId, lifecycle, flaps }) {
      await renew(id, runId);
      if (lifecycle === 'starting' && flaps.resumedAt !== null) problems.restored(id);
    },
    async round() {
      if (stuckAfterMs !== null) await stuck.round(stuckAfterMs);
    },
  };
}
