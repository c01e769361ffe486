import type { Screen } from '../domain/screen.ts';

/** The rows up to the last one that shows something. */
export function shownRows(screen: Screen): readonly string[] {
  const last = screen.lines.findLastIndex((line) => line.trim() !== '');
  return screen.lines.slice(0, last + 1).map((line) => line.trimEnd());
}

/** A row that is nothing but `glyph`, over the whole width. */
export function isRule(row: string | undefined, glyph: string, cols: number): boolean {
  return row !== undefined && row === glyph.repeat(cols);
}

export function isBlank(row: string | undefined): boolean {
  return row === undefined || row.trim() === '';
}

/** Rows without the blank ones around them. */
export function trimBlank(rows: readonly string[]): readonly string[] {
  const first = rows.findIndex((row) => !isBlank(row));
  const last = rows.findLastIndex((row) => !isBlank(row));
  return first < 0 ? [] : rows.slice(first, last + 1);
}

/** Rows that a terminal wrapped, as one line again. */
export function joined(rows: readonly string[]): string {
  return rows
    .map((row) => row.trim())
    .filter((row) => row !== '')
    .join(' ');
}
