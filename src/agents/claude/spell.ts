import type { Spelling, Stroke } from '../spelling.ts';
import { piecesOf, refuseQuitWord } from '../spelling.ts';

const quitWords = ['exit', 'quit', ':q', ':q!', ':wq', ':wq!'];
/** From 4 lines or 800 characters on, a paste reaches the model inside a tag of Claude Code's own. */
const size = { chars: 400, lines: 2 };
/** What stands in front of the mark must fit into one row of the box, or Home does not go to its start. */
const shortest = 30;

/**
 * - A `!` in front of an empty box switches to the shell, in front of other text it is only text.
 * - `/word` is completed to the best match and run; below an empty line only a whole name is a command.
 * - A backslash before Enter makes a line break; a space behind it is cut off on arrival.
 */
export function spell(text: string): Spelling {
  const refused = refuseQuitWord(text, quitWords);
  if (refused !== null) return refused;
  const whole = text.endsWith('\\') ? `${text} ` : text;
  if (whole.startsWith('!')) return { kind: 'strokes', strokes: afterwards(whole) };
  const slash = /^\s*\/[^\s/]*(?:\s|$)/.test(whole) && !whole.startsWith('\n');
  return { kind: 'strokes', strokes: pastes(slash ? `\n${whole}` : whole) };
}

function afterwards(text: string): readonly Stroke[] {
  const [line = ''] = text.slice(1).split('\n');
  const first = Array.from(line).slice(0, shortest).join('');
  if (first.trim() === '') return pastes(` ${text}`);
  const rest = text.slice(1 + first.length);
  return [{ paste: first }, { name: 'Home' }, { paste: '!' }, { name: 'End' }, ...pastes(rest)];
}

function pastes(text: string): readonly Stroke[] {
  return piecesOf(text, size).map((paste) => ({ paste }));
}
