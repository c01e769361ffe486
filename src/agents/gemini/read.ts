import type { Reading } from '../../domain/ask.ts';
import type { Screen } from '../../domain/screen.ts';
import { unknown } from '../asked.ts';
import { isBlank, isRule, shownRows } from '../rows.ts';
import { isShell } from '../shell.ts';
import { readDialog } from './dialog.ts';
import { readNotice, topOfNotice } from './notice.ts';

/** A framed dialog as the very last thing, or the input box between its half-block rules. */
export function read(screen: Screen): Reading {
  if (screen.dead) return { kind: 'exited' };
  if (screen.lines.every((line) => isBlank(line))) return { kind: 'starting' };
  const rows = shownRows(screen);
  // A shell in front may be the wrapper that started it, or what is left after a crash.
  if (isShell(screen.command)) return unknown('a shell is in front of the pane');
  return (
    readDialog(screen, rows) ??
    readBeside(screen, rows) ??
    readBox(screen, rows) ??
    unknown('neither its input box nor a dialog is at the bottom')
  );
}

/**
 * A notice may come while a dialog is open, or a dialog while a notice is: a first prompt runs before the folder is
 * trusted. Then all keys are the dialog's, which stands above.
 */
function readBeside(screen: Screen, rows: readonly string[]): Reading | null {
  const notice = readNotice(rows);
  if (notice === null) return null;
  const above = rows.slice(0, topOfNotice(rows));
  const bottom = `╰${'─'.repeat(screen.cols - 2)}╯`;
  const end = above.lastIndexOf(bottom);
  const isLive = above.slice(0, end).some((row) => row.startsWith('│ ● '));
  return isLive ? readDialog(screen, above.slice(0, end + 1)) : notice;
}

const placeholder = /^ [>*] {3}Type your message or @path\/to\/file$/;
const status = /^ [⠀-⣿] (.+?)(?:\.\.\.)? \(esc to cancel/u;
const maxFooterRows = 4;

function readBox({ cols, title }: Screen, rows: readonly string[]): Reading | null {
  const lower = rows.findLastIndex((row) => isRule(row, '▀', cols));
  const upper = rows.findLastIndex((row, at) => at < lower && isRule(row, '▄', cols));
  const inside = rows.slice(upper + 1, lower);
  const footer = rows.slice(lower + 1);
  if (upper < 0 || footer.length === 0 || footer.length > maxFooterRows) return null;
  if (!footer.every((row) => isBlank(row) || row.startsWith(' '))) return null;
  const rule = rows.findLastIndex((row, at) => at < upper && isRule(row, '─', cols));
  if (rule < 0 || upper - rule > 2 || !/^ [>*]/.test(inside[0] ?? '')) return null;
  const text = placeholder.test(inside[0] ?? '') ? '' : textOf(inside);
  const box = text === '' ? {} : { draft: text };
  const doing = status.exec(rows[rule - 1] ?? '')?.[1];
  if (doing !== undefined) return { kind: 'working', doing, ...box };
  if (title.startsWith('✦')) return { kind: 'working', ...box };
  if (!title.startsWith('◇')) return unknown('its title does not tell whether it works');
  // Its first picture is the box and a hint. It knows no pastes yet: of what is typed one by one the question marks
  // would be lost, and a mark in front would open its shell.
  if (rows.slice(0, rule - 1).every((row) => isBlank(row))) return { kind: 'starting' };
  return { kind: 'idle', ...box };
}

function textOf(inside: readonly string[]): string {
  return inside
    .map((row) => row.slice(3))
    .join('\n')
    .trimEnd();
}
