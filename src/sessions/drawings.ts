import type { Ask } from '../domain/ask.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Session } from '../domain/session.ts';
import type { PaneRef } from '../tmux/tmux.ts';
import type { Engine } from './engine.ts';
import { agentOf } from './launch.ts';

/** A prompt, since when it has looked like this, and when it began to change (on the steady clock). */
export interface Drawing {
  readonly ref: PaneRef;
  readonly ask: Ask;
  readonly since: number;
  readonly begun: number;
}

/** The prompts that are on the screens, some of them in the middle of being drawn. */
export interface Drawings {
  of(id: SessionId): Drawing | null;
  seen(id: SessionId, ref: PaneRef, ask: Ask): void;
  gone(id: SessionId): void;
  /** Another part of it is about to be in sight, and would be taken for another prompt. */
  isUnderWay(session: Session, ask: Ask): boolean;
}

/** A prompt that its agent draws more than once is drawn when it stood still for this long, or never does. */
export const drawnMs = 1_000;
const longestMs = 5_000;

export function createDrawings(engine: Engine): Drawings {
  const drawings = new Map<SessionId, Drawing>();
  return {
    of: (id) => drawings.get(id) ?? null,
    seen(id, ref, ask) {
      const now = engine.clock.monotonic();
      const before = drawings.get(id);
      if (before?.ask.fingerprint === ask.fingerprint) {
        drawings.set(id, { ...before, ref, ask });
        return;
      }
      const goesOn = before !== undefined && now - before.since < drawnMs;
      drawings.set(id, { ref, ask, since: now, begun: goesOn ? before.begun : now });
    },
    gone: (id) => void drawings.delete(id),
    isUnderWay({ id, agent }, { mayBeCut }) {
      const drawing = drawings.get(id);
      if (!mayBeCut || drawing === undefined) return false;
      if (agentOf(engine, agent).redraws !== true) return false;
      const now = engine.clock.monotonic();
      return now - drawing.since < drawnMs && now - drawing.begun < longestMs;
    },
  };
}
