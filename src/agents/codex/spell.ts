import type { Spelling } from '../spelling.ts';
import { pasted } from '../spelling.ts';

/** What an operator means when the message begins with it. */
const commands =
  /^\/(?:approvals|clear|compact|diff|fork|init|mcp|model|new|permissions|plan|rename|resume|review|skills|status)(?:\s|$)/;

/**
 * - `!` runs a shell command; an unknown `/word` stays in the composer and spoils the next message.
 *   A space in front makes either plain text, and is cut off on arrival.
 * - A word with `@` or `$` at the end opens a list that takes Enter; a space behind it closes it.
 */
export function spell(text: string): Spelling {
  const front =
    text.startsWith('!') || (/^\s*\/[^\s/]*(?:\s|$)/.test(text) && !commands.test(text));
  const list = /(?:^|\s)[@$]\S*$/.test(text);
  return pasted(`${front ? ' ' : ''}${text}${list ? ' ' : ''}`);
}
