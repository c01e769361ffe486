import { describe, expect, it } from 'vitest';
import { isShownAs, placeIn } from '../../../src/agents/claude/shown-as.ts';

describe('a text that a form shows', () => {
  it.each([
    ['all of it', 'all of it'],
    ['broken\nanywh ere', 'broken anywhere'],
    ['the begin…', 'the beginning'],
    ['…', 'whatever'],
    ['“…” and more', '“demo” and more'],
    ['"one, tw…', 'one, two'],
    ['a…b…c', 'a, then b, then c'],
    ['really…', 'really…'],
    ['here\ufffd[31mred\ufffd abc', 'here\u001b[31mred\u202e abc'],
  ])('%j may be %j', (shown, full) => {
    expect(isShownAs(shown, full)).toBe(true);
  });

  it.each([
    ['all of', 'all of it'],
    ['the begin…', 'the end'],
    ['a…b', 'a'],
    ['ab…b', 'ab'],
    ['a…b…c', 'a, then c, then b'],
    ['', 'something'],
    ['the beginning', 'the begin…'],
  ])('%j is not %j', (shown, full) => {
    expect(isShownAs(shown, full)).toBe(false);
  });
});

describe('a part of a list that is in sight', () => {
  const all = ['a 1', 'b', 'a 2', 'c'];
  const none = { above: false, below: false };

  it.each([
    [all, none, 0],
    [['a…', 'b'], { above: false, below: true }, 0],
    [['a…', 'c'], { above: true, below: false }, 2],
    [['b', 'a 2'], { above: true, below: true }, 1],
  ])('%j stands at its place', (shown, ends, at) => {
    expect(placeIn(shown, all, ends)).toBe(at);
  });

  it.each([
    ['at two places', ['…', '…'], { above: true, below: true }, ['a', 'b', 'c', 'd', 'e']],
    ['nowhere', ['d'], { above: true, below: true }, all],
    ['not at the end where it ends', ['a 1', 'b'], none, all],
    ['in a list that is shorter', all, none, ['a 1']],
  ])('%s is none', (_what, shown, ends, full) => {
    expect(placeIn(shown, full, ends)).toBeNull();
  });
});
