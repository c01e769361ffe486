import { steadyOf } from '../agents/asked.ts';
import type { Ask } from '../domain/ask.ts';
import type { Screen } from '../domain/screen.ts';

/** Shorter words may stand anywhere. */
const shortest = 4;
const most = 3;

/**
 * Words of this prompt by which tmux itself can tell, in the step that presses, that it is still there: the
 * longest runs of plain characters, each in one row, of what is asked about, else of its title or its options.
 * None at all: the look before the key has to do.
 */
export function witnesses(ask: Ask, screen: Screen): readonly string[] {
  for (const text of [steadyOf(ask), ask.title, ...ask.options.map((option) => option.label)]) {
    const runs = plainRuns(text, screen);
    if (runs.length === 0) continue;
    return runs.slice(0, most);
  }
  return [];
}

/** Plain characters of this text that stand in one row each, the longest first. */
export function plainRuns(text: string, screen: Screen): readonly string[] {
  const runs = text
    .split('\n')
    .flatMap((line) => line.match(/[A-Za-z0-9 ._/=-]+/g) ?? [])
    .map((run) => run.trim())
    .filter((run) => run.length >= shortest && screen.lines.some((line) => line.includes(run)));
  return [...new Set(runs)].toSorted((a, b) => b.length - a.length);
}
