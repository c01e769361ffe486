import type { Clock } from '../clock.ts';
import type { Reading } from '../domain/ask.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Problem, Remarks } from '../domain/report.ts';
import type { Troubles } from './troubles.ts';

/** Errors of the model's service and conversations that get full, as screens tell of them one after the other. */
export interface Problems {
  saw(id: SessionId, reading: Reading, remarks: Remarks): Promise<void>;
  /** The turn ended with it: from the screen or from the agent itself, whoever comes first. */
  stopped(id: SessionId, problem: Problem): Promise<void>;
  forget(id: SessionId): void;
}

/** Between two tries an agent shows for a while that it works, and nothing of the error. */
const clearAfterMs = 60_000;
const fullAtPercent = 10;
/** A number that goes to and fro around the limit is one episode. */
const roomyAtPercent = 20;

export function createProblems(troubles: Troubles, clock: Pick<Clock, 'monotonic'>): Problems {
  /** Since when it works without a word of the error, on the steady clock. */
  const clearSince = new Map<SessionId, number>();

  async function standing(id: SessionId): Promise<'none' | 'trying' | 'stopped'> {
    const trouble = await troubles.standing(id, 'problem');
    if (trouble?.kind !== 'problem') return 'none';
    return trouble.goesOn ? 'trying' : 'stopped';
  }

  async function working(id: SessionId, problem: Problem | null): Promise<void> {
    const before = await standing(id);
    if (problem !== null) {
      clearSince.delete(id);
      if (before !== 'trying') await troubles.begin(id, { kind: 'problem', problem, goesOn: true });
      return;
    }
    if (before === 'none') return;
    const since = clearSince.get(id) ?? clock.monotonic();
    clearSince.set(id, since);
    if (before === 'stopped' || clock.monotonic() - since >= clearAfterMs) await clear(id);
  }

  async function clear(id: SessionId): Promise<void> {
    clearSince.delete(id);
    await troubles.end(id, 'problem');
  }

  async function stopped(id: SessionId, problem: Problem): Promise<void> {
    clearSince.delete(id);
    if ((await standing(id)) === 'stopped') return;
    await troubles.begin(id, { kind: 'problem', problem, goesOn: false });
  }

  async function room(id: SessionId, left: number): Promise<void> {
    const known = (await troubles.standing(id, 'context')) !== null;
    if (left <= fullAtPercent && !known) await troubles.begin(id, { kind: 'context', left });
    if (left > roomyAtPercent && known) await troubles.end(id, 'context');
  }

  return {
    stopped,
    async saw(id, reading, { problem, contextLeft }) {
      if (contextLeft !== null) await room(id, contextLeft);
      switch (reading.kind) {
        case 'working':
          return working(id, problem);
        case 'idle':
          return problem === null ? clear(id) : stopped(id, problem);
        case 'asking':
          return clear(id);
        case 'starting':
        case 'exited':
        case 'unknown':
      }
    },
    forget: (id) => clearSince.delete(id),
  };
}
