import type { Screen } from '../../domain/screen.ts';
import { isBlank } from '../rows.ts';

export const bar = '  ┃';
/** Wider than this, a column of other things stands at the right, with a gap before it. */
const plainCols = 120;
const sidebarCols = 40;
const gapCols = 2;

export interface Block {
  /** The row of the screen that it begins with. */
  readonly start: number;
  readonly rows: readonly string[];
}

/** The barred block that reaches the last rows, without its bar. Null: something else stands there. */
export function lastBlock({ lines, cols }: Screen): Block | null {
  const last = lines.findLastIndex((line) => line.startsWith(bar));
  if (last < 0 || lines.slice(last + 1).some((line) => !isBlank(line))) return null;
  const start = lines.slice(0, last).findLastIndex((line) => !line.startsWith(bar)) + 1;
  const block = lines.slice(start, last + 1);
  const edge = cols - sidebarCols - gapCols;
  // A change is drawn in two columns, so that a gap alone is no edge.
  const divided =
    cols > plainCols && block.every((line) => isBlank(line.slice(edge, edge + gapCols)));
  const width = divided ? edge : cols;
  return { start, rows: block.map((line) => line.slice(bar.length, width).trimEnd()) };
}
