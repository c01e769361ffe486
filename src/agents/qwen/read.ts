import type { Reading } from '../../domain/ask.ts';
import type { Screen } from '../../domain/screen.ts';
import { unknown } from '../asked.ts';
import { isBlank, shownRows } from '../rows.ts';
import { isShell } from '../shell.ts';
import { readBackground } from './background.ts';
import { readBox } from './box.ts';
import { readDialog } from './dialog.ts';
import { readTrust } from './trust.ts';

/** What turns in front of it is a sign of braille, or dots. */
const initializing = /^ {2}(?:[⠀-⣿]|\.{1,3}) +Initializing\b/u;

/** Whatever waits for an answer says so in the last row; otherwise the box and its footer are there. */
export function read(screen: Screen): Reading {
  if (screen.dead) return { kind: 'exited' };
  if (screen.lines.every((line) => isBlank(line))) return { kind: 'starting' };
  // A shell in front may be the wrapper that started it, or what is left after a crash.
  if (isShell(screen.command)) return unknown('a shell is in front of the pane');
  const rows = shownRows(screen);
  if (initializing.test(rows.at(-1) ?? '')) return { kind: 'starting' };
  return (
    readDialog(rows.map((row) => withoutScrollbar(row))) ??
    readTrust(rows) ??
    readBackground(rows) ??
    readBox(screen, rows) ??
    unknown('neither its input box nor a dialog is at the bottom')
  );
}

function withoutScrollbar(row: string): string {
  return row.replace(/(?:^| +)[│█]$/u, '');
}
