import type { Reading } from '../../domain/ask.ts';
import {
  asking,
  fieldOpen,
  option,
  ownWords as hasOwnWords,
  plain,
  typing,
  unknown,
} from '../asked.ts';
import { cellsOf } from '../cells.ts';
import type { Numbered } from '../numbered.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';

/** Opens a field in its own row. */
export const ownWords = 'Enter a custom value';
export const everyOne = 'All of the above';
export const reviewTitle = 'Review your answers';
export const leave = 'Cancel (Esc)';

const tabs = /^← .+ →$/;
const field = /^> /;

/** One page of a form: a question with answers, with a field, or the review of all answers. */
export function readQuestion(
  inner: readonly string[],
  styled: readonly string[],
  menu: Numbered | null,
): Reading {
  const footer = inner.findLast((row) => !isBlank(row)) ?? '';
  const tab = inner.findIndex((row) => tabs.test(row.trim()));
  const start = tab < 0 ? inner.findIndex((row) => row.trim() === 'Answer Questions') : tab;
  const page = trimBlank(inner.slice(start + 1));
  if (footer.startsWith('Enter to submit · ')) {
    if (page[0] === `${reviewTitle}:`) return review(page);
    const at = inner.findLastIndex((row) => field.test(row));
    if (menu === null && at > start) return text(joined(inner.slice(start + 1, at)), styled[at]);
  }
  const isLast = menu !== null && menu.selected === menu.items.length - 1;
  const opened = footer.startsWith('Enter to submit · ') && isLast;
  if (menu === null || !(footer.startsWith('Enter to select · ') || opened)) {
    return unknown('a question that is answered at the keyboard');
  }
  const asked = inner.slice(start + 1, menu.start).filter((row) => !/^ *▲? *$/u.test(row));
  const multi = menu.items.every((item) => item.checked !== undefined);
  const has = menu.items.at(-1)?.label === ownWords;
  const reading = asking({
    kind: multi ? 'multi' : 'choice',
    title: 'Question',
    body: joined(asked),
    options: plain(menu.items.map(({ label, checked }) => option(label, checked))),
    ...hasOwnWords(has && !multi),
    mayBeCut: inner.some((row) => row.trim() === '▼'),
    ...(menu.selected === null ? {} : { selected: menu.selected }),
  });
  if (!opened) return reading;
  return has ? fieldOpen(reading) : unknown(typing);
}

function review(page: readonly string[]): Reading {
  const given = page.filter((row) => !row.startsWith('Enter to submit'));
  return asking({
    kind: 'choice',
    title: reviewTitle,
    body: trimBlank(given.slice(1)).join('\n'),
    options: [{ label: 'Submit', tone: 'allow' }],
    mayBeCut: false,
  });
}

function text(asked: string, styled = ''): Reading {
  if (!isEmpty(styled)) return unknown(typing);
  return asking({
    kind: 'text',
    title: 'Question',
    body: asked,
    options: [{ label: leave, tone: 'deny' }],
    mayBeCut: false,
  });
}

/** The cursor on the first letter of a hint, the rest of it in the colour of hints. */
function isEmpty(styled: string): boolean {
  const cells = cellsOf(styled);
  const at = cells.findIndex((cell) => cell.character === '>');
  return cells[at + 2]?.inverse === true && (cells[at + 3]?.ink ?? '') !== '';
}
