import { describe, expect, it } from 'vitest';
import {
  bold,
  code,
  compose,
  expandable,
  joined,
  lines,
  link,
  moment,
  pre,
} from '../../../src/telegram/text/compose.ts';

describe('compose', () => {
  it('entities are counted in UTF-16 units and move with what stands before them', () => {
    const made = compose('💥 ', bold('a💥b'), ' ', code('x'));
    expect(made.text).toBe('💥 a💥b x');
    expect(made.entities).toEqual([
      { type: 'bold', offset: 3, length: 4 },
      { type: 'code', offset: 8, length: 1 },
    ]);
  });

  it('nests, and leaves nothing empty behind', () => {
    const made = expandable(compose('see ', link('here', 'https://example.org'), bold('')));
    expect(made.entities).toEqual([
      { type: 'expandable_blockquote', offset: 0, length: 8 },
      { type: 'text_link', offset: 4, length: 4, url: 'https://example.org' },
    ]);
  });

  it('lines leaves out null and keeps empty ones', () => {
    expect(lines('a', null, '', 'b').text).toBe('a\n\nb');
    expect(joined(['a', 'b'], ', ').text).toBe('a, b');
  });

  it('a moment and a language keep what they need', () => {
    expect(pre('x', 'ts').entities[0]).toMatchObject({ type: 'pre', language: 'ts' });
    expect(moment(1_700_000_000_999, 'then').entities[0]).toMatchObject({
      type: 'date_time',
      unix_time: 1_700_000_000,
      date_time_format: 'r',
    });
  });

  it('T1.12 text is never markup: what looks like it stays text', () => {
    const hostile = '<b>x</b> *y* _z_ [a](http://b) `c` &lt;';
    expect(compose(hostile)).toEqual({ text: hostile, entities: [] });
    expect(bold(hostile).text).toBe(hostile);
  });

  it.each([
    ['a bidi override', 'a\u202Eb', String.raw`a\u{202e}b`],
    ['an isolate', 'a\u2066b', String.raw`a\u{2066}b`],
    ['a zero-width space', 'a\u200Bb', String.raw`a\u{200b}b`],
    ['an escape', 'a\u001B[31m', 'a␛[31m'],
    ['a bell', 'a\u0007', 'a␇'],
    ['a null', '\u0000', '␀'],
    ['a lone surrogate', 'a\uD800b', String.raw`a\u{d800}b`],
    ['a line separator', 'a\u2028b', String.raw`a\u{2028}b`],
    ['a delete', 'a\u007F', String.raw`a\u{7f}`],
    ['a carriage return', 'a\rb', 'a␍b'],
    ['the end of a line of Windows', 'a\r\nb', 'a\nb'],
    ['a joiner between letters of a command', 'r\u200Dm', String.raw`r\u{200d}m`],
    ['a variant of a letter of a command', 'r\uFE0Fm', String.raw`r\u{fe0f}m`],
    ['a filler that looks like nothing', 'a\u3164b', String.raw`a\u{3164}b`],
    ['a joiner of graphemes', 'a\u034Fb', String.raw`a\u{34f}b`],
    ['words in letters that nobody sees', 'a\u{E0072}\u{E006D}', String.raw`a\u{e0072}\u{e006d}`],
  ])('shows %s', (_what, text, shown) => {
    expect(compose(text).text).toBe(shown);
  });

  it.each(['👨‍👩‍👧', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', 'می‌خواهم', 'क्‍ष', 'שלום', 'a\tb\nc', '❤️ 1️⃣', '葛\u{E0100}'])(
    'leaves %s as it is',
    (text) => {
      expect(compose(text).text).toBe(text);
    },
  );
});
