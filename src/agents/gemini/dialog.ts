import type { Reading } from '../../domain/ask.ts';
import { asking, option, plain, unknown } from '../asked.ts';
import { lastMenu } from '../numbered.ts';
import type { Numbered } from '../numbered.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';

/** `... 12 hidden (Ctrl+O) ...`, `... first 34 lines hidden (Ctrl+O to show) ...` */
const hidden = /^\.\.\. .*\bhidden \(Ctrl\+O\b.*\.\.\.$/;

/** Whatever it asks stands in a frame of the pane's width, below which nothing else is shown. */
export function readDialog(rows: readonly string[], cols: number): Reading | null {
  const bottom = rows.length - 1;
  const width = cols - 2;
  if (rows[bottom] !== `╰${'─'.repeat(width)}╯`) return null;
  const top = rows.findLastIndex((row) => row === `╭${'─'.repeat(width)}╮`);
  const inner = rows
    .slice(top + 1, bottom)
    .map((row) => row.replace(/^│ /, '').replace(/ *│$/, ''));
  const menu = lastMenu(inner);
  const first = trimBlank(inner)[0] ?? '';
  if (top >= 0 && first === 'Answer Questions') return question(inner, menu);
  if (top >= 0 && first === '? Get started') return startMenu('Get started', inner);
  if (menu === null || menu.selected === null) return unknown('a frame that is no known dialog');
  return approval(inner, menu, top < 0);
}

/** `? Tool  what`, a frame with the content, a question, the options as the last rows. */
function approval(inner: readonly string[], menu: Numbered, headless: boolean): Reading {
  // A remark on the command may stand below the question.
  const asked =
    trimBlank(inner.slice(0, menu.start))
      .slice(-3)
      .findLast((row) => /^(?:Allow|Apply) .+\?$/.test(row)) ?? '';
  const last = menu.items.at(-1)?.label ?? '';
  if (!inner.slice(menu.end).every((row) => isBlank(row)) || !last.endsWith('(esc)')) {
    return unknown('a frame that is no known dialog');
  }
  if (asked === '') return unknown('a frame that is no known dialog');
  const head = headless ? null : /^\? (\S+)(?: {2}(.*))?$/.exec(trimBlank(inner)[0] ?? '');
  const content = inner.slice(0, menu.start).flatMap((row) => /^│ (.*?) *│?$/.exec(row)?.[1] ?? []);
  const shown = content.filter((row) => !hidden.test(row));
  const options = menu.items.map(({ label, below }) => option([label, ...below].join(' ')));
  const about = head?.[2] ?? asked;
  return asking({
    kind: 'permission',
    title: head === null ? asked : (head[1] ?? asked),
    body: shown.length === 0 ? about : withAbout(about, shown.join('\n')),
    options: options.map((one) =>
      one.label.startsWith('Allow for') ? { ...one, tone: 'always' as const } : one,
    ),
    mayBeCut: head === null || shown.length !== content.length,
  });
}

/** A command is shown twice, the name of a file only here. */
function withAbout(about: string, content: string): string {
  return content.startsWith(about.slice(0, 40)) || /^(?:Allow|Apply) /.test(about)
    ? content
    : `${about}\n${content}`;
}

const tabs = /^← .+ →$/;

function question(inner: readonly string[], menu: Numbered | null): Reading {
  const footer = inner.findLast((row) => !isBlank(row)) ?? '';
  const tab = inner.findIndex((row) => tabs.test(row.trim()));
  const start = tab < 0 ? inner.findIndex((row) => row.trim() === 'Answer Questions') : tab;
  if (footer.startsWith('Enter to submit · ')) return review(inner.slice(start + 1));
  if (!footer.startsWith('Enter to select · ') || menu === null) {
    return unknown('a question that is answered at the keyboard');
  }
  const asked = inner.slice(start + 1, menu.start).filter((row) => !/^ *▲? *$/u.test(row));
  const multi = menu.items.every((item) => item.checked !== undefined);
  return asking({
    kind: multi ? 'multi' : 'choice',
    title: 'Question',
    body: joined(asked),
    options: plain(menu.items.map(({ label, checked }) => option(label, checked))),
    mayBeCut: inner.some((row) => row.trim() === '▼'),
    ...(menu.selected === null ? {} : { selected: menu.selected }),
  });
}

function review(rows: readonly string[]): Reading {
  const given = trimBlank(rows).filter((row) => !row.startsWith('Enter to submit'));
  return asking({
    kind: 'choice',
    title: 'Review your answers',
    body: trimBlank(given.slice(1)).join('\n'),
    options: [{ label: 'Submit', tone: 'allow' }],
    mayBeCut: false,
  });
}

/** Signing in needs a secret or a browser: that is done at the keyboard. */
function startMenu(title: string, inner: readonly string[]): Reading {
  return asking({ kind: 'menu', title, body: joined(inner.slice(2)), options: [], mayBeCut: true });
}
