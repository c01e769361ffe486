import { isBlank } from './rows.ts';

/** A numbered menu as it stands on the screen. */
export interface Numbered {
  /** Index of the first row and of the row after the last. */
  readonly start: number;
  readonly end: number;
  readonly items: readonly NumberedItem[];
  /** Index of the item with the cursor, or null. */
  readonly selected: number | null;
  /** Some items are scrolled out of sight. */
  readonly scrolled: boolean;
}

export interface NumberedItem {
  readonly label: string;
  /** The indented rows below it: the rest of a long label, or a description. */
  readonly below: readonly string[];
  /** Undefined where there is no box to tick. */
  readonly checked: boolean | undefined;
}

const itemRow = /^ *([❯›●↓↑ ]) ?(\d+)\. (?:\[(.)\] ?)?(.+)$/u;

/**
 * The last menu among `rows` that begins with 1: numbers in one column, counting up without a gap,
 * with nothing but indented rows between. Null when there is none.
 */
export function lastMenu(rows: readonly string[]): Numbered | null {
  const start = rows.findLastIndex((row) => itemRow.exec(row)?.[2] === '1');
  return start < 0 ? null : menuAt(rows, start);
}

function menuAt(rows: readonly string[], start: number): Numbered {
  const column = columnOf(rows[start] ?? '');
  const items: { label: string; below: string[]; checked: boolean | undefined }[] = [];
  let selected: number | null = null;
  let scrolled = false;
  let end = start;
  for (; end < rows.length; end += 1) {
    const row = rows[end] ?? '';
    const [, sign, number, tick, label] = itemRow.exec(row) ?? [];
    if (label !== undefined && columnOf(row) === column) {
      if (Number(number) !== items.length + 1) break;
      if (sign === '❯' || sign === '›' || sign === '●') selected = items.length;
      if (sign === '↓' || sign === '↑') scrolled = true;
      items.push({ label: label.trim(), below: [], checked: ticked(tick) });
    } else if (!isBlank(row) && row.search(/\S/) > column) {
      items.at(-1)?.below.push(row.trim());
    } else {
      break;
    }
  }
  return { start, end, items, selected, scrolled };
}

function columnOf(row: string): number {
  return row.search(/\d+\. /);
}

function ticked(tick: string | undefined): boolean | undefined {
  return tick === undefined ? undefined : tick !== ' ';
}
