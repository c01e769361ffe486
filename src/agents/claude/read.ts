import type { Reading } from '../../domain/ask.ts';
import type { Screen } from '../../domain/screen.ts';
import { unknown } from '../asked.ts';
import { isBlank, shownRows } from '../rows.ts';
import { isShell } from '../shell.ts';
import { readBox } from './box.ts';
import { readForm } from './form-page.ts';
import { readMenu } from './menu.ts';
import { readPermission } from './permission.ts';
import { readEmptyPlan, readPlan } from './plan.ts';
import { readQuestion } from './question.ts';
import { readStartup } from './startup.ts';

/**
 * Everything hangs on what stands at the bottom: the input box between its two rules, or a dialog,
 * which takes the box's place. Text that the agent quotes is always above one of them.
 */
export function read(screen: Screen): Reading {
  if (screen.dead || isShell(screen.command)) return { kind: 'exited' };
  if (screen.lines.every((line) => isBlank(line))) return { kind: 'starting' };
  const box = readBox(screen);
  if (box !== null) return box;
  const rows = withoutNameRule(shownRows(screen));
  const seen = { rows, cols: screen.cols };
  for (const dialog of [
    readQuestion,
    readPlan,
    readEmptyPlan,
    readPermission,
    readStartup,
    readForm,
    readMenu,
  ]) {
    const reading = dialog(seen);
    if (reading !== null) return reading;
  }
  return unknown('neither its input box nor a dialog is at the bottom');
}

/** What the readers of dialogs get. */
export interface Seen {
  readonly rows: readonly string[];
  readonly cols: number;
}

/** A named session shows its name in a rule below the dialog. */
function withoutNameRule(rows: readonly string[]): readonly string[] {
  if (!/^─{4,} \S.* ─$/.test(rows.at(-1) ?? '')) return rows;
  const last = rows.findLastIndex((row, index) => index < rows.length - 1 && !isBlank(row));
  return rows.slice(0, last + 1);
}
