import type { AskOption, Reading } from '../../domain/ask.ts';
import { asking } from '../asked.ts';
import { lastMenu } from '../numbered.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';

const asked = 'Do you trust the files in this folder?';

/** Before the first prompt in a new folder: a frame that stands in by one column. */
export function readStartup(rows: readonly string[]): Reading | null {
  if (!/^ ╰─+╯$/.test(rows.at(-1) ?? '')) return null;
  const top = rows.findLastIndex((row) => /^ ╭─+╮$/.test(row));
  const inner = rows.slice(top + 1, -1).map((row) => row.replace(/^ │ /, '').replace(/ *│$/, ''));
  const menu = lastMenu(inner);
  if (menu === null || menu.selected === null || top < 0) return null;
  const [first = '', ...about] = trimBlank(inner.slice(0, menu.start));
  if (first !== asked || !inner.slice(menu.end).every((row) => isBlank(row))) return null;
  return asking({
    kind: 'trust',
    title: asked,
    body: joined(about),
    options: menu.items.map(({ label, below }) => optionOf(joined([label, ...below]))),
    mayBeCut: false,
    selected: menu.selected,
  });
}

function optionOf(label: string): AskOption {
  if (label.startsWith('Trust parent')) return { label, tone: 'always' };
  return { label, tone: label.startsWith('Trust') ? 'allow' : 'deny' };
}
