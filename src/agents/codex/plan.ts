import type { AskOption, Reading } from '../../domain/ask.ts';
import { asking } from '../asked.ts';
import { lastMenu } from '../numbered.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';

const heading = '  Implement this plan?';
const footer = 'enter select · esc back';

/** At the end of plan mode: a heading, options with a column of descriptions, and the footer. */
export function readPlan(rows: readonly string[]): Reading | null {
  if (joined(rows.slice(-1)) !== footer) return null;
  const menu = lastMenu(rows);
  const at = rows.lastIndexOf(heading);
  if (menu === null || menu.selected === null || at < 0 || at > menu.start) return null;
  const between = [...rows.slice(at + 1, menu.start), ...rows.slice(menu.end, -1)];
  if (between.some((row) => !isBlank(row))) return null;
  return asking({
    kind: 'plan',
    title: heading.trim(),
    body: proposedIn(rows.slice(0, at)),
    options: menu.items.map(({ label }) => optionOf(label.split(/ {2,}/)[0] ?? label)),
    // The plan stands in the conversation, which may have scrolled.
    mayBeCut: true,
    selected: menu.selected,
  });
}

function optionOf(label: string): AskOption {
  const tone = label.startsWith('Yes, implement') ? 'allow' : 'plain';
  return { label, tone: label.startsWith('No') ? 'deny' : tone };
}

function proposedIn(above: readonly string[]): string {
  const start = above.lastIndexOf('• Proposed Plan');
  if (start < 0) return '';
  const rest = above.slice(start + 1);
  const end = rest.findIndex((row) => !isBlank(row) && !/^ {2}(?!Worked for )/.test(row));
  const rows = trimBlank(rest.slice(0, end < 0 ? rest.length : end));
  return rows.map((row) => row.slice(2)).join('\n');
}
