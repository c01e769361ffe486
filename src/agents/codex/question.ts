import type { Reading } from '../../domain/ask.ts';
import {
  asking,
  fieldOpen,
  option,
  ownWords,
  plain,
  typing as somebodyTypes,
  unknown,
} from '../asked.ts';
import { lastMenu } from '../numbered.ts';
import { footerAt } from './footer.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';

const footer = /^tab to add notes \| enter to submit .*\| esc to interrupt$/;
const typing = /^tab or esc to clear notes \| enter to submit /;
const emptyNotes = /^ *› Add notes$/u;
const heading = /^ {2}(Question \d+\/\d+) \(\d+ unanswered\)$/;

/** The last answer of every question; words go into its notes. */
export const noneOfThem = 'None of the above';

/** Plan mode's questions: counted in the heading, descriptions in a column beside the labels. */
export function readQuestion(rows: readonly string[]): Reading | null {
  const notes = footerAt(rows, typing);
  const end = notes ?? footerAt(rows, footer);
  if (end === null) return null;
  const menu = lastMenu(rows);
  const at = rows.findLastIndex((row) => heading.test(row));
  const known = menu !== null && menu.selected !== null && at >= 0 && at < menu.start;
  if (!known) return notes === null ? null : unknown(somebodyTypes);
  const below = rows.slice(menu.end, end).filter((row) => !isBlank(row));
  const isEmpty = below.length === 1 && emptyNotes.test(below[0] ?? '');
  if (notes === null ? below.length > 0 : !isEmpty) {
    return notes === null ? null : unknown(somebodyTypes);
  }
  const reading = asking({
    kind: 'choice',
    title: heading.exec(rows[at] ?? '')?.[1] ?? 'Question',
    body: joined(trimBlank(rows.slice(at + 1, menu.start))),
    options: plain(menu.items.map(({ label }) => option(label.split(/ {2,}/)[0] ?? label))),
    ...ownWords(menu.items.at(-1)?.label.startsWith(noneOfThem) === true),
    mayBeCut: menu.scrolled,
    selected: menu.selected ?? 0,
  });
  return notes === null ? reading : fieldOpen(reading);
}
