import type { AskOption, Reading } from '../../domain/ask.ts';
import { asking, fieldOpen, option, typing, unknown } from '../asked.ts';
import { lastMenu } from '../numbered.ts';
import type { Numbered } from '../numbered.ts';
import { isBlank, isRule, joined, trimBlank } from '../rows.ts';
import type { Seen } from './read.ts';

/** Stands in for a "No" that is scrolled out of sight: Esc says the same. */
export const noByEscape: AskOption = { label: 'No (Esc)', tone: 'deny' };

const permissionFooter =
  /^Esc to cancel · Tab to amend(?: · ctrl\+x \S+ twice to stop background agents)?$/;
/** Tab has opened the field behind Yes or No: whatever is typed there stands in its label. */
const amendFooter = 'Esc to cancel';
const emptyNo = /^No, and tell Claude what to do differently$/;
/** Claude Code's own words for what it does not show. */
const withheld = /^\(value cannot be shown in full\b/m;
const questionStart = /^ Do you want to /;

/** ` Title`, content between dotted rules, ` Do you want to …?`, options, ` Esc to cancel · Tab to amend`. */
export function readPermission({ rows, cols }: Seen): Reading | null {
  const menu = lastMenu(rows);
  if (menu === null || menu.selected === null) return null;
  const question = rows.findLastIndex((row, at) => at < menu.start && questionStart.test(row));
  if (question < 0) return null;
  const asked = joined(rows.slice(question, menu.start));
  if (!asked.endsWith('?') || asked.length > 300) return null;
  const tail = tailOf(rows, menu);
  if (tail === null || (tail.footer === '' && !asked.includes('to fetch'))) return null;
  const chosen = menu.items[menu.selected]?.label ?? '';
  const amended = tail.footer === amendFooter;
  if (amended && !/^(?:Yes|No), /.test(chosen)) return null;
  if (amended && !emptyNo.test(chosen)) return unknown(typing);
  const top = rows.findLastIndex((row, at) => at < question && isRule(row, '─', cols));
  if (isStale(rows, top, cols)) return unknown('it is being drawn for another width');
  const complete = menu.items.at(-1)?.label.startsWith('No') ?? false;
  if (complete && menu.items.length < 2) return unknown('its options are not on the screen');
  const options = menu.items.map(({ label, below }, at) =>
    option(amended && at === menu.selected ? 'No' : [label, ...below].join(' ')),
  );
  const content = contentOf(
    top < 0 ? rows.slice(0, question) : rows.slice(top + 1, question),
    top < 0,
  );
  // The frame is drawn a moment before the change in it.
  if (content.pending) return unknown('its content is not drawn yet');
  const reading = asking({
    kind: 'permission',
    title: content.title ?? asked,
    body: content.body === '' ? asked : content.body,
    options: complete ? options : [...options, noByEscape],
    mayBeCut: top < 0 || tail.hidden || menu.scrolled || withheld.test(content.body),
    selected: menu.selected,
  });
  return amended ? fieldOpen(reading) : reading;
}

/**
 * The picture of another width, before the agent draws it anew: cut off at the edge, which its own rows never
 * reach, or with a rule that ends too soon.
 */
function isStale(rows: readonly string[], top: number, cols: number): boolean {
  if (top < 0) return rows.some((row) => /^─{20,}$/.test(row) && row.length < cols);
  return rows.slice(top + 1).some((row) => row.length === cols && !/^ *[─╌]+$/.test(row));
}

/** What follows the options: blanks, how much is hidden, and the footer. Anything else is no dialog. */
function tailOf(
  rows: readonly string[],
  menu: Numbered,
): { footer: string; hidden: boolean } | null {
  const rest = rows.slice(menu.end).filter((row) => !isBlank(row));
  const hidden = /^ ↑ \d+ more lines$/.test(rest[0] ?? '');
  const footer = joined(hidden ? rest.slice(1) : rest);
  const known = ['', amendFooter].includes(footer) || permissionFooter.test(footer);
  return known ? { footer, hidden } : null;
}

const dotted = /^╌+$/;

interface Content {
  readonly title: string | null;
  readonly body: string;
  readonly pending: boolean;
}

/** A headless panel has lost its title and perhaps the upper of its two dotted rules. */
function contentOf(panel: readonly string[], headless: boolean): Content {
  const first = panel.findIndex((row) => dotted.test(row.trim()));
  const last = panel.findLastIndex((row) => dotted.test(row.trim()));
  if (headless) {
    const from = first === last ? 0 : first + 1;
    const body = textOf(panel.slice(from, last < 0 ? panel.length : last));
    return { title: null, body, pending: body === '…' };
  }
  const [titleRow = '', ...about] = first < 0 ? panel : panel.slice(0, first);
  // ` 1 of 2` at its end counts the prompts that wait, and may change while this one stands.
  const title = titleRow.replace(/ {2,}\d+ of \d+$/, '').trim();
  const inner = first < 0 ? [] : panel.slice(first + 1, last);
  // A tool that is given nothing has its name in a row, and below that what it is for.
  const [name = ''] = about.filter((row) => !isBlank(row));
  const above = first < 0 && name.endsWith(' (MCP)') ? about : [withoutTip(about)];
  const body = textOf([...above, ...inner]);
  return { title, body, pending: textOf(inner) === '…' };
}

function textOf(rows: readonly string[]): string {
  return trimBlank(rows.map((row) => row.replace(/^ (?:│ ?)?/, ''))).join('\n');
}

/** Claude Code's own, above what the tool's call is for; those words are the model's. */
const tip = /^Tip: auto mode handles these prompts for you — choose "[a-z ]+" below ?/;

function withoutTip(about: readonly string[]): string {
  return joined(about).replace(tip, '');
}
