import type { Ask } from '../domain/ask.ts';
import type { SessionId } from '../domain/ids.ts';
import { asksTheSame, likeness } from './pairing.ts';

/**
 * Prompts that agents told of and nobody has seen yet, where a hook only reports: it does not know the prompt's own
 * options, and the dialog comes a moment later. The screen opens the decision, and takes the whole text from here.
 */
export interface Expected {
  add(id: SessionId, told: Foretold): void;
  /** The one that this prompt on the screen is, taken out; `several`: it is one of them, and nothing tells which. */
  take(id: SessionId, seen: Ask): Foretold | 'several' | null;
  /** It went on before it was seen, or for null everything did. */
  drop(id: SessionId, about: string | null): void;
  /** The turn is over, and what was asked beside it stays. */
  turnOver(id: SessionId): void;
  hasAside(id: SessionId): boolean;
  has(id: SessionId, told: Foretold): boolean;
}

export interface Foretold {
  readonly about: string;
  readonly ask: Ask;
  /** By an agent that works beside the turn. */
  readonly aside?: boolean;
}

export function createExpected(): Expected {
  const waiting = new Map<SessionId, readonly Foretold[]>();
  const of = (id: SessionId) => waiting.get(id) ?? [];

  function remove(id: SessionId, told: Foretold): void {
    waiting.set(
      id,
      of(id).filter((one) => one !== told),
    );
  }

  return {
    add(id, told) {
      // Told twice it is still one, as when an agent has our hooks from two of its settings.
      const others = of(id).filter((one) => one.about !== told.about);
      waiting.set(id, [...others, told]);
    },
    take(id, seen) {
      const ranked = of(id).map((told) => ({ told, rank: likeness(seen, told.ask) }));
      const best = Math.max(0, ...ranked.map(({ rank }) => rank));
      const [first, ...others] = ranked.filter(({ rank }) => rank === best);
      if (best === 0 || first === undefined) return null;
      // Word for word the same: it is all one which of them comes first.
      const isSame = others.every(({ told }) => asksTheSame(told.ask, first.told.ask));
      if (!isSame) return 'several';
      remove(id, first.told);
      return first.told;
    },
    drop(id, about) {
      const [first] = about === null ? [] : of(id).filter((one) => one.about === about);
      if (about === null) waiting.delete(id);
      else if (first !== undefined) remove(id, first);
    },
    turnOver: (id) =>
      void waiting.set(
        id,
        of(id).filter((one) => one.aside === true),
      ),
    hasAside: (id) => of(id).some((one) => one.aside === true),
    has: (id, told) => of(id).includes(told),
  };
}
