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
import { isBlank, joined, trimBlank } from '../rows.ts';
import type { Waiting } from './dialog.ts';

const keys = /^↑\/↓: Navigate \| .*\bEnter: (?:Select|Confirm)\b/u;
const tabs = /^ *▸? *\S.*\bSubmit$/u;
/** The last option of a question: it is a field as soon as the cursor is on it. */
export const ownWords = 'Type something...';
export const reviewTitle = 'Review your answers';

/** One question of perhaps several, or the page that shows all answers before they are given. */
export function readQuestion({ above, menu, below }: Waiting): Reading | null {
  const rest = trimBlank(below);
  if (!keys.test(joined(rest)) || rest.some((row) => isBlank(row))) return null;
  const last = menu.items.at(-1)?.label;
  const opened = last === `> ${ownWords}`;
  if (!opened && menu.items.some(({ label }) => label.startsWith('> '))) return unknown(typing);
  const [first = '', ...others] = above.filter((row) => !isBlank(row));
  const shared = tabs.test(first) && menu.items.length > 0;
  const selected = menu.selected ?? 0;
  if (shared && menu.items[0]?.label === 'Submit answers') {
    const given = others.map((row) => row.trim()).filter((row) => !row.endsWith('answers?'));
    return asking({
      kind: 'choice',
      title: reviewTitle,
      body: given.slice(1).join('\n'),
      options: [
        { label: 'Submit answers', tone: 'allow' },
        { label: 'Cancel', tone: 'deny' },
      ],
      mayBeCut: false,
      selected,
    });
  }
  const several = menu.items.every((item) => item.checked !== undefined);
  const shown = (label: string, at: number) =>
    opened && at === menu.items.length - 1 ? ownWords : label;
  const reading = asking({
    kind: several ? 'multi' : 'choice',
    title: shared ? 'Question' : first.trim(),
    body: joined(others),
    options: plain(menu.items.map(({ label, checked }, at) => option(shown(label, at), checked))),
    ...hasOwnWords((opened || last === ownWords) && !several),
    mayBeCut: menu.scrolled,
    selected,
  });
  return opened ? fieldOpen(reading) : reading;
}
