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

/** A form of a tool server. It is filled in at the keyboard; from afar it can only be cancelled. */
export function readElicitation({ rows, cols }: Seen): Reading | null {
  const rule = rows.findLastIndex((row) => isRule(row, '─', cols));
  const title = (rows[rule + 1] ?? '').trim();
  if (rule < 0 || !/^MCP server “.*” requests your input$/.test(title)) return null;
  const start = rows.findLastIndex((row) => row.startsWith('  Esc to cancel · '));
  const cancel = start > rule && rows.slice(start).every((row) => row.startsWith('  '));
  if (!cancel && !/^ +↓ \d+ more$/.test(rows.at(-1) ?? '')) return null;
  return asking({
    kind: 'text',
    title,
    body: joined(rows.slice(rule + 2, rule + 4)),
    options: cancel ? [{ label: 'Cancel (Esc)', tone: 'deny' }] : [],
    mayBeCut: !cancel,
  });
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
