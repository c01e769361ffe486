import type { Reading } from '../../domain/ask.ts';
import { asking } from '../asked.ts';
import { lastMenu } from '../numbered.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';

/** Before the first prompt: a frame without a right side, as the last thing on the screen. */
export function readTrust(rows: readonly string[]): Reading | null {
  if (!/^ {3}╰─{8,}/u.test(rows.at(-1) ?? '')) return null;
  const top = rows.findLastIndex((row) => /^ {3}╭─{8,}/u.test(row));
  const framed = rows.slice(top + 1, -1).map((row) => /^ {3}│ ?(.*?)(?: +│)?$/u.exec(row)?.[1]);
  const inner = framed.map((row) => row ?? '');
  const menu = lastMenu(inner);
  if (top < 0 || framed.includes(undefined) || menu === null || menu.selected === null) return null;
  if (!inner.slice(menu.end).every((row) => isBlank(row))) return null;
  const [title = '', ...about] = trimBlank(inner.slice(0, menu.start));
  if (title !== 'Do you trust this folder?') return null;
  return asking({
    kind: 'trust',
    title,
    body: joined(about),
    options: menu.items.map(({ label }) => ({ label, tone: toneOf(label) })),
    mayBeCut: false,
    selected: menu.selected,
  });
}

function toneOf(label: string): 'allow' | 'always' | 'deny' {
  if (label.startsWith('Trust folder')) return 'allow';
  return label.startsWith('Trust') ? 'always' : 'deny';
}
