import type { Spelling } from '../spelling.ts';
import { pasted, refuseQuitWord } from '../spelling.ts';

/** In any case of letters. */
const quitWords = ['exit', 'quit'];

/** What an operator means when the message begins with it. */
const commands =
  /^\/(?:agent|clear|compact|context|delegate|diff|fleet|init|mcp|model|new|permissions|plan|rename|research|review|security-review|session|share|skills|tasks|usage)(?:\s|$)/;

/**
 * - `!` runs a shell command, whatever blanks are in front of it and wherever the cursor is typed to.
 * - An unknown `/word` is dropped with a remark; with a space in front it is text.
 * - A word with `@` or `#` at the end may open a list that takes Enter; a space behind it closes it, and is
 *   cut off on arrival.
 */
export function spell(text: string): Spelling {
  if (text.trimStart().startsWith('!')) {
    return {
      kind: 'refused',
      why: 'it would run what begins with “!” in a shell. Put a word in front of it',
    };
  }
  const front = /^\/[^\s/]*(?:\s|$)/.test(text) && !commands.test(text);
  const list = /(?:^|\s)[@#]\S*$/.test(text);
  return (
    refuseQuitWord(text.toLowerCase(), quitWords) ??
    pasted(`${front ? ' ' : ''}${text}${list ? ' ' : ''}`)
  );
}
