import { describe, expect, it } from 'vitest';
import { splitText } from '../../src/phone/split.ts';

describe('a long text', () => {
  it('stays whole up to 4096 characters', () => {
    expect(splitText('x'.repeat(4096))).toEqual(['x'.repeat(4096)]);
    expect(splitText('  ')).toEqual([]);
  });

  it('is cut at a line, else at a word, else where it must', () => {
    const lines = `${'a'.repeat(3000)}\n${'b'.repeat(3000)}`;
    expect(splitText(lines)).toEqual(['a'.repeat(3000), 'b'.repeat(3000)]);
    const words = splitText('word '.repeat(1000));
    expect(words.every((one) => /^(?:word )*word$/.test(one))).toBe(true);
    expect(words.join(' ')).toBe('word '.repeat(1000).trim());
    expect(splitText('y'.repeat(5000)).map((one) => one.length)).toEqual([4096, 904]);
  });

  it('is never cut inside a character', () => {
    const parts = splitText(`x${'🎉'.repeat(3000)}`);
    expect(parts.join('')).toBe(`x${'🎉'.repeat(3000)}`);
    expect(parts.every((one) => Buffer.from(one).toString() === one)).toBe(true);
  });
});
