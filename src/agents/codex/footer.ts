import { joined } from '../rows.ts';

/** Where the footer begins: the last row, or on a narrow pane the last few. Null: something else is there. */
export function footerAt(rows: readonly string[], footer: RegExp): number | null {
  for (const height of [1, 2, 3]) {
    const at = rows.length - height;
    if (at >= 0 && footer.test(joined(rows.slice(at)))) return at;
  }
  return null;
}
