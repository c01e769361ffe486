export interface Menu {
  readonly labels: readonly string[];
  readonly selected: number;
}

const item = /^([❯ ]) *(\d+)\. (\S.*)$/u;

/** Numbered options in one block; the rest of a long label stands below its number. Null: not all there. */
export function readMenu(rows: readonly string[]): Menu | null {
  const labels: string[] = [];
  let selected: number | null = null;
  for (const row of rows) {
    const [, sign, number, label] = item.exec(row) ?? [];
    if (label === undefined) {
      if (labels.length === 0) return null;
      labels.push(`${labels.pop() ?? ''} ${row.trim()}`);
      continue;
    }
    // A gap or a second 3 means that a label only looks like an option.
    if (Number(number) !== labels.length + 1) return null;
    if (sign === '❯') selected = labels.length;
    labels.push(label.trim());
  }
  return selected === null || labels.length < 2 ? null : { labels, selected };
}
