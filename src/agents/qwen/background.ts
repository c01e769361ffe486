import type { Behind, Reading } from '../../domain/ask.ts';
import { fingerprintOf } from '../../domain/fingerprint.ts';
import { asking } from '../asked.ts';
import { lastMenu } from '../numbered.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';
import { dedented, optionOf } from './dialog.ts';

/** Of agents in the background, below the box: how many there are, and that one of them waits. */
const mark = /^ {2}\S.* (?:· ?)?\d+ .*⚠ (\S.*)$/u;
const needs = 'needs approval';
const title = 'An agent in the background needs approval';
const way =
  'In its terminal, press ↓ to its row below the input box, then Enter: what opens there can be answered from here.';
/** `○ its task (what it does) ▶ 5s`. */
const agentRow = /^ {2}[ ▸] (\S.*?)(?: ▶ .*)?$/u;

/** It is the same one while the rows of the agents, which tell what each is doing, change. */
export function behindOf(footer: readonly string[]): Behind | null {
  const at = footer.findIndex((row) => isMarked(row));
  if (at < 0) return null;
  const agents = footer.slice(at + 1).flatMap((row) => agentRow.exec(row)?.[1] ?? []);
  const body = agents.filter((row) => row !== 'main').join('\n');
  const seen = { kind: 'permission' as const, title, options: [] };
  const fingerprint = fingerprintOf({ ...seen, body: '' });
  return { ask: { ...seen, body, source: 'screen', mayBeCut: true, fingerprint }, way };
}

/** On a narrow pane each part of the row loses its end, and the last one says so. */
function isMarked(row: string): boolean {
  const [, said = ''] = mark.exec(row) ?? [];
  return said.startsWith(needs) || (said.endsWith('…') && needs.startsWith(said.slice(0, -1)));
}

export const dialogTitle = 'Background agent needs approval';
const bottom = /^ *╰─+╯(?: +[│█])?$/u;
/** The scroll bar of the conversation may stand beside it. */
const inside = /^ *│ (.*?) │(?: +[│█])?$/u;
const hint = /^Approve or deny the request above\b/;
/** While it asks nothing. */
const workHint = /^ *← back · Esc close\b/u;
const working: Reading = {
  kind: 'unknown',
  why: 'it shows the work of an agent in the background',
  asksNothing: true,
};
const question = /^(?:Allow|Apply|Do you|Would you) .+\?$/;

/** On a narrow pane its title takes two rows. */
function belowTitle(rows: readonly (string | null)[]): number {
  const at = (start: number, size: number) =>
    joined(rows.slice(start, start + size).map((row) => row ?? '')) === dialogTitle;
  const start = rows.findLastIndex((_, row) => at(row, 1) || at(row, 2));
  if (start < 0) return -1;
  return at(start, 1) ? start + 1 : start + 2;
}

/** What such an agent asks, in the box that shows its work. */
export function readBackground(rows: readonly string[]): Reading | null {
  if (!bottom.test(rows.at(-1) ?? '')) return null;
  const all = rows.map((row) => inside.exec(row)?.[1] ?? null);
  if (workHint.test(all.at(-2) ?? '')) return working;
  const start = belowTitle(all);
  const below = trimBlank(all.slice(start, -1).filter((row) => row !== null));
  const end = below.findLastIndex((row) => isBlank(row));
  if (start < 0 || end < 0 || !hint.test(joined(below.slice(end)))) return null;
  const own = below.slice(0, end).map((row) => row.trimEnd());
  const menu = lastMenu(own);
  if (menu === null || menu.selected === null) return null;
  const labels = menu.items.map(({ label, below: rest }) => [label, ...rest].join(' '));
  if (!own.slice(menu.end).every((row) => isBlank(row)) || !/^No\b/.test(labels.at(-1) ?? ''))
    return null;
  const above = trimBlank(
    own.slice(0, menu.start).filter((row) => !/^ *from nested agent:/.test(row)),
  );
  const first = above.findLastIndex((row) => isBlank(row) || !question.test(row.trim()));
  if (!question.test(joined(above.slice(first + 1)))) return null;
  return asking({
    kind: 'permission',
    title: dialogTitle,
    body: dedented(trimBlank(above.slice(0, first + 1))).join('\n'),
    options: labels.map((label) => optionOf(label)),
    // It has little room, and nothing says what it leaves out.
    mayBeCut: true,
    selected: menu.selected,
  });
}
