import type { AskOption, Reading } from '../../domain/ask.ts';
import { asking } from '../asked.ts';
import { lastMenu } from '../numbered.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';

const footers = ['enter continue · esc back', 'enter confirm · esc skip'];

/** Folder access and hooks review. Anything else before the composer is left to the keyboard. */
export function readStartup(rows: readonly string[]): Reading | null {
  const menu = lastMenu(rows);
  if (menu === null || menu.selected === null) return null;
  const rest = rows.slice(menu.end).filter((row) => !isBlank(row));
  if (rest.length !== 1 || !footers.includes(joined(rest))) return null;
  const above = trimBlank(rows.slice(0, menu.start));
  const start = above.findIndex((row) => /^ {2}(?:Folder access|Hooks need review)$/.test(row));
  if (start < 0) return null;
  return asking({
    kind: 'trust',
    title: (above[start] ?? '').trim(),
    body: joined(above.slice(start + 1)),
    options: menu.items.map(({ label }) => optionOf(label)),
    mayBeCut: false,
    selected: menu.selected,
  });
}

function optionOf(label: string): AskOption {
  return { label, tone: label.startsWith('Trust') ? 'allow' : 'plain' };
}
