import { isBlank } from './rows.ts';

/** A program may have written for an hour: its end is what counts. */
const rowsKept = 40;

/**
 * The rows below the last one that `spokenTo` finds, each without the mark of the agent's own words. Null where
 * nothing was said yet: what stands there is a greeting.
 */
export function saidIn(
  rows: readonly string[],
  spokenTo: (row: string) => boolean,
  mark: RegExp,
): string | null {
  const from = rows.findLastIndex(spokenTo);
  const said = rows.slice(from + 1).filter((row) => !isBlank(row));
  if (said.length === 0 || (from < 0 && !said.some((row) => mark.test(row)))) return null;
  return said
    .slice(-rowsKept)
    .map((row) => row.replace(mark, ''))
    .join('\n');
}
