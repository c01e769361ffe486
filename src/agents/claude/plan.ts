import type { Reading } from '../../domain/ask.ts';
import { asking, option, unknown } from '../asked.ts';
import { lastMenu } from '../numbered.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';
import { noByEscape } from './permission.ts';
import type { Seen } from './read.ts';

export const feedback = 'Tell Claude what to change';
/** Left out on small panes, so it cannot count. */
const lead = "Here is Claude's plan:";
const panelBorder = /^▔+$/;
const inner = /^ {2}(?:─+|╌+)$/;

/** Plan mode left without a plan: a panel with a title, a sentence and the options, and nothing below them. */
export function readEmptyPlan({ rows }: Seen): Reading | null {
  const menu = lastMenu(rows);
  const top = rows.findLastIndex((row) => panelBorder.test(row));
  if (menu === null || menu.selected === null || top < 0 || menu.start < top) return null;
  if (!rows.slice(menu.end).every((row) => isBlank(row))) return null;
  const [title = '', ...body] = trimBlank(
    rows.slice(top + 1, menu.start).filter((row) => !inner.test(row)),
  );
  if (title.trim() !== 'Exit plan mode?') return null;
  return asking({
    kind: 'plan',
    title: title.trim(),
    body: joined(body),
    options: menu.items.map(({ label, below }) => option([label, ...below].join(' '))),
    mayBeCut: menu.scrolled,
    selected: menu.selected,
  });
}

/** The panel under `▔▔▔`: the plan, a rule, the question, the options, the footer with the plan's file. */
export function readPlan({ rows }: Seen): Reading | null {
  const menu = lastMenu(rows);
  const top = rows.findLastIndex((row) => panelBorder.test(row));
  if (menu === null || menu.selected === null || top < 0 || menu.start < top) return null;
  const footer = joined(rows.slice(menu.end).filter((row) => !isBlank(row)));
  if (!/^ctrl\+g to edit in .+ · \S+\.md$/.test(footer)) return null;
  const rule = rows.findLastIndex((row, at) => at < menu.start && inner.test(row));
  const asked = joined(rows.slice(rule + 1, menu.start));
  if (rule < top || !asked.endsWith('proceed?')) return null;
  const last = menu.items.at(-1);
  const typed = last?.below.some((row) => row.startsWith('shift+tab to approve')) ?? false;
  if (typed && last?.label !== feedback) return unknown('somebody types feedback to the plan');
  const options = menu.items.map(({ label }) =>
    label === feedback ? { label, tone: 'deny' as const } : option(label),
  );
  const panel = trimBlank(rows.slice(top + 1, rule).filter((row) => !inner.test(row)));
  const title = (panel[0] ?? '').trim();
  const plan = trimBlank(panel.slice(1).filter((row) => row.trim() !== lead));
  return asking({
    kind: 'plan',
    title: title.replace(/ +[↑↓]$/, ''),
    body: plan.map((row) => row.replace(/^ {1,3}/, '')).join('\n'),
    options: last?.label === feedback ? options : [...options, noByEscape],
    mayBeCut: / [↑↓]$/.test(title) || plan.length === 0 || last?.label !== feedback,
    selected: menu.selected,
  });
}
