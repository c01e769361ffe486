import type { Reading } from '../../domain/ask.ts';
import type { Screen } from '../../domain/screen.ts';
import { asking, option, plain } from '../asked.ts';
import { lastMenu } from '../numbered.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';

const bar = '  ┃';
const hint = /^↑↓ select {2}enter submit {2}esc dismiss$/u;
/** A wide pane has a column of other things at its right. */
const sidebar = / {8,}\S.*$/;

/** The barred block at the bottom: the question, numbered answers, and what the keys do. */
export function readQuestion({ lines }: Screen): Reading | null {
  const last = lines.findLastIndex((line) => line.startsWith(bar));
  if (last < 0 || lines.slice(last + 1).some((line) => !isBlank(line))) return null;
  const start = lines.slice(0, last).findLastIndex((line) => !line.startsWith(bar)) + 1;
  const block = trimBlank(
    lines
      .slice(start, last + 1)
      .map((line) => line.slice(bar.length).replace(sidebar, '').trimEnd()),
  );
  if (!hint.test((block.at(-1) ?? '').trim())) return null;
  const menu = lastMenu(block);
  if (menu === null || !block.slice(menu.end, -1).every((row) => isBlank(row))) return null;
  const asked = joined(block.slice(0, menu.start));
  if (asked === '') return null;
  return asking({
    kind: 'choice',
    title: 'Question',
    body: asked,
    options: plain(menu.items.map(({ label }) => option(label))),
    mayBeCut: menu.scrolled,
  });
}
