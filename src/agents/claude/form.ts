import { isBlank, isRule, joined, trimBlank } from '../rows.ts';
import type { Seen } from './read.ts';

/** A form of a tool server as its screen shows it: a title, the server's words, the fields, two buttons and the footer. */
export interface Form {
  readonly title: string;
  /** The server's words. */
  readonly message: string;
  readonly fields: readonly Field[];
  /** Fields are out of sight above or below. */
  readonly above: boolean;
  readonly below: boolean;
  /** What is known of those. */
  readonly hidden?: { readonly above: readonly Field[]; readonly below: readonly Field[] };
  readonly place: Place;
}

export interface Field {
  /** `*` must be set, `✔` is set, `⚠` is wrong, else a blank. */
  readonly mark: string;
  readonly label: string;
  readonly value: string;
  /** What it is for, and what is wrong with it. */
  readonly about: readonly string[];
}

/** Where the cursor stands, and so what the keys do. */
export type Place =
  | { readonly kind: 'text'; readonly field: number; readonly filled: boolean }
  | { readonly kind: 'switch'; readonly field: number; readonly on: boolean | null }
  | { readonly kind: 'closed'; readonly field: number }
  | { readonly kind: 'open'; readonly field: number; readonly list: List }
  | { readonly kind: 'buttons'; readonly labels: readonly [string, string]; readonly at: 0 | 1 };

export interface List {
  readonly several: boolean;
  readonly items: readonly { readonly label: string; readonly checked: boolean }[];
  readonly cursor: number;
  readonly above: boolean;
  readonly below: boolean;
}

const titles =
  /^MCP server “.*” (?:requests your input|wants to open a URL|— waiting for completion)$/u;
const fieldRow = /^ {2}([❯ ]) ([*✔⚠ ]) (\S.*?):(?: (.*))?$/u;
const buttonsRow = /^ {2}([❯ ]) (\S+(?: \S+)*) {2}([❯ ]) (\S+(?: \S+)*)$/u;
const itemRow = /^ {8}([❯ ]) ([◯◉☐☒])(?: (.*))?$/u;
const moreItems = /^ {12}([↑↓]) \d+ more$/u;
const moreFields = /^ {4}([↑↓]) \d+ more$/u;
const cursorRow = /^ {2}(?:❯| {2}\S.* {2}❯) /u;

export interface FormSeen {
  readonly title: string;
  readonly message: string;
  /** Null where not all that the keys depend on is certain. */
  readonly form: Form | null;
}

export function findForm({ rows, cols }: Seen): FormSeen | null {
  const rule = rows.findLastIndex((row) => isRule(row, '─', cols));
  const title = (rows[rule + 1] ?? '').trim();
  if (rule < 0 || !titles.test(title)) return null;
  const foot = rows.findLastIndex((row) => row.startsWith('  Esc to cancel · '));
  const isWhole = foot > rule && rows.slice(foot).every((row) => row.startsWith('  '));
  if (!isWhole) {
    // On a small pane its end is out of sight, and nothing else is below it.
    const rest = rows.slice(rule + 2);
    const isCutOff = foot < rule && rest.every((row) => isBlank(row) || row.startsWith('  '));
    return isCutOff ? { title, message: textOf(rest), form: null } : null;
  }
  const inner = rows.slice(rule + 2, foot);
  return { title, message: textOf(inner), form: formOf(title, inner, joined(rows.slice(foot))) };
}

function formOf(title: string, inner: readonly string[], footer: string): Form | null {
  // The server's own words may look like a field, with a cursor too: then nobody knows which one is meant.
  const cursors = inner.filter((row) => cursorRow.test(row));
  const end = inner.findLastIndex((row) => !isBlank(row));
  const buttons = buttonsRow.exec(inner[end] ?? '');
  if (cursors.length !== 1 || buttons === null) return null;
  const start = startOfFields(inner, end);
  const { fields, current, items } = fieldsIn(inner.slice(start, end));
  const more = inner.slice(start, end).map((row) => moreFields.exec(row)?.[1]);
  const place = placeOf(footer, buttons, current, fields[current], items);
  if (place === null) return null;
  return {
    title,
    message: textOf(inner.slice(0, start)),
    fields,
    above: more.includes('↑'),
    below: more.includes('↓'),
    place,
  };
}

