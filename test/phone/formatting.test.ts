import { describe, expect, it } from 'vitest';
import { ApiError } from '../../src/phone/api-error.ts';
import { formattedText, typedText } from '../../src/phone/text/formatted.ts';

const html = (text: string) => formattedText(text, 'HTML', undefined);
const markdown = (text: string) => formattedText(text, 'MarkdownV2', undefined);

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof ApiError
      ? error.description.replace("Bad Request: can't parse entities: ", '')
      : String(error);
  }
  return 'accepted';
}

describe('HTML', () => {
  it.each([
    ['<b>a</b>', 'a', 'bold', 0, 1],
    ['<strong>a</strong>', 'a', 'bold', 0, 1],
    ['x <EM>y</EM>', 'x y', 'italic', 2, 1],
    ['<ins>a</ins>', 'a', 'underline', 0, 1],
    ['<del>a</del>', 'a', 'strikethrough', 0, 1],
    ['<span class="tg-spoiler">a</span>', 'a', 'spoiler', 0, 1],
    ['<tg-spoiler>a</tg-spoiler>', 'a', 'spoiler', 0, 1],
    ['<code>a&lt;b</code>', 'a<b', 'code', 0, 3],
    ['<pre>a</pre>', 'a', 'pre', 0, 1],
    ['<blockquote>a</blockquote>', 'a', 'blockquote', 0, 1],
    ['<blockquote expandable>a</blockquote>', 'a', 'expandable_blockquote', 0, 1],
    ['🎉<b>a</b>', '🎉a', 'bold', 2, 1],
    ['<b>a </b>', 'a', 'bold', 0, 1],
  ])('%s', (source, text, type, offset, length) => {
    expect(html(source)).toEqual({ text, entities: [{ type, offset, length }] });
  });

  it('knows links, languages, nesting and references', () => {
    expect(html('<a href="https://e.org/?a=1&amp;b=2">x</a>').entities).toEqual([
      { type: 'text_link', offset: 0, length: 1, url: 'https://e.org/?a=1&b=2' },
    ]);
    expect(html('<pre><code class="language-ts">x</code></pre>').entities).toEqual([
      { type: 'pre', offset: 0, length: 1, language: 'ts' },
    ]);
    expect(html('<b>a<i>b</i></b>').entities).toEqual([
      { type: 'bold', offset: 0, length: 2 },
      { type: 'italic', offset: 1, length: 1 },
    ]);
    expect(html('&lt;&gt;&amp;&quot;&#33;&#x3f;&nbsp;').text).toBe('<>&"!?&nbsp;');
    expect(html('<tg-time unix="1700000000" format="r">then</tg-time>').entities).toEqual([
      { type: 'date_time', offset: 0, length: 4, unix_time: 1_700_000_000, date_time_format: 'r' },
    ]);
  });

  it.each([
    ['a < b', 'Unsupported start tag "" at byte offset 2'],
    ['<br>', 'Unsupported start tag "br" at byte offset 0'],
    ['🏟<abac>', 'Unsupported start tag "abac" at byte offset 4'],
    ['<b', 'Unclosed start tag at byte offset 0'],
    ['<b>x', 'Can\'t find end tag corresponding to start tag "b"'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['<b>x</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
    ['<b>x</b', 'Unclosed end tag at byte offset 4'],
    ['<a =x>y</a>', 'Empty attribute name in the tag "a" at byte offset 0'],
    [
      '<i aba>x</i>',
      'Expected equal sign in declaration of an attribute of the tag "i" at byte offset 0',
    ],
    ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
  ])('refuses %s', (source, why) => {
    expect(refusal(() => html(source))).toBe(why);
  });
});

describe('MarkdownV2', () => {
  it.each([
    ['*a*', 'a', [{ type: 'bold', offset: 0, length: 1 }]],
    [
      '_a_ __b__',
      'a b',
      [
        { type: 'italic', offset: 0, length: 1 },
        { type: 'underline', offset: 2, length: 1 },
      ],
    ],
    [
      '~a~ ||b||',
      'a b',
      [
        { type: 'strikethrough', offset: 0, length: 1 },
        { type: 'spoiler', offset: 2, length: 1 },
      ],
    ],
    [
      '*a _b_*',
      'a b',
      [
        { type: 'bold', offset: 0, length: 3 },
        { type: 'italic', offset: 2, length: 1 },
      ],
    ],
    ['`a*b`', 'a*b', [{ type: 'code', offset: 0, length: 3 }]],
    ['```ts\nx\n```', 'x', [{ type: 'pre', offset: 0, length: 1, language: 'ts' }]],
    [
      '[x](https://e.org/)',
      'x',
      [{ type: 'text_link', offset: 0, length: 1, url: 'https://e.org/' }],
    ],
    ['>a\n>b', 'a\nb', [{ type: 'blockquote', offset: 0, length: 3 }]],
    ['**>a\n>b||', 'a\nb', [{ type: 'expandable_blockquote', offset: 0, length: 3 }]],
    ['1\\.0 \\*', '1.0 *', []],
  ])('%s', (source, text, entities) => {
    expect(markdown(source)).toEqual({ text, entities });
  });

  it.each([
    ['1.0', "Character '.' is reserved and must be escaped with the preceding '\\'"],
    ['🏟_abc', "Can't find end of Italic entity at byte offset 4"],
    ['*a', "Can't find end of Bold entity at byte offset 0"],
    ['`a', "Can't find end of Code entity at byte offset 0"],
    ['```a', "Can't find end of Pre entity at byte offset 0"],
  ])('refuses %s', (source, why) => {
    expect(refusal(() => markdown(source))).toBe(why);
  });
});

const found = (text: string) =>
  typedText(text).entities.map((one) => [
    one.type,
    text.slice(one.offset, one.offset + one.length),
  ]);

describe('plain text', () => {
  it.each([
    ['/start now', [['bot_command', '/start']]],
    ['/sessions@tapmux_bot', [['bot_command', '/sessions@tapmux_bot']]],
    ['/home/ada/code', []],
    ['a/b', []],
    ['see https://e.org/a_(b).', [['url', 'https://e.org/a_(b)']]],
    ['at example.com today', [['url', 'example.com']]],
    [
      'ask @ada_l or a@b.org',
      [
        ['mention', '@ada_l'],
        ['email', 'a@b.org'],
      ],
    ],
    ['#fix it #1', [['hashtag', '#fix']]],
  ])('%s', (text, entities) => {
    expect(found(text)).toEqual(entities);
  });

  it('finds nothing inside code', () => {
    const code = [{ type: 'code', offset: 0, length: 6 }];
    expect(formattedText('/start /help', '', code).entities.map((one) => one.type)).toEqual([
      'code',
      'bot_command',
    ]);
  });

  it('is trimmed unless it must stay exact', () => {
    expect(typedText('  a \n').text).toBe('a');
    expect(typedText('  a \n', true).text).toBe('  a \n');
  });
});
