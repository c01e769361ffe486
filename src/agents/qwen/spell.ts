import type { Spelling } from '../spelling.ts';
import { pasted, piecesOf, refuseQuitWord } from '../spelling.ts';

const quitWords = ['exit', 'quit', ':q', ':q!', ':wq', ':wq!'];

/** What an operator means when the message begins with it. */
const commands =
  /^\/(?:approval-mode|btw|clear|compress|context|copy|diff|export|goal|init|insight|mcp|memory|model|new|permissions|plan|recap|rename|resume|review|rewind|skills|stats|status|summary|tasks|tools)(?:\s|$)/;

/** A longer paste is replaced by a placeholder, which is all that the model gets when Enter comes at once. */
const size = { chars: 900, lines: 9 };

/**
 * - An unknown `/word` is dropped with a remark, whatever blanks are in front of it.
 * - A backslash before Enter makes a line break; a space behind it is cut off on arrival.
 * - A word with `@` at the end may open a list that takes Enter; a space behind it closes it.
 */
export function spell(text: string): Spelling {
  const word = /^\s*(\/[^\s/]*)(?:\s|$)/.exec(text)?.[1];
  if (word !== undefined && !commands.test(text)) {
    return {
      kind: 'refused',
      why: `it would drop it as the unknown command “${word}”. Put a word in front of it`,
    };
  }
  const whole = /\\$|(?:^|\s)@\S*$/.test(text) ? `${text} ` : text;
  return refuseQuitWord(text, quitWords) ?? pasted(...piecesOf(whole, size));
}
