import type { Reading } from '../../domain/ask.ts';
import type { Screen } from '../../domain/screen.ts';
import {
  asking,
  fieldOpen,
  option,
  ownWords as hasOwnWords,
  plain,
  typing,
  unknown,
} from '../asked.ts';
import { lastMenu } from '../numbered.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';
import { lastBlock } from './block.ts';

/** Opens a field in the row below it. */
export const ownWords = 'Type your own answer';
export const reviewTitle = 'Review your answers';

const hint = /^(⇆ tab {2})?↑↓ select {2}enter (?:submit|confirm|toggle) {2}esc dismiss$/u;
const reviewHint = /^⇆ tab {2}enter submit {2}esc dismiss$/u;

/** The barred block at the bottom: the tabs of a form, a question, numbered answers, and what the keys do. */
export function readQuestion(screen: Screen): Reading | null {
  const block = trimBlank(lastBlock(screen)?.rows ?? []);
  const keys = (block.at(-1) ?? '').trim();
  if (reviewHint.test(keys)) return review(block.slice(0, -1));
  const tabbed = hint.exec(keys)?.[1] !== undefined;
  return hint.test(keys) ? question(tabbed ? withoutTabs(block) : block) : null;
}

/** The page of a form that is shown; its first row names all pages. */
function withoutTabs(block: readonly string[]): readonly string[] {
  return /^ {2,}\S.* {3}Confirm$/.test(block[0] ?? '') ? trimBlank(block.slice(1)) : block;
}

function question(block: readonly string[]): Reading | null {
  const menu = lastMenu(block);
  if (menu === null || !block.slice(menu.end, -1).every((row) => isBlank(row))) return null;
  const asked = joined(block.slice(0, menu.start));
  const field = menu.items.at(-1);
  if (asked === '') return null;
  const opened = field?.label === ownWords && field.below.length > 0;
  const isEmpty = field?.below.join(' ') === ownWords;
  if (opened && !isEmpty) return unknown(typing);
  const multi = menu.items.every((item) => item.checked !== undefined);
  const reading = asking({
    kind: multi ? 'multi' : 'choice',
    title: 'Question',
    body: asked,
    options: plain(menu.items.map(({ label, checked }) => option(label, checked))),
    ...hasOwnWords(!multi && field?.label === ownWords),
    mayBeCut: menu.scrolled,
  });
  return opened ? fieldOpen(reading) : reading;
}

function review(block: readonly string[]): Reading | null {
  const [title = '', ...answers] = withoutTabs(block);
  if (title.trim() !== 'Review') return null;
  return asking({
    kind: 'choice',
    title: reviewTitle,
    body: trimBlank(answers.map((row) => row.trim())).join('\n'),
    options: [{ label: 'Submit', tone: 'allow' }],
    mayBeCut: false,
  });
}
