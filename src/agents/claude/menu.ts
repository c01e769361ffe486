import type { Reading } from '../../domain/ask.ts';
import { asking } from '../asked.ts';
import { isRule, joined } from '../rows.ts';
import type { Seen } from './read.ts';

const border = /^▔+$/;

/** A menu that somebody opened at the keyboard. It can be closed from afar, nothing more. */
export function readMenu({ rows, cols }: Seen): Reading | null {
  const footer = joined(rows.slice(-1));
  const way = /(?:^| · )Esc to (close|cancel|go back)$/.exec(footer)?.[1];
  if (way === undefined) return null;
  const top = rows.findLastIndex((row) => border.test(row) && row.length === cols);
  if (top >= 0) return menu(titleOf(rows[top + 1]), [{ label: 'Close (Esc)', tone: 'plain' }]);
  const rule = rows.findLastIndex((row) => isRule(row, '─', cols));
  return rule < 0 ? null : menu((rows[rule + 1] ?? '').trim(), [], joined(rows.slice(rule + 2)));
}

function menu(
  title: string,
  options: readonly { readonly label: string; readonly tone: 'plain' }[],
  body = '',
): Reading {
  return asking({ kind: 'menu', title, body, options, mayBeCut: true });
}

function titleOf(row = ''): string {
  return row.trim().split(/ {2,}/)[0] ?? '';
}
