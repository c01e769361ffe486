import type { Reading } from '../../domain/ask.ts';
import type { Screen } from '../../domain/screen.ts';
import { unknown } from '../asked.ts';
import { cellsOf } from '../cells.ts';
import { isBlank, isRule } from '../rows.ts';
import { behindOf } from './background.ts';

const spinner = /^ {2}(?:[⠀-⣿]|\.{1,3}) +\S/u;
const steering = /^ {2}Enter to steer\b/;
/** Names the mode of approvals, and how to change it where there is room; behind it may stand what is in the background. */
const mode =
  /^ {2}(?:\S+ )?(?:Ask permissions|[Pp]lan mode|[Aa]uto[ -]\S+(?: \S+)?|YOLO mode)(?: \(shift \+|…|$|(?: \([a-z+ ]*)? *·? ?\d+ \S)/u;
/** As long as somebody walks through the agents in the background. */
const listKeys = /^ {4}↑↓ navigate · Enter detail\b/u;
/** Agents in the background have a row each. */
const maxFooterRows = 12;

/** `> …` between two rules, and below it the footer, one row of which tells whether it works. */
export function readBox(screen: Screen, rows: readonly string[]): Reading | null {
  const lower = rows.findLastIndex((row) => isRule(row, '─', screen.cols));
  const upper = rows.findLastIndex((row, at) => at < lower && isRule(row, '─', screen.cols));
  const inside = rows.slice(upper + 1, lower);
  const footer = rows.slice(lower + 1);
  if (upper < 0 || footer.length === 0 || footer.length > maxFooterRows) return null;
  if (!footer.every((row) => isBlank(row) || row.startsWith('  '))) return null;
  if (inside[0]?.startsWith('!') === true) return unknown('its shell mode is on');
  if (!/^[>*](?: |$)/.test(inside[0] ?? '')) return null;
  const behind = behindOf(footer);
  const listed = footer.some((row, at) => listKeys.test(row) || isChosen(screen, lower + 1 + at));
  const seen = {
    ...(listed ? { keysGoTo: 'its list of agents' } : {}),
    ...(behind === null ? {} : { behind }),
  };
  const busy = footer.some((row) => steering.test(row)) || isBusy(rows.slice(0, upper));
  if (busy) return { kind: 'working', ...seen };
  if (!footer.some((row) => mode.test(row)))
    return unknown('its footer does not tell whether it works');
  const draft = isGhost(screen, upper + 1) ? '' : textOf(inside);
  return { kind: 'idle', ...(draft === '' ? {} : { draft }), ...seen };
}

/** Above the box, in the column where text of the conversation never begins. */
function isBusy(above: readonly string[]): boolean {
  const said = above.filter((row) => !isBlank(row));
  return said.slice(-2).some((row) => spinner.test(row));
}

/** With no room for the rows of the agents, their number in the footer takes the keys. */
function isChosen({ styled }: Screen, row: number): boolean {
  return cellsOf(styled[row] ?? '').some((cell) => cell.inverse);
}

/** What it suggests stands behind the cursor at the start, all of it in a colour; typed words have none. */
function isGhost({ styled, cursor }: Screen, row: number): boolean {
  if (cursor.x !== 2 || cursor.y !== row) return false;
  const behind = cellsOf(styled[row] ?? '')
    .slice(3)
    .filter((cell) => cell.character.trim() !== '');
  return behind.length > 0 && behind.every((cell) => cell.ink !== '');
}

/** Its cursor is a blank of no width behind the text. */
function textOf(inside: readonly string[]): string {
  return inside
    .map((row) => row.slice(2))
    .join('\n')
    .replaceAll('\u200b', '')
    .trimEnd();
}
