import type { AskOption, Reading } from '../../domain/ask.ts';
import { asking, option } from '../asked.ts';
import type { Numbered, NumberedItem } from '../numbered.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';

/** `... 12 hidden (Ctrl+O) ...`, `... first 34 lines hidden (Ctrl+O to show) ...` */
const hidden = /^\.\.\. .*\bhidden \(Ctrl\+O\b.*\.\.\.$/;
const question = /^(?:(?:Allow|Apply) .+|Do you want to proceed)\?$/;
const notice = 'Action Required';

/** `? Tool  what`, a frame with the content, a question, the options as the last rows. */
export function readApproval(
  inner: readonly string[],
  menu: Numbered,
  headless: boolean,
): Reading | null {
  const above = trimBlank(inner.slice(0, menu.start));
  // A remark on the command may stand below the question.
  const asked = above.slice(-3).findLast((row) => question.test(row));
  const last = menu.items.at(-1)?.label ?? '';
  if (menu.selected === null || asked === undefined || !last.endsWith('(esc)')) return null;
  if (!inner.slice(menu.end).every((row) => isBlank(row))) return null;
  const head = headless ? null : /^\? (\S+)(?: {2}(.*))?$/.exec(above[0] ?? '');
  const content = contentOf(above.slice(head === null ? 0 : 1, above.lastIndexOf(asked)));
  const shown = content.filter((row) => !hidden.test(row));
  const about = head?.[2] ?? asked;
  return asking({
    kind: 'permission',
    title: head?.[1] ?? (above[0] === notice ? notice : asked),
    body: shown.length > 0 ? withAbout(about, shown.join('\n')) : looseOf(above, asked),
    options: menu.items.map((item) => optionOf(item)),
    mayBeCut: headless || shown.length !== content.length,
  });
}

const framed = /^│ (.*?) *│?$/;
const edge = /^[╭╰]─+[╮╯]$/;

/** What stands in a frame of its own; beside a row that only looks like a part of one, nothing is left out. */
function contentOf(rows: readonly string[]): readonly string[] {
  if (!rows.some((row) => framed.test(row))) return [];
  const shown = rows.filter((row) => !edge.test(row) && !isBlank(row) && row !== notice);
  return shown.map((row) => framed.exec(row)?.[1] ?? row);
}

/** Tools that run no command and change no file have no frame around what they are about. */
function looseOf(above: readonly string[], asked: string): string {
  const rows = above.slice(0, above.lastIndexOf(asked)).filter((row) => row !== notice);
  const text = trimBlank(rows).join('\n').replace(/^\? +/, '');
  return text === '' ? asked : text;
}

/** A command is shown twice, the name of a file only here. */
function withAbout(about: string, content: string): string {
  return content.startsWith(about.slice(0, 40)) || question.test(about)
    ? content
    : `${about}\n${content}`;
}

function optionOf({ label, below }: NumberedItem): AskOption {
  const seen = option(joined([label, ...below]));
  return label.startsWith('Allow for') ? { ...seen, tone: 'always' } : seen;
}
