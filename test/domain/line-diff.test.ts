import { expect, it } from 'vitest';
import { changedLines, lineDiff } from '../../src/domain/line-diff.ts';

it.each([
  ['a changed line', 'a\nb\nc', 'a\nB\nc', [' a', '-b', '+B', ' c']],
  ['a new file', '', 'a\nb', ['+a', '+b']],
  ['a file that goes', 'a\nb', '', ['-a', '-b']],
  ['two places', 'a\nb\nc\nd', 'A\nb\nc\nD', ['-a', '+A', ' b', ' c', '-d', '+D']],
  ['nothing but a line break at the end', 'a\n', 'a', [' a', '-']],
])('%s', (_, before, after, lines) => {
  expect(lineDiff(before, after)).toEqual(lines);
});

it('both texts can be put together again from it, whatever they are', () => {
  const words = ['a', 'b', 'c', '', ' ', '-', '+'];
  for (let seed = 1; seed <= 300; seed += 1) {
    const text = (salt: number) =>
      Array.from({ length: (seed * salt) % 9 }, (_, at) => words[(seed * salt + at * at) % 7]);
    const before = text(3).join('\n');
    const after = text(5).join('\n');
    const lines = lineDiff(before, after);
    const side = (mark: string) =>
      lines.filter((line) => line[0] === ' ' || line[0] === mark).map((line) => line.slice(1));
    expect(side('-').join('\n')).toBe(before);
    expect(side('+').join('\n')).toBe(after);
  }
});

it('texts too large to compare go and come as a whole', () => {
  const large = (letter: string) => Array.from({ length: 3_000 }, (_, at) => `${letter}${at}`);
  const lines = lineDiff(['same', ...large('a')].join('\n'), ['same', ...large('b')].join('\n'));
  expect(lines).toHaveLength(6_001);
  expect(lines.slice(0, 2)).toEqual([' same', '-a0']);
  expect(lines.at(-1)).toBe('+b2999');
});

it('what did not change is left out but for a few lines', () => {
  const diff = lineDiff('1\n2\n3\n4\n5\n6\n7', '1\n2\n3\nfour\n5\n6\n7');
  expect(changedLines(diff, 1)).toEqual(['…', ' 3', '-4', '+four', ' 5', '…']);
});