function textOf(rows: readonly string[]): string {
  return trimBlank(rows.map((row) => row.replace(/^ {2}/, '').replace(/^│ /u, ''))).join('\n');
}

/** Fields begin after the blank row below the server's words, with a field or with how many are above. */
function startOfFields(inner: readonly string[], end: number): number {
  const start = inner.findIndex(
    (row, at) =>
      at > 0 &&
      at < end &&
      isBlank(inner[at - 1]) &&
      (fieldRow.test(row) || moreFields.test(row)) &&
      inner.slice(at, end).every((one) => isPart(one)),
  );
  return start < 0 ? end : start;
}

function isPart(row: string): boolean {
  return (
    isBlank(row) || fieldRow.test(row) || moreFields.test(row) || row.startsWith(' '.repeat(8))
  );
}

function fieldsIn(rows: readonly string[]) {
  const fields: { mark: string; label: string; value: string; about: string[] }[] = [];
  const items: string[] = [];
  let current = -1;
  for (const row of rows) {
    const [, cursor, mark, label, value] = fieldRow.exec(row) ?? [];
    const field = fields.at(-1);
    if (mark !== undefined && label !== undefined) {
      if (cursor === '❯') current = fields.length;
      fields.push({ mark: mark.trim(), label, value: value ?? '', about: [] });
    } else if (isItem(row) && field?.value === '▾' && field.about.length === 0) {
      items.push(row);
    } else if (!isBlank(row) && !moreFields.test(row)) {
      if (field !== undefined) describe(field.about, row.trim());
    }
  }
  return { fields, current, items };
}

/** The classic renderer puts a bar in front of a description, and breaks it where the other one cuts it. */
function describe(about: string[], row: string): void {
  const words = /^│ (.*)$/u.exec(row)?.[1];
  const isNext = words !== undefined && about.length > 0;
  if (isNext) about.push(`${about.pop()} ${words}`);
  else about.push(words ?? row);
}

function isItem(row: string): boolean {
  return itemRow.test(row) || moreItems.test(row);
}

const hint = /^Esc to cancel · (?:↑\/↓ to navigate|←\/→ to switch)(?: · (.+))?$/u;

/** The footer tells what kind of field the cursor is on. */
function placeOf(
  footer: string,
  [, first, yes, second, no]: RegExpExecArray,
  current: number,
  field: Field | undefined,
  items: readonly string[],
): Place | null {
  const hinted = hint.exec(footer);
  if (hinted === null) return null;
  if (first === '❯' || second === '❯') {
    if (hinted[1] !== undefined || yes === undefined || no === undefined) return null;
    return { kind: 'buttons', labels: [yes, no], at: first === '❯' ? 0 : 1 };
  }
  if (field === undefined) return null;
  switch (hinted[1]) {
    case 'Backspace to unset':
      return { kind: 'text', field: current, filled: field.value !== placeholder };
    case 'Backspace to unset · → to expand':
      return field.value.startsWith('▸') ? { kind: 'closed', field: current } : null;
    case 'Backspace to unset · Space to select':
    case 'Backspace to unset · Space to toggle':
      if (field.value !== '▾') return switchOf(field, current);
      return openOf(items, current);
    default:
      return null;
  }
}

const placeholder = 'Type something…';

function switchOf({ mark, value }: Field, field: number): Place | null {
  if (value === '☒') return { kind: 'switch', field, on: true };
  return value === '☐' ? { kind: 'switch', field, on: mark === '✔' ? false : null } : null;
}

function openOf(rows: readonly string[], field: number): Place | null {
  const found = rows.flatMap((row) => {
    const [, cursor, sign, label] = itemRow.exec(row) ?? [];
    return sign === undefined ? [] : [{ cursor, sign, label: label ?? '' }];
  });
  const cursor = found.findIndex((one) => one.cursor === '❯');
  const several = found.every(({ sign }) => sign === '☐' || sign === '☒');
  const single = found.every(({ sign }) => sign === '◯' || sign === '◉');
  if (cursor < 0 || several === single) return null;
  const more = rows.map((row) => moreItems.exec(row)?.[1]);
  const items = found.map(({ label, sign }) => ({ label, checked: sign === '☒' || sign === '◉' }));
  const list = { several, items, cursor, above: more.includes('↑'), below: more.includes('↓') };
  return { kind: 'open', field, list };
}
