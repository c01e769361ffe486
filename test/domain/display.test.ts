import { describe, expect, it } from 'vitest';
import { displaySafe } from '../../src/domain/display.ts';

describe('display-safe text', () => {
  it.each([
    ['a\nb', String.raw`a\nb`],
    ['a\rb', String.raw`a\rb`],
    ['a\tb', String.raw`a\tb`],
    ['a\u001b[31m', String.raw`a\x1b[31m`],
    ['a\u0000b', String.raw`a\x00b`],
    ['a\u007fb', String.raw`a\x7fb`],
    [String.raw`a\b`, String.raw`a\\b`],
    ['a`b', String.raw`a\x60b`],
    ['a\u009bb', String.raw`a\u{9b}b`],
    ['a\u202eb', String.raw`a\u{202e}b`],
    ['a\u2028b', String.raw`a\u{2028}b`],
    ['a\ud800b', String.raw`a\u{d800}b`],
  ])('S3.120 %j is shown as %s, without quotes', (given, shown) => {
    expect(displaySafe(given)).toBe(shown);
  });

  it('S3.120 leaves readable text of any script alone', () => {
    expect(displaySafe('Ада 東京 🚀 "quoted" telegram:42')).toBe(
      'Ада 東京 🚀 "quoted" telegram:42',
    );
  });
});
