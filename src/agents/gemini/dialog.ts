import type { Reading } from '../../domain/ask.ts';
import type { Screen } from '../../domain/screen.ts';
import { asking, unknown } from '../asked.ts';
import { lastMenu } from '../numbered.ts';
import { joined, trimBlank } from '../rows.ts';
import { readApproval } from './approval.ts';
import { readQuestion } from './question.ts';

/** Whatever it asks stands in a frame of the pane's width, below which nothing else is shown. */
export function readDialog(screen: Screen, rows: readonly string[]): Reading | null {
  const bottom = rows.length - 1;
  const width = screen.cols - 2;
  if (rows[bottom] !== `╰${'─'.repeat(width)}╯`) return null;
  const top = rows.findLastIndex((row) => row === `╭${'─'.repeat(width)}╮`);
  const inner = rows
    .slice(top + 1, bottom)
    .map((row) => row.replace(/^│ /, '').replace(/ *│$/, ''));
  const menu = lastMenu(inner);
  const first = trimBlank(inner)[0] ?? '';
  if (top >= 0 && first === 'Answer Questions') {
    return readQuestion(inner, screen.styled.slice(top + 1, bottom), menu);
  }
  if (top >= 0 && first === '? Get started') return startMenu('Get started', inner);
  const reading = menu === null ? null : readApproval(inner, menu, top < 0);
  return reading ?? unknown('a frame that is no known dialog');
}

/** Signing in needs a secret or a browser: that is done at the keyboard. */
function startMenu(title: string, inner: readonly string[]): Reading {
  return asking({ kind: 'menu', title, body: joined(inner.slice(2)), options: [], mayBeCut: true });
}
