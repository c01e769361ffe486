import type { Reading } from '../../domain/ask.ts';
import type { Screen } from '../../domain/screen.ts';
import { unknown } from '../asked.ts';
import { cellsOf } from '../cells.ts';
import { isBlank, isRule, joined, shownRows } from '../rows.ts';

const maxFooterRows = 10;
/** The box's own mark is followed by a no-break space; a prompt in the conversation by a plain one. */
const boxStart = /^❯(?:\u00a0|$)/;

/** Where the input box is, and what stands around it. */
export interface BoxPlace {
  /** Index of its upper rule. */
  readonly upper: number;
  readonly above: readonly string[];
  readonly inside: readonly string[];
  readonly footer: readonly string[];
}

/** Null when there is no box at the bottom. */
export function findBox(screen: Screen): BoxPlace | null {
  const rows = shownRows(screen);
  const lower = rows.findLastIndex((row) => isRule(row, '─', screen.cols));
  const footer = rows.slice(lower + 1);
  if (lower < 0 || footer.length > maxFooterRows) return null;
  if (footer.length === 0 || !footer.every((row) => isBlank(row) || row.startsWith('  ')))
    return null;
  const upper = rows.findLastIndex((row, index) => index < lower && isUpperRule(row, screen.cols));
  if (upper < 0) return null;
  return { upper, above: rows.slice(0, upper), inside: rows.slice(upper + 1, lower), footer };
}

/** What the box and its surroundings say, or null when there is no box at the bottom. */
export function readBox(screen: Screen): Reading | null {
  const place = findBox(screen);
  if (place === null) return null;
  const { upper, above, inside, footer } = place;
  const first = inside[0] ?? '';
  if (/^![\u00a0 ]/.test(first)) return unknown('its shell mode is on');
  if (!boxStart.test(first)) return null;
  const draft = isGhost(screen.styled[upper + 1] ?? '') ? '' : textOf(inside);
  return stateOf({ above, draft, footer: joined(footer), cols: screen.cols });
}

/** The upper one may carry the session's name at its right end. */
function isUpperRule(row: string, cols: number): boolean {
  return isRule(row, '─', cols) || (row.length === cols && /^─{4,} \S.* ─$/.test(row));
}

function textOf(inside: readonly string[]): string {
  return inside
    .map((row) => row.slice(2))
    .join('\n')
    .trimEnd();
}

/** A suggestion in the empty box: the cursor on its first letter, the rest dim. */
function isGhost(styled: string): boolean {
  const [, , first, second] = cellsOf(styled);
  return first?.inverse === true && second?.dim === true;
}

interface Box {
  readonly above: readonly string[];
  readonly draft: string;
  readonly footer: string;
  readonly cols: number;
}

function stateOf({ above, draft, footer, cols }: Box): Reading {
  const said = above.filter((row) => !isBlank(row) && !isNotice(row, cols));
  const last = said.at(-1) ?? '';
  const doing = busyWith(said);
  if (doing !== null) return { kind: 'working', doing };
  if (/ · esc (?:to |…)/.test(footer)) return { kind: 'working' };
  if (/^ {2}Waiting for permission…/.test(last)) return unknown('a prompt is about to appear');
  if (draft === '' && isOpenFooter(footer)) return { kind: 'idle' };
  if (!isOver(said)) return unknown('nothing on the screen tells whether it still works');
  return draft === '' ? { kind: 'idle' } : { kind: 'idle', draft };
}

/** With an empty box every footer of a running turn says how to interrupt it, unless it is cut off. */
function isOpenFooter(footer: string): boolean {
  if (!/^[⏸⏵]/u.test(footer)) return false;
  return footer.includes(' · ? for ') || !footer.includes('…');
}

/** A short row at the right edge: hints, the model's effort. */
export function isNotice(row: string, cols: number): boolean {
  return row.search(/\S/) > Math.min(cols / 6, 18) && row.length > cols - 3;
}

const spinner = /^[·✢✳✶✻✽*] ([^…]+)…(?: \(|$)/u;
const retrying = /^[·✢✳✶✻✽*] .+ · (retrying in \d+s?) · attempt \d+\/\d+$/u;
const background = /^[·✢✳✶✻✽*] (Waiting for \d+ background agents?) to finish$/u;

/** These start in the first column, where no text of the agent ever does. */
function busyWith(said: readonly string[]): string | null {
  for (const row of said.slice(-3)) {
    const doing = (spinner.exec(row) ?? retrying.exec(row) ?? background.exec(row))?.[1];
    if (doing !== undefined) return doing;
  }
  return null;
}

export const interrupted = /^ {2}⎿[ \u00a0]{2}Interrupted · /u;

/** Proof that no turn runs: its last line says so, or nothing was said yet. */
function isOver(said: readonly string[]): boolean {
  const last = said.at(-1) ?? '';
  if (/^[·✢✳✶✻✽*] \S+ for \d.* · done /u.test(last)) return true;
  if (interrupted.test(last)) return true;
  return !said.some((row) => /^[❯●] /.test(row));
}
