import type { AskOption, Reading } from '../../domain/ask.ts';
import { asking, option, unknown } from '../asked.ts';
import { lastMenu } from '../numbered.ts';
import type { Numbered } from '../numbered.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';
import { readQuestion } from './question.ts';

const waiting = /^ {2}(?:[⠀-⣿]|\.{1,3}) +Waiting for user confirmation\.\.\.$/u;
/** The arrow points out the tool that asks; others that wait for their turn stand above and below it. */
const arrow = /^ {2}\? \S.*←$/u;
const more = 'Press ctrl-s to show more lines';
const hidden = /^\.\.\. (?:first|last) \d+ lines? hidden.* \.\.\.$/;
const editor = /^o open full plan in editor$/;
const question = /^(?:Allow|Apply|Do you|Would you) .+\?$/;

/** The tool that waits, what it is about, and the options, above a row that says that it waits. */
export interface Waiting {
  /** `Tool what`, which may be wrapped; null when it is scrolled out of sight. */
  readonly head: string | null;
  readonly above: readonly string[];
  readonly menu: Numbered;
  readonly below: readonly string[];
}

export function readDialog(rows: readonly string[]): Reading | null {
  if (!waiting.test(rows.at(-1) ?? '')) return null;
  const shown = rows.slice(0, -1).filter((row) => row !== more);
  const start = shown.findLastIndex((row) => arrow.test(row));
  const end = shown.findIndex((row, at) => start >= 0 && at > start && /^ {2}\S/.test(row));
  const own = shown.slice(Math.max(start, 0), end < 0 ? shown.length : end);
  const head = start < 0 ? [] : own.slice(0, blankAt(own));
  const inner = own.slice(head.length);
  const menu = lastMenu(inner.map((row) => boxLast(row)));
  // Of other tools only whole commands could look like options, and they stand further to the right.
  const pointed = inner.slice(menu?.start, menu?.end).some((row) => /^ {3}[›❯] /u.test(row));
  if (menu === null || menu.selected === null || !pointed)
    return unknown('a prompt that is no known dialog');
  const seen: Waiting = {
    head: start < 0 ? null : headOf(head),
    above: trimBlank(inner.slice(0, menu.start)),
    menu,
    below: inner.slice(menu.end),
  };
  return readQuestion(seen) ?? readApproval(seen) ?? unknown('a prompt that is no known dialog');
}

/** A question, and as the last option always a no. */
function readApproval({ head, above, menu, below }: Waiting): Reading | null {
  const labels = menu.items.map(({ label, below: rest }) => [label, ...rest].join(' '));
  if (!below.every((row) => isBlank(row)) || !/^No\b.*\(esc\)$/.test(labels.at(-1) ?? ''))
    return null;
  const start = above.findLastIndex((row) => isBlank(row)) + 1;
  const asked = joined(above.slice(start));
  if (!question.test(asked)) return null;
  const [, tool, what = ''] = /^(\S+(?: \(.+ MCP Server\))?) ?(.*)$/.exec(head ?? '') ?? [];
  const all = trimBlank(above.slice(0, start));
  // Without its head it begins somewhere; only its last part is surely no rest of something else.
  const content = head === null ? all.slice(all.lastIndexOf('') + 1) : all;
  const isPlan = tool === 'ExitPlanMode';
  const lines = content.filter(
    (row) => !hidden.test(row.trim()) && !(isPlan && editor.test(row.trim())),
  );
  const text = dedented(lines).join('\n');
  const seen = {
    options: labels.map((label) => optionOf(label)),
    mayBeCut:
      head === null ||
      content.some((row) => hidden.test(row.trim())) ||
      labels.some((one) => one.endsWith('…')),
    selected: menu.selected ?? 0,
  };
  if (isPlan) return asking({ kind: 'plan', title: 'Plan', body: text, ...seen });
  // A command stands there a second time, shortened, beside the tool; but not where the change that it makes is shown.
  const isCommand = tool === 'Shell' && text !== '' && asked !== 'Apply this change?';
  const body = isCommand ? text : [what, text].filter(isShown).join('\n');
  return asking({ kind: 'permission', title: tool ?? asked, body, ...seen });
}

function optionOf(label: string): AskOption {
  const seen = option(label);
  if (/^Yes, (?:allow once|restore previous mode|and manually approve)\b/.test(label))
    return { ...seen, tone: 'allow' };
  return /^Modify\b/.test(label) ? { ...seen, tone: 'plain' } : seen;
}

/** `? Tool what ←`, where the arrow stands at the end of the first row. */
function headOf(rows: readonly string[]): string {
  return joined(rows.map((row) => row.replace(/ *←$/u, ''))).slice(2);
}

/** Without the blanks that are in front of every row. */
function dedented(rows: readonly string[]): readonly string[] {
  const margins = rows.filter((row) => !isBlank(row)).map((row) => row.search(/\S/));
  return rows.map((row) => row.slice(Math.min(...margins)).trimEnd());
}

function blankAt(rows: readonly string[]): number {
  const end = rows.findIndex((row) => isBlank(row));
  return end < 0 ? rows.length : end;
}

/** `❯ [ ] 1. Red`, with the box where other menus have it. */
function boxLast(row: string): string {
  return row.replace(/^( *[❯ ] )(\[.\]) (\d+\.) /u, '$1$3 $2 ');
}

function isShown(text: string): boolean {
  return text !== '';
}
