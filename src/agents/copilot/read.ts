import type { Reading } from '../../domain/ask.ts';
import type { Screen } from '../../domain/screen.ts';
import { unknown } from '../asked.ts';
import { isBlank, shownRows } from '../rows.ts';
import { isShell } from '../shell.ts';
import { readComposer } from './composer.ts';
import { readDialog } from './dialog.ts';
import { readQuestion } from './question.ts';

/** A framed dialog, a form between two rules, or the composer with its footer: whichever is at the bottom. */
export function read(screen: Screen): Reading {
  if (screen.dead) return { kind: 'exited' };
  if (screen.lines.every((line) => isBlank(line))) return { kind: 'starting' };
  // A shell in front may be the wrapper that started it, or what is left after a crash.
  if (isShell(screen.command)) return unknown('a shell is in front of the pane');
  const rows = shownRows(screen);
  return (
    readDialog(rows, screen.cols) ??
    readQuestion(rows, screen.cols) ??
    readComposer(screen, rows) ??
    unknown('neither its composer nor a dialog is at the bottom')
  );
}
