import type { AskOption, Reading } from '../../domain/ask.ts';
import { asking, option, plain } from '../asked.ts';
import { lastMenu } from '../numbered.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';

const trust = 'Do you trust the files in this folder?';
const loop = 'A potential loop was detected';

/** What the program itself asks, not its model: a frame that stands in by one column. */
export function readNotice(rows: readonly string[]): Reading | null {
  if (!/^ ╰─+╯$/.test(rows.at(-1) ?? '')) return null;
  const top = topOfNotice(rows);
  const inner = rows.slice(top + 1, -1).map((row) => row.replace(/^ │ /, '').replace(/ *│$/, ''));
  const menu = lastMenu(inner);
  if (menu === null || menu.selected === null || top < 0) return null;
  const [first = '', ...about] = trimBlank(inner.slice(0, menu.start));
  const title = first.replace(/^\? +/, '');
  if (title !== trust && title !== loop) return null;
  if (!inner.slice(menu.end).every((row) => isBlank(row))) return null;
  const labels = menu.items.map(({ label, below }) => joined([label, ...below]));
  return asking({
    kind: title === trust ? 'trust' : 'choice',
    title,
    body: joined(about),
    options: title === trust ? labels.map(trustOf) : plain(labels.map((label) => option(label))),
    mayBeCut: false,
    selected: menu.selected,
  });
}

export function topOfNotice(rows: readonly string[]): number {
  return rows.findLastIndex((row) => /^ ╭─+╮$/.test(row));
}

function trustOf(label: string): AskOption {
  if (label.startsWith('Trust parent')) return { label, tone: 'always' };
  return { label, tone: label.startsWith('Trust') ? 'allow' : 'deny' };
}
