import type { Reading } from '../../domain/ask.ts';
import type { Screen } from '../../domain/screen.ts';
import { unknown } from '../asked.ts';
import { isBlank, shownRows } from '../rows.ts';
import { isShell } from '../shell.ts';
import { readApproval } from './approval.ts';
import { readComposer } from './composer.ts';
import { readPlan } from './plan.ts';
import { readQuestion } from './question.ts';
import { readStartup } from './startup.ts';

/** The composer or a dialog stands at the bottom. Above them quoted dialogs are only text. */
export function read(screen: Screen): Reading {
  if (screen.dead) return { kind: 'exited' };
  if (screen.lines.every((line) => isBlank(line))) return { kind: 'starting' };
  // A shell in front may be the wrapper that started it, or what is left after a crash.
  if (isShell(screen.command)) return unknown('a shell is in front of the pane');
  const rows = shownRows(screen);
  for (const dialog of [readApproval, readQuestion, readPlan, readStartup]) {
    const reading = dialog(rows, screen.styled);
    if (reading !== null) return reading;
  }
  return (
    readComposer(screen, rows) ?? unknown('neither its composer nor a dialog is at the bottom')
  );
}
