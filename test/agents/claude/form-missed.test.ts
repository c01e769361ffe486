import { describe, expect, it } from 'vitest';
import { missed } from '../../../src/agents/claude/form-missed.ts';
import { claude } from '../../../src/agents/claude/index.ts';
import type { Ask } from '../../../src/domain/ask.ts';
import { capturedScreen, screenOf } from '../../support/screens.ts';

/** A page of the captured form, perhaps with one of its rows written anew. */
function page(name: string, from = '', to = ''): Ask {
  const screen = capturedScreen('claude', `run-form-of-a-tool-server-${name}`);
  const lines = screen.lines.map((line) => (from === '' ? line : line.replace(from, to)));
  const reading = claude.read(screenOf({ ...screen, lines, styled: lines }));
  if (reading.kind !== 'asking') throw new Error(`it is ${reading.kind}`);
  return reading.ask;
}
const filled = (at: number, from?: string, to?: string) =>
  page(`filled-in-and-accepted-${at}-200x50`, from, to);

describe('P3 what a form shows after an answer', () => {
  it.each([
    ['a value that was chosen', filled(4), 'huge', filled(5)],
    ['ticks', filled(6), 'olives, basil', filled(7)],
    ['a switch', filled(7), 'No', filled(8)],
    ['a move', filled(3), 'Next field', filled(5)],
    ['words, which it may write in its own way', filled(2), '3', filled(3, 'Count: 3', 'Count: 4')],
    ['a value that it cuts', filled(4), 'huge', filled(5, 'Size: huge', 'Size: hu…')],
    ['a list that was scrolled', filled(4), 'Further down …', filled(5)],
  ])('is no contradiction to %s', (_what, asked, label, now) => {
    expect(missed(asked, label, now)).toBeNull();
  });

  it.each([
    ['another value', filled(4), 'large', filled(5), 'The form shows “huge” for it.'],
    ['a tick too few', filled(6), 'olives', filled(7), 'The form shows “olives, basil” for it.'],
    [
      'that of a field whose name it cuts',
      filled(4),
      'large',
      filled(5, 'Size:', 'Si…:'),
      'The form shows “huge” for it.',
    ],
    ['a tick that stayed', filled(6), '', filled(7), 'The form shows “olives, basil” for it.'],
    ['a switch that did not move', filled(7), 'Yes', filled(8), 'The form shows “☐” for it.'],
  ])('is told when it is %s', (_what, asked, label, now, why) => {
    expect(missed(asked, label, now)).toBe(why);
  });

  it('is told when it goes on asking after Accept, and only then', () => {
    const asked = page('accept-that-it-does-not-take-2-80x24');
    const first = 'accept-that-it-does-not-take-1-80x24';
    const now = page(first, '❯ * word1', '❯ ⚠ word1');
    const why = 'The form did not take it: something in it is missing or wrong.';
    expect(missed(asked, 'Accept', now)).toBe(why);
    expect(missed(asked, 'Go to Decline', now)).toBeNull();
    expect(missed(asked, 'Accept', page(first))).toBeNull();
  });

  it('says nothing of another form, or of a field that is out of sight', () => {
    const other = filled(5, 'MCP server “demo”', 'MCP server “shop”');
    expect(missed(filled(4), 'large', other)).toBeNull();
    const hidden = filled(5, 'Size: huge', 'Weight: huge');
    expect(missed(filled(4), 'large', hidden)).toBeNull();
    const either = filled(5, 'Count: 3', 'Siz…: 3');
    expect(missed(filled(4), 'large', either)).toBeNull();
  });
});
