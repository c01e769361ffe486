import type { Reading } from '../../domain/ask.ts';
import type { Screen } from '../../domain/screen.ts';
import { unknown } from '../asked.ts';
import { cellsOf } from '../cells.ts';
import { isRule } from '../rows.ts';

/** Text of the conversation never gets here: this row is the last one, below the composer's rule. */
const working = /[○◎◉●] (\S.*?)(?: · [^·]*)? esc (?:esc|again)\b/u;
const loading = /[○◎◉●] Loading\b/u;
const resting = /^ (?:← open sidebar · )?(?:Interactive|Plan|Autopilot)\b/;
const shell = /^ (?:← open sidebar · )?Shell\b/;

/** The folder, `❯ …` between two rules, and one row that says what it is doing. */
export function readComposer(screen: Screen, rows: readonly string[]): Reading | null {
  const footer = rows.at(-1) ?? '';
  const lower = rows.length - 2;
  const upper = rows.findLastIndex((row, at) => at < lower && isRule(row, '─', screen.cols));
  const inside = rows.slice(upper + 1, lower);
  if (upper < 0 || !isRule(rows[lower], '─', screen.cols)) return null;
  if (shell.test(footer)) return unknown('its shell mode is on');
  if (!/^❯(?: |$)/.test(inside[0] ?? '')) return null;
  const doing = working.exec(footer)?.[1];
  if (doing !== undefined) return { kind: 'working', doing };
  if (loading.test(footer)) return { kind: 'starting' };
  // A list that is open above the composer takes the place of the folder, and would take Enter.
  if (!/^ [~/]/.test(rows[upper - 1] ?? '')) return unknown('a list is open above its composer');
  if (!resting.test(footer)) return null;
  const ghost = cellsOf(screen.styled[upper + 1] ?? '')[2]?.dim === true;
  const draft = ghost ? '' : textOf(inside);
  return draft === '' ? { kind: 'idle' } : { kind: 'idle', draft };
}

function textOf(inside: readonly string[]): string {
  return inside
    .map((row) => row.slice(2))
    .join('\n')
    .trim();
}
