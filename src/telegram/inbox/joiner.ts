import type { Clock } from '../../clock.ts';

/**
 * Telegram's clients cut a long text into several messages. They are put together again: a part that
 * may be the first of several waits a moment for the next one of the same person in the same place.
 */
export interface Joiner {
  /** Null: this was the rest of a text whose first part's caller gets the whole. */
  join(part: Part): Promise<string | null>;
}

export interface Part {
  /** Person and place. */
  readonly key: string;
  readonly text: string;
}

const limit = 4096;
/** Clients cut at a line or a word in the second half, so a shorter text is surely whole. */
const shortest = limit / 2;
const patienceMs = 800;

interface Held {
  text: string;
  last: string;
  /** More may come. */
  more: boolean;
  arrived: AbortController;
}

export function createJoiner(clock: Clock): Joiner {
  const held = new Map<string, Held>();

  return {
    async join({ key, text }) {
      const before = held.get(key);
      if (before !== undefined) {
        before.text += gap(before.last, text) + text;
        before.last = text;
        before.more = text.length > shortest;
        before.arrived.abort();
        return null;
      }
      if (text.length <= shortest) return text;
      const mine: Held = { text, last: text, more: true, arrived: new AbortController() };
      held.set(key, mine);
      for (;;) {
        const came = await clock.sleep(patienceMs, mine.arrived.signal).then(
          () => false,
          () => true,
        );
        if (!came || !mine.more) break;
        mine.arrived = new AbortController();
      }
      held.delete(key);
      return mine.text;
    },
  };
}

/**
 * What the cut has swallowed. Clients prefer a line's end; a word's end is only taken where the next
 * word would not have fitted any more.
 */
function gap(before: string, after: string): string {
  if (before.length >= limit - 1) return '';
  const word = /^\S*/.exec(after)?.[0] ?? '';
  return before.length + 1 + word.length <= limit ? '\n' : ' ';
}
