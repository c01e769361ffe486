import type { Reading } from '../../domain/ask.ts';
import { asking, option, plain, unknown } from '../asked.ts';
import { lastMenu } from '../numbered.ts';
import { footerAt } from './footer.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';

const footer = /^tab to add notes \| enter to submit .*\| esc to interrupt$/;
const typing = /^tab or esc to clear notes \| enter to submit /;
const heading = /^ {2}(Question \d+\/\d+) \(\d+ unanswered\)$/;

/** The last answer of every question; words go into its notes. */
export const noneOfThem = 'None of the above';

/** Plan mode's questions: counted in the heading, descriptions in a column beside the labels. */
export function readQuestion(rows: readonly string[]): Reading | null {
  if (footerAt(rows, typing) !== null) return unknown('somebody types notes to its question');
  const end = footerAt(rows, footer);
  if (end === null) return null;
  const menu = lastMenu(rows);
  const at = rows.findLastIndex((row) => heading.test(row));
  if (menu === null || menu.selected === null || at < 0 || at > menu.start) return null;
  if (rows.slice(menu.end, end).some((row) => !isBlank(row))) return null;
  return asking({
    kind: 'choice',
    title: heading.exec(rows[at] ?? '')?.[1] ?? 'Question',
    body: joined(trimBlank(rows.slice(at + 1, menu.start))),
    options: plain(menu.items.map(({ label }) => option(label.split(/ {2,}/)[0] ?? label))),
    mayBeCut: menu.scrolled,
    selected: menu.selected,
  });
}
