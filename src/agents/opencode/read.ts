import type { Reading } from '../../domain/ask.ts';
import type { Screen } from '../../domain/screen.ts';
import { unknown } from '../asked.ts';
import { isBlank } from '../rows.ts';
import { isShell } from '../shell.ts';
import { readApproval } from './approval.ts';
import { readQuestion } from './question.ts';

/** The composer closes with `╹▀▀▀`; a dialog is a barred block that reaches the last rows. */
export function read(screen: Screen): Reading {
  if (screen.dead) return { kind: 'exited' };
  if (screen.lines.every((line) => isBlank(line))) return { kind: 'starting' };
  if (isShell(screen.command)) return unknown('a shell is in front of the pane');
  return (
    readApproval(screen) ??
    readQuestion(screen) ??
    readComposer(screen) ??
    unknown('neither its composer nor a dialog is at the bottom')
  );
}

/** The composer's last row. */
export const closing = /^( *)╹▀{8,}$/u;
/** After the first Esc it says `esc again to interrupt`. */
const busy = /^ *[⬝■]{8} .*esc (?:again to )?interrupt/u;
const startHint = /^Ask anything… ".*"$/u;

function readComposer(screen: Screen): Reading | null {
  const end = screen.lines.findLastIndex((line) => closing.test(line));
  // On a wide pane a column of other things stands at its right.
  const width = screen.lines[end]?.length ?? 0;
  const lines = screen.lines.map((line, at) => (at < end ? line.slice(0, width) : line));
  const bar = `${closing.exec(lines[end] ?? '')?.[1] ?? ''}┃`;
  if (end < 0) return null;
  const above = lines.slice(0, end);
  const start = above.findLastIndex((line) => !line.startsWith(bar)) + 1;
  const box = above.slice(start).map((line) => line.slice(bar.length).trim());
  const mode = box.at(-1) ?? '';
  const below = lines.slice(end + 1).filter((line) => !isBlank(line));
  const footer = below[0] ?? '';
  // On a narrow pane its words break.
  const hints =
    /ctrl\+p/.test(footer) && below.slice(0, 3).some((line) => /\bcommands\b/.test(line));
  if (!below.every((line) => line.startsWith('  '))) return null;
  const text = box.slice(0, -1).join('\n').trim();
  const typed = text === '' || startHint.test(text) ? {} : { draft: text };
  if (busy.test(footer)) return { kind: 'working', ...typed };
  if (mode === 'Shell') return unknown('its shell mode is on');
  if (!hints || !mode.includes(' · ')) return null;
  return { kind: 'idle', ...typed };
}
