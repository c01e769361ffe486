import type { Reading } from '../../domain/ask.ts';
import { asking, fieldOpen, option, ownWords, plain, typing, unknown } from '../asked.ts';
import { isBlank, isRule, joined, trimBlank } from '../rows.ts';

const lead = ' Copilot needs information.';
const footer = /^(?:↑\/↓ (?:select|adjust) · )?.*\benter accept · .*\besc cancel$/;
const tabs = /^ +(?:\S.* )?\[\S.*\](?: |$)/;
/** The last option of a question. With the cursor on it a box is open below the form. */
export const otherLabel = 'Other (type your answer)';
const openLabel = 'Other (type your answer below)';
const emptyBox = '❯ Type your answer...';

/** A form between two rules: what Copilot wants to know, one field of it, and what the keys do. */
export function readQuestion(rows: readonly string[], cols: number): Reading | null {
  const ruled = (row: string | undefined) => isRule(row, '─', cols);
  if (!ruled(rows.at(-1))) return null;
  const top = rows.findLastIndex((row, at) => at < rows.length - 1 && ruled(row));
  const inside = trimBlank(rows.slice(top + 1, -1));
  if (inside.length === 1 && inside[0]?.trim() === emptyBox) {
    const reading = readQuestion(trimBlank(rows.slice(0, top)), cols);
    const isOpen = reading?.kind === 'asking' && reading.ask.options.at(-1)?.label === otherLabel;
    return isOpen ? fieldOpen(reading) : reading;
  }
  const form = rows.slice(top + 1, -1);
  const blocks = blocksOf(form);
  const keys = joined(blocks.pop() ?? []);
  const field = blocks.pop();
  if (!footer.test(keys) || field === undefined) return null;
  const whole = form[0] === lead;
  const [first = [], ...others] = blocks;
  const message = [whole ? first.slice(1) : first, ...others.filter((one) => !isTabs(one))];
  const about = { message: message.map((one) => joined(one)), whole };
  return keys.includes('↑/↓ select') ? choices(field, keys, about) : words(field, about);
}

interface About {
  readonly message: readonly string[];
  readonly whole: boolean;
}

const optionRow = /^ ([❯ ]) (?:([•✓]) )?(\S.*)$/u;

function choices(field: readonly string[], keys: string, about: About): Reading {
  const start = field.findLastIndex((row) => !optionRow.test(row)) + 1;
  const found = field.slice(start).map((row) => optionRow.exec(row));
  const selected = found.findIndex((one) => one?.[1] === '❯');
  if (selected < 0) return unknown('its options are not all on the screen');
  const several = keys.includes('space toggle');
  const options = found.map((one) =>
    option(
      one?.[3] === openLabel ? otherLabel : (one?.[3] ?? ''),
      several ? one?.[2] === '✓' : undefined,
    ),
  );
  return asking({
    kind: several ? 'multi' : 'choice',
    ...titled(field.slice(0, start), about),
    options: plain(options),
    ...ownWords(!several && options.at(-1)?.label === otherLabel),
    selected,
  });
}

/** A field of its own, between two shorter rules. */
function words(field: readonly string[], about: About): Reading {
  const start = field.findIndex((row) => /^ ─+$/.test(row));
  if (start < 0 || field[start + 1]?.trim() !== '❯') {
    return unknown(typing);
  }
  return asking({ kind: 'text', ...titled(field.slice(0, start), about), options: [] });
}

function titled([label = '', ...description]: readonly string[], { message, whole }: About) {
  return {
    title: label.trim().replace(/:$/, '') || 'Question',
    body: [...message, joined(description)].filter((one) => one !== '').join('\n'),
    mayBeCut: !whole,
  };
}

function isTabs(block: readonly string[]): boolean {
  return block.length === 1 && tabs.test(block[0] ?? '');
}

function blocksOf(rows: readonly string[]): (readonly string[])[] {
  const blocks: string[][] = [[]];
  for (const row of trimBlank(rows)) {
    if (isBlank(row)) blocks.push([]);
    else blocks.at(-1)?.push(row);
  }
  return blocks.filter((block) => block.length > 0);
}
