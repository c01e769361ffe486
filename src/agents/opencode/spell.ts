import type { Spelling } from '../spelling.ts';
import { pasted, refuseQuitWord } from '../spelling.ts';

const quitWords = ['exit', 'quit', ':q'];

/**
 * A word with `@` at the end opens a list that takes Enter; a space behind it closes it. In one paste:
 * several are taken in one after the other, but not always in their order.
 */
export function spell(text: string): Spelling {
  return refuseQuitWord(text, quitWords) ?? pasted(/(?:^|\s)@\S*$/.test(text) ? `${text} ` : text);
}
