import type { Sessions } from '../../sessions/sessions.ts';
import type { Composed } from '../message.ts';
import { bold, compose, italic, pre } from '../text/compose.ts';

export type Seen = Awaited<ReturnType<Sessions['screen']>>;

/** Telegram takes 4096; the rest is for the lines around it. */
const limit = 3600;

/** The text of a pane as one message. What does not fit goes from the top: the news is below. */
export function paneText(name: string, seen: Seen): Composed {
  switch (seen.kind) {
    case 'gone':
      return compose(bold(name), ' has no terminal any more.');
    case 'unknown':
      return compose(bold(name), ` cannot be looked at right now: ${seen.why}`);
    case 'screen': {
      const { kept, dropped } = fitting(narrowed(withoutAir(seen.screen.lines)));
      if (kept.length === 0) return compose(bold(name), '\n', italic('The screen is empty.'));
      const note = dropped === 0 ? [] : [italic(cutNote(dropped)), '\n'];
      return compose(bold(name), '\n', ...note, pre(kept.join('\n')));
    }
  }
}

/** The same text for the same picture: tells whether a pane has changed. */
export function pictureOf(seen: Seen): string {
  return seen.kind === 'screen' ? seen.screen.lines.join('\n') : seen.kind;
}

function cutNote(dropped: number): string {
  return dropped === 1
    ? '(the first line is left out)'
    : `(the first ${dropped} lines are left out)`;
}

function withoutAir(lines: readonly string[]): readonly string[] {
  const isText = (line: string) => line.trim() !== '';
  return lines.slice(Math.max(0, lines.findIndex(isText)), lines.findLastIndex(isText) + 1);
}

/**
 * A pane is wider than a phone, which wraps what does not fit: rules that go across it and the room between its
 * edges are cut short, and of several blank lines one is left. The words stay as they are.
 */
function narrowed(lines: readonly string[]): readonly string[] {
  return lines
    .map((line) => line.trimEnd().replaceAll(rule, '$1').replaceAll(gap, '   '))
    .filter((line, at, all) => line !== '' || all[at - 1] !== '');
}

/** Not what a bar of progress is drawn with: its length says something. */
const rule = /(([\u2500-\u257f▀▄▁▔_=~*–—-])\2{23})\2+/gu;
const gap = /(?<=\S) {9,}(?=\S)|^ {25,}/g;

function fitting(lines: readonly string[]): { kept: readonly string[]; dropped: number } {
  let start = lines.length;
  let length = 0;
  while (start > 0) {
    const line = (lines[start - 1] ?? '').length + 1;
    if (length + line > limit) break;
    length += line;
    start -= 1;
  }
  const last = lines.at(-1) ?? '';
  // One line longer than a message: its end.
  if (start === lines.length && last !== '')
    return { kept: [last.slice(-limit)], dropped: lines.length - 1 };
  return { kept: lines.slice(start), dropped: start };
}
