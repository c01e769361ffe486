import { createHash } from 'node:crypto';
import type { BotDocument } from './bot-book.ts';

/** Long texts behind short words, for buttons. The same text has the same word. */
export interface Shorts {
  keep(text: string): Promise<string>;
  /** Null: too old. */
  expand(word: string): Promise<string | null>;
}

/** Marks a word of ours among the plain arguments of buttons. */
export const shortMark = '~';
const kept = 400;

export function createShorts(book: BotDocument): Shorts {
  return {
    async keep(text) {
      const word = createHash('sha256').update(text).digest('base64url').slice(0, 12);
      await book.update((one) => {
        const others = one.shorts.filter((each) => each.word !== word);
        return { ...one, shorts: [...others, { word, text }].slice(-kept) };
      });
      return word;
    },
    expand: async (word) =>
      (await book.read()).shorts.find((one) => one.word === word)?.text ?? null,
  };
}
