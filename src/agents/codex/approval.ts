import type { AskOption, Reading } from '../../domain/ask.ts';
import { asking } from '../asked.ts';
import { cellsOf } from '../cells.ts';
import { lastMenu } from '../numbered.ts';
import { footerAt } from './footer.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';

const footer = /^Press enter to confirm or esc to cancel$/;
const question = /^ {2}Would you like to .+/;
const hidden = /^ {2}\[… \d+ lines\] \^a view all$/;

/** The letter that answers stands behind each option. */
const letter = / \((y|p|a|esc)\)$/;

export const noByEscape: AskOption = { label: 'No (esc)', tone: 'deny' };

/**
 * A question, what it is about, numbered options, and as the very last row always the same footer. A command of
 * several lines stands in the question's own column and may ask the same; only the question is bold.
 */
export function readApproval(rows: readonly string[], styled: readonly string[]): Reading | null {
  const end = footerAt(rows, footer);
  if (end === null) return null;
  const menu = lastMenu(rows);
  if (menu === null || menu.selected === null) return null;
  if (rows.slice(menu.end, end).some((row) => !isBlank(row))) return null;
  const options = menu.items.map(({ label, below }) => optionOf([label, ...below].join(' ')));
  if (!letter.test(menu.items[0]?.label ?? '')) return null;
  const at = rows.findLastIndex(
    (row, index) => index < menu.start && question.test(row) && isBold(styled[index]),
  );
  const mark = rows.findIndex((row, index) => index >= at && row.endsWith('?'));
  const asked = at < 0 || mark < 0 || mark > menu.start ? null : joined(rows.slice(at, mark + 1));
  const about = trimBlank(rows.slice(asked === null ? 0 : mark + 1, menu.start));
  const body = about.filter((row) => !hidden.test(row)).map((row) => row.replace(/^ {1,2}/, ''));
  const complete = options.at(-1)?.tone === 'deny';
  return asking({
    kind: 'permission',
    title: asked ?? 'Approval',
    body: trimBlank(body).join('\n'),
    options: complete ? options : [...options, noByEscape],
    mayBeCut: asked === null || !complete || body.length !== about.length || isEdit(asked),
    selected: menu.selected,
  });
}

function isBold(styled = ''): boolean {
  return cellsOf(styled).find((cell) => cell.character !== ' ')?.bold === true;
}

/** The change itself stands further up, in the conversation. */
function isEdit(asked: string): boolean {
  return asked.includes('following edits');
}

function optionOf(text: string): AskOption {
  const label = text.replace(letter, '');
  const key = letter.exec(text)?.[1];
  return { label, tone: key === 'y' ? 'allow' : key === 'esc' ? 'deny' : 'always' };
}
