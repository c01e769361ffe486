import type { AskKind, AskOption, OptionTone, Reading } from '../../domain/ask.ts';
import { asking, option, unknown } from '../asked.ts';
import { isBlank, joined, trimBlank } from '../rows.ts';
import { readMenu } from './menu.ts';

const footer = '↑/↓ to navigate · enter to select · esc to cancel';
/** The option that is a field: whatever is typed there stands in the place of these words. */
export const reasonLabel = /^No, and tell Copilot what to do differently\b/;
export const changesLabel = 'Suggest changes';
export const cancelLabel = 'Cancel (Esc)';

/**
 * A frame of the pane's width as the very last thing: title, rule, content, a question of its own, numbered
 * options, the footer. The title of a command is the model's word for it, so the question is the title here.
 */
export function readDialog(rows: readonly string[], cols: number): Reading | null {
  const width = cols - 2;
  const bottom = rows.length - 1;
  if (rows[bottom] !== `╰${'─'.repeat(width)}╯`) return null;
  const top = rows.findLastIndex((row) => row === `╭${'─'.repeat(width)}╮`);
  const framed = rows.slice(top + 1, bottom);
  // Without its upper edge the frame begins below the row of tabs and a blank one.
  const start = framed.findLastIndex((row) => !/^│.*│$/.test(row)) + 1;
  if (top >= 0 && start > 0) return unknown('a frame that is no known dialog');
  const inner = framed.slice(start).map((row) => row.replace(/^│ ?/, '').replace(/ *│$/, ''));
  const [above, menuRows] = partsOf(inner);
  const menu = readMenu(menuRows);
  if (menu === null) return unknown('a frame that is no known dialog');
  const asked = joined(lastBlock(above));
  const question = /^Do you (?:want|trust) .+\?$/.test(asked) ? asked : null;
  const last = menu.labels.at(-1) ?? '';
  const kind = kindOf(question, last);
  const field = menu.selected === menu.labels.length - 1;
  if (kind === null && field) return unknown('somebody types an answer to its prompt');
  if (kind === null) return unknown('a frame that is no known dialog');
  const headline = joined(above.slice(0, 1));
  const content = question === null ? above.slice(1) : above.slice(0, -lastBlock(above).length);
  return asking({
    kind,
    title: question ?? headline,
    body: textOf(content),
    options: menu.labels.map((label) => optionOf(kind, label)),
    mayBeCut: top < 0,
    selected: menu.selected,
  });
}

function kindOf(question: string | null, last: string): AskKind | null {
  if (question === null && last === cancelLabel) return 'choice';
  if (question === null) return last === changesLabel ? 'plan' : null;
  if (last !== 'No (Esc)' && !reasonLabel.test(last)) return null;
  return question.startsWith('Do you trust') ? 'trust' : 'permission';
}

function optionOf(kind: AskKind, label: string): AskOption {
  switch (kind) {
    case 'plan':
      return { label, tone: planTone(label) };
    case 'choice':
      return label === cancelLabel ? { label, tone: 'deny' } : { label, tone: 'plain' };
    default:
      return option(label);
  }
}

function planTone(label: string): OptionTone {
  if (label === changesLabel) return 'deny';
  if (!label.startsWith('Accept ')) return 'plain';
  return label.includes('Autopilot') ? 'always' : 'allow';
}

/** What stands above the options, and the options. The footer below them may be wrapped. */
function partsOf(inner: readonly string[]): readonly [readonly string[], readonly string[]] {
  const end = inner.findLastIndex((row) => isBlank(row));
  if (joined(inner.slice(end + 1)) !== footer) return [[], []];
  const start = inner.findLastIndex((row, at) => at < end && isBlank(row));
  return [trimBlank(inner.slice(0, Math.max(start, 0))), inner.slice(start + 1, end)];
}

function lastBlock(rows: readonly string[]): readonly string[] {
  return rows.slice(rows.findLastIndex((row) => isBlank(row)) + 1);
}

/** Without the rule below the title and the frames around commands and paths. */
function textOf(rows: readonly string[]): string {
  const shown = rows
    .filter((row) => !/^(?:─+|╭─+╮|╰─+╯)$/.test(row))
    .map((row) => row.replace(/^│ (.*?) *│$/, '$1'));
  return trimBlank(shown).join('\n');
}
