import type { AskOption, Reading } from '../../domain/ask.ts';
import { asking, fieldOpen, option, ownWords, plain, typing, unknown } from '../asked.ts';
import { lastMenu } from '../numbered.ts';
import type { Numbered } from '../numbered.ts';
import { isBlank, isRule, joined } from '../rows.ts';
import type { Seen } from './read.ts';

const tabs = /^(?:←  )? ?[☐☒] .+$/u;
export const reviewTitle = 'Review your answers';
const submitTab = /✔ Submit {2}→$/u;

/** A tab row, the question, options, and below a rule one last option and the footer. */
export function readQuestion({ rows, cols }: Seen): Reading | null {
  const menu = lastMenu(rows);
  if (menu === null) return null;
  const head = rows.findLastIndex((row, at) => at < menu.start && tabs.test(row));
  if (head < 0) return null;
  const tabRow = rows[head] ?? '';
  const asked = joined(rows.slice(head + 1, menu.start));
  if (/^Review your answers\b/.test(asked)) return review(rows, menu, asked, tabRow);
  if (asked === '') return null;
  return choices({ rows, cols }, menu, asked, tabRow);
}

function choices(
  { rows, cols }: Seen,
  menu: Numbered,
  asked: string,
  tabRow: string,
): Reading | null {
  const rest = rows.slice(menu.end).filter((row) => !isBlank(row));
  if (/^(?:❯| ) {2,4}(?:Submit|Next)$/.test(rest[0] ?? '')) rest.shift();
  if (!isRule(rest[0], '─', cols) || !/^[❯ ] \d+\. Chat about this$/.test(rest[1] ?? ''))
    return null;
  const footer = joined(rest.slice(2));
  if (!/^Enter to select · .*Esc to cancel$/.test(footer)) return null;
  const multi = menu.items.every((item) => item.checked !== undefined);
  const all = menu.items.map(({ label, checked }) => option(label, checked));
  const chat = Number(/\d+/.exec(rest[1] ?? '')?.[0] ?? 0);
  const reading = asking({
    kind: multi ? 'multi' : 'choice',
    title: titleOf(tabRow),
    body: asked,
    options: plain(all),
    ...ownWords(opensField(all.at(-1))),
    mayBeCut: menu.scrolled || chat !== all.length + 1,
    ...(menu.selected === null ? {} : { selected: menu.selected }),
  });
  if (!footer.includes('ctrl+g to edit')) return reading;
  const isEmpty = menu.selected === all.length - 1 && opensField(all.at(-1));
  return isEmpty ? fieldOpen(reading) : unknown(typing);
}

/** The last answer of a question: a field, in which these words stand while it is empty. */
export function opensField(one: AskOption | undefined): boolean {
  return one !== undefined && /^Type something\.?$/.test(one.label);
}

/** The title when more than one question is asked at once. */
const severalQuestions = 'Question';

/** One question shows its own header; several share the tab row, whose current tab only colour tells. */
function titleOf(tabRow: string): string {
  const headers = tabRow.replace(submitTab, '').split(/[☐☒] /u).slice(1);
  return headers.length === 1 ? (headers[0] ?? '').trim() : severalQuestions;
}

function review(
  rows: readonly string[],
  menu: Numbered,
  asked: string,
  tabRow: string,
): Reading | null {
  const isLast = rows.slice(menu.end).every((row) => isBlank(row));
  if (!isLast || !submitTab.test(tabRow) || menu.selected === null) return null;
  if (menu.items[0]?.label !== 'Submit answers' || menu.items.length !== 2) return null;
  return asking({
    kind: 'choice',
    title: reviewTitle,
    body: asked.replace(/^Review your answers ?/, ''),
    options: [
      { label: 'Submit answers', tone: 'allow' },
      { label: 'Cancel', tone: 'deny' },
    ],
    mayBeCut: false,
    selected: menu.selected,
  });
}
