import { describe, expect, it } from 'vitest';
import { claude } from '../../src/agents/claude/index.ts';
import type { Screen } from '../../src/domain/screen.ts';
import { capturedScreen, screenOf } from '../support/screens.ts';

const capture = (name: string) => capturedScreen('claude', name);

/** The same screen with some of its rows written anew. */
function rewritten(screen: Screen, row: (line: string, at: number) => string): Screen {
  const lines = screen.lines.map(row);
  return screenOf({ ...screen, lines, styled: lines });
}

function readOf(screen: Screen): string {
  const reading = claude.read(screen);
  return reading.kind === 'unknown' ? reading.why : reading.kind;
}

describe('dialogs that are not there yet', () => {
  it('P1 an edit whose change is not drawn is no prompt', () => {
    const whole = capture('35-perm-edit-diff-120x40');
    const first = whole.lines.findLastIndex((line) => line.startsWith(' 1  const a'));
    const hollow = rewritten(whole, (line, at) =>
      at === first ? ' …' : at > first && /^ \d [ +-]/.test(line) ? '' : line,
    );
    expect(readOf(whole)).toBe('asking');
    expect(readOf(hollow)).toBe('its content is not drawn yet');
  });

  it('P1 the picture of a wider pane, cut off at the edge, is no prompt', () => {
    const wide = capture('30-perm-bash-200x50');
    const cols = 60;
    const cut = rewritten({ ...wide, cols }, (line) => line.slice(0, cols));
    expect(readOf(wide)).toBe('asking');
    expect(readOf(cut)).toBe('it is being drawn for another width');
  });

  it('P1 the picture of a narrower pane is no prompt', () => {
    const narrow = capture('34-perm-write-80x24');
    expect(readOf(narrow)).toBe('asking');
    expect(readOf(screenOf({ ...narrow, cols: 120 }))).toBe('it is being drawn for another width');
  });
});

it('what Claude Code does not show in full is said to be cut', () => {
  const whole = capture('30-perm-bash-200x50');
  const command = whole.lines.findLastIndex((line) => /^╌+$/.test(line.trim())) - 1;
  const words = ' (value cannot be shown in full — approval withheld; one-time options only)';
  const withheld = rewritten(whole, (line, at) => (at === command ? words : line));
  const cut = [whole, withheld].map((screen) => {
    const reading = claude.read(screen);
    return reading.kind === 'asking' && reading.ask.mayBeCut;
  });
  expect(cut).toEqual([false, true]);
});

it('P5 a draft below an interrupted turn is a draft', () => {
  const rest = capture('c26-classic-interrupted');
  const drafted = rewritten(rest, (line) => (/^❯\u00a0?$/.test(line) ? '❯\u00a0some words' : line));
  expect(claude.read(drafted)).toEqual({ kind: 'idle', draft: 'some words' });
});
