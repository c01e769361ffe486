import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Screen } from '../../src/domain/screen.ts';

/** Screens of real agents, captured once: `NAME.txt`, `NAME.ansi` (with colours) and `NAME.meta`. */
export const capturesFolder = fileURLToPath(new URL('../fixtures/agents/', import.meta.url));

export function captureNames(agent: string): readonly string[] {
  return readdirSync(join(capturesFolder, agent))
    .filter((name) => name.endsWith('.txt'))
    .map((name) => name.slice(0, -'.txt'.length))
    .sort();
}

export function capturedScreen(agent: string, name: string): Screen {
  const file = (kind: string) =>
    readFileSync(join(capturesFolder, agent, `${name}.${kind}`), 'utf8');
  const meta = file('meta').trimEnd();
  const field = (pattern: RegExp) => pattern.exec(meta)?.[1] ?? '';
  const rows = Number(field(/\bsize=\d+x(\d+)/));
  return screenOf({
    lines: file('txt').split('\n'),
    styled: file('ansi').split('\n'),
    cols: Number(field(/\bsize=(\d+)x/)),
    rows,
    cursor: {
      x: Number(field(/\bcur(?:sor)?=(\d+),/)),
      y: Number(field(/\bcur(?:sor)?=\d+,(\d+)/)),
      visible: /\b(?:cursor_)?flag=1/.test(meta),
    },
    title: field(/\btitle=(.*?) *(?:\|cmd=| alt=)/),
    command: field(/\bcmd=([^| ]*)/),
    alternate: /\balt=1/.test(meta),
    dead: /\bdead=1/.test(meta),
  });
}

/** A whole screen from the parts that matter to a test. */
export function screenOf(parts: Partial<Screen> & Pick<Screen, 'lines'>): Screen {
  const rows = parts.rows ?? parts.lines.length;
  const cols = parts.cols ?? 80;
  return {
    cursor: { x: 0, y: 0, visible: false },
    title: '',
    command: 'node',
    alternate: true,
    mode: null,
    inputOff: false,
    dead: false,
    takenAt: 0,
    ...parts,
    lines: padded(parts.lines, rows).map((line) => line.replace(/[ \t]+$/, '')),
    styled: padded(parts.styled ?? parts.lines, rows),
    cols,
    rows,
  };
}

function padded(lines: readonly string[], rows: number): readonly string[] {
  return Array.from({ length: rows }, (_, index) => lines[index] ?? '');
}
