import type { Reading } from '../../domain/ask.ts';
import { asking, option, plain } from '../asked.ts';
import { isBlank, isRule, joined, trimBlank } from '../rows.ts';
import type { Seen } from './read.ts';

const footer = 'Enter to confirm · Esc to cancel';
const item = /^ {1,2}([❯ ]) (?:\d+\. )?(\S.*)$/u;

/** Before the first prompt: a rule, a title, the options as the last block, and always the same footer. */
export function readStartup({ rows, cols }: Seen): Reading | null {
  if (joined(rows.slice(-1)) !== footer) return null;
  const end = rows.findLastIndex((row, at) => at < rows.length - 1 && !isBlank(row));
  const start = rows.findLastIndex((row, at) => at < end && isBlank(row)) + 1;
  const found = rows.slice(start, end + 1).map((row) => item.exec(row));
  const selected = found.findIndex((one) => one?.[1] === '❯');
  if (selected < 0 || found.length < 2) return null;
  const labels = found.map((one) => one?.[2] ?? '');
  if (labels.includes('')) return null;
  const top = rows.findLastIndex((row, at) => at < start && isRule(row, '─', cols));
  const text = trimBlank(rows.slice(top + 1, start)).map((row) => row.trim());
  // On a small pane the title is scrolled out of sight.
  const title = top < 0 ? 'Start-up question' : (text.shift() ?? '').replace(/:$/, '');
  const verdicts = labels.some((label) => /^(?:Yes|No)\b/.test(label));
  const options = labels.map((label) => option(label));
  return asking({
    kind: verdicts || title.startsWith('New MCP server') ? 'trust' : 'choice',
    title,
    body: text.join('\n').trim(),
    options: verdicts ? options : plain(options),
    mayBeCut: top < 0,
    selected,
  });
}
