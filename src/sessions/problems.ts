import type { Clock } from '../clock.ts';
import type { Reading } from '../domain/ask.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Problem, Remarks } from '../domain/report.ts';
import type { Trouble } from '../domain/trouble.ts';
import type { Troubles } from './troubles.ts';

/** Errors of the model's service and conversations that get full, as screens tell of them one after the other. */
export interface Problems {
  saw(
    id: SessionId,
    reading: Reading,
    remarks: Pick<Remarks, 'problem' | 'contextLeft'>,
  ): Promise<void>;
  /** The agent itself tells that its turn ended with it, perhaps before its screen does. */
  failed(id: SessionId, problem: Problem): Promise<void>;
  /** The agent itself tells that another turn begins. */
  prompted(id: SessionId): Promise<void>;
  /** It goes on with a conversation: what that ended with is no news. */
  restored(id: SessionId): void;
  forget(id: SessionId): void;
}

/** Between two tries an agent shows for a while that it works, and nothing of the error. */
const clearAfterMs = 60_000;
const fullAtPercent = 10;
/** A number that goes to and fro around the limit is one episode. */
const roomyAtPercent = 20;

export function createProblems(
  troubles: Pick<Troubles, 'standing' | 'begin' | 'known' | 'end'>,
  clock: Pick<Clock, 'monotonic'>,
): Problems {
  /** Since when it works without a word of the error, on the steady clock. */
  const clearSince = new Map<SessionId, number>();
  /** The agent told of the end of its turn, and its screen has not come to rest yet. */
  const ahead = new Set<SessionId>();
  /** What its screen shows of an error is from before, until it is seen at work. */
  const dated = new Set<SessionId>();

  async function standing(id: SessionId): Promise<'none' | 'trying' | 'stopped'> {
    const trouble = await troubles.standing(id, 'problem');
    if (trouble?.kind !== 'problem') return 'none';
    return trouble.goesOn ? 'trying' : 'stopped';
  }

  async function working(id: SessionId, problem: Problem | null): Promise<void> {
    dated.delete(id);
    const before = await standing(id);
    if (problem !== null) {
      clearSince.delete(id);
      if (before !== 'trying') await troubles.begin(id, { kind: 'problem', problem, goesOn: true });
      return;
    }
    if (before === 'none' || ahead.has(id)) return;
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
    const trouble: Trouble = { kind: 'problem', problem, goesOn: false };
    await (dated.has(id) ? troubles.known(id, trouble) : troubles.begin(id, trouble));
  }

  async function room(id: SessionId, left: number): Promise<void> {
    const known = (await troubles.standing(id, 'context')) !== null;
    if (left <= fullAtPercent && !known) await troubles.begin(id, { kind: 'context', left });
    if (left > roomyAtPercent && known) await troubles.end(id, 'context');
  }

  return {
    async failed(id, problem) {
      if (dated.delete(id)) await troubles.end(id, 'problem');
      if ((await standing(id)) === 'stopped') return;
      ahead.add(id);
      await stopped(id, problem);
    },
    async prompted(id) {
      if ((await standing(id)) !== 'stopped') return;
      ahead.delete(id);
      dated.add(id);
      await clear(id);
    },
    restored: (id) => void dated.add(id),
    async saw(id, reading, { problem, contextLeft }) {
      if (contextLeft !== null) await room(id, contextLeft);
      switch (reading.kind) {
        case 'working':
          return working(id, problem);
        case 'idle':
          ahead.delete(id);
          if (problem !== null) return stopped(id, problem);
          // What ended a turn stands until there is another one, whether or not the screen still shows it.
          if ((await standing(id)) === 'trying') await clear(id);
          return;
        case 'asking':
          ahead.delete(id);
          return clear(id);
        case 'starting':
        case 'exited':
        case 'unknown':
      }
    },
    forget(id) {
      clearSince.delete(id);
      ahead.delete(id);
      dated.delete(id);
    },
  };
}
