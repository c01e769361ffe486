import type { Spelling } from '../spelling.ts';
import { pasted, piecesOf, refuseQuitWord } from '../spelling.ts';

const quitWords = ['exit', 'quit', ':q'];
/** From 3 lines or 150 characters on, a paste is shown as a placeholder and gets a space behind it. */
const size = { chars: 120, lines: 2 };
/** So many small pieces would take longer than that space is worth. */
const longest = 8_000;

/** A word with `@` at the end opens a list that takes Enter; a space behind it closes it. */
export function spell(text: string): Spelling {
  const refused = refuseQuitWord(text, quitWords);
  if (refused !== null) return refused;
  const whole = /(?:^|\s)@\S*$/.test(text) ? `${text} ` : text;
  return whole.length > longest ? pasted(whole) : pasted(...piecesOf(whole, size));
}
