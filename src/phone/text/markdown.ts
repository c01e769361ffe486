import { badRequest } from '../api-error.ts';
import type { Entity, FormattedText } from '../model.ts';
import { bytesTo, linkUrl } from './entities.ts';

/** MarkdownV2 with the server's refusals; nesting follows the same rules as there. */
const reserved = ']()>#+-=|{}.!';

const marks: readonly { readonly mark: string; readonly type: string; readonly title: string }[] = [
  { mark: '__', type: 'underline', title: 'Underline' },
  { mark: '||', type: 'spoiler', title: 'Spoiler' },
  { mark: '_', type: 'italic', title: 'Italic' },
  { mark: '*', type: 'bold', title: 'Bold' },
  { mark: '~', type: 'strikethrough', title: 'Strikethrough' },
];

interface Open {
  readonly mark: string;
  readonly type: string;
  readonly title: string;
  readonly offset: number;
  readonly begin: number;
}

export function parseMarkdownV2(input: string): FormattedText {
  const entities: Entity[] = [];
  const open: Open[] = [];
  let quote: { readonly offset: number; readonly fold: boolean } | null = null;
  let text = '';
  let at = 0;

  while (at < input.length) {
    const char = input.charAt(at);
    const lineStart = at === 0 || input.charAt(at - 1) === '\n';
    if (lineStart && open.length === 0) {
      const sign = input.startsWith('**>', at) ? '**>' : char === '>' ? '>' : null;
      if (sign !== null) {
        if (sign === '**>' || quote === null) {
          endQuote(false);
          quote = { offset: text.length, fold: false };
        }
        at += sign.length;
        continue;
      }
      endQuote(false);
    }
    if (char === '\\' && at + 1 < input.length && isAscii(input.charAt(at + 1))) {
      text += input.charAt(at + 1);
      at += 2;
    } else if (char === '`') {
      at = readCode();
    } else if (char === '[' || input.startsWith('![', at)) {
      open.push({ mark: '[', type: 'text_link', title: 'TextUrl', offset: text.length, begin: at });
      at += char === '[' ? 1 : 2;
    } else if (char === ']' && open.at(-1)?.mark === '[') {
      at = closeLink();
    } else if (quote !== null && input.startsWith('||', at) && endsLine(at + 2) && !isOpen('||')) {
      at += 2;
      endQuote(true);
    } else {
      at = readMark(char);
    }
  }
  endQuote(false);
  const left = open.at(-1);
  if (left !== undefined) throw noEnd(left.title, input, left.begin);
  return { text, entities };

  function isOpen(mark: string): boolean {
    return open.some((one) => one.mark === mark);
  }

  function endsLine(index: number): boolean {
    return index >= input.length || input.charAt(index) === '\n';
  }

  function endQuote(fold: boolean): void {
    if (quote === null) return;
    const body = text.slice(quote.offset).replace(/\n$/, '');
    const type = fold ? 'expandable_blockquote' : 'blockquote';
    if (body !== '') entities.push({ type, offset: quote.offset, length: body.length });
    quote = null;
  }

  function readMark(char: string): number {
    const top = open.at(-1);
    // `_` closes before `__` opens, so that italic and underline can be told apart.
    const closing = top !== undefined && input.startsWith(top.mark, at) && !startsLonger(top.mark);
    const found = closing ? top : marks.find((one) => input.startsWith(one.mark, at));
    if (found === undefined) {
      if (reserved.includes(char)) {
        throw cannot(`Character '${char}' is reserved and must be escaped with the preceding '\\'`);
      }
      text += char;
      return at + 1;
    }
    if (closing) {
      open.pop();
      const length = text.length - top.offset;
      if (length > 0) entities.push({ type: top.type, offset: top.offset, length });
    } else {
      if (isOpen(found.mark) && top !== undefined) throw noEnd(top.title, input, top.begin);
      open.push({ ...found, offset: text.length, begin: at });
    }
    return at + found.mark.length;
  }

  function startsLonger(mark: string): boolean {
    return mark === '_' && input.startsWith('__', at) && isOpen('__');
  }

  function readCode(): number {
    const fence = input.startsWith('```', at) ? '```' : '`';
    const end = findUnescaped(input, fence, at + fence.length);
    if (end === -1) throw noEnd(fence === '`' ? 'Code' : 'Pre', input, at);
    let body = input.slice(at + fence.length, end);
    let language: string | undefined;
    if (fence === '```') {
      const first = /^([^\s`]*)(?:\n|(?=\s))/.exec(body);
      if (first !== null) {
        language = first[1] === '' ? undefined : first[1];
        body = body.slice(first[0].length);
      }
    }
    const value = unescape(body);
    if (value !== '') {
      entities.push({
        type: fence === '`' ? 'code' : 'pre',
        offset: text.length,
        length: value.length,
        ...(language === undefined ? {} : { language }),
      });
    }
    text += value;
    return end + fence.length;
  }

  function closeLink(): number {
    const top = open.pop();
    if (top === undefined) return at + 1;
    let end = at + 1;
    let href = text.slice(top.offset);
    if (input.charAt(end) === '(') {
      const close = findUnescaped(input, ')', end + 1);
      if (close === -1)
        throw cannot(`Can't find end of a URL at byte offset ${bytesTo(input, end)}`);
      href = unescape(input.slice(end + 1, close));
      end = close + 1;
    }
    const length = text.length - top.offset;
    if (length > 0)
      entities.push({ type: 'text_link', offset: top.offset, length, url: linkUrl(href) });
    return end;
  }
}

/** Any character up to `~` may be escaped. */
function isAscii(char: string): boolean {
  return char > '\0' && char <= '~';
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/gs, (whole, char: string) => (isAscii(char) ? char : whole));
}

function findUnescaped(input: string, mark: string, from: number): number {
  for (let at = from; at < input.length; at += 1) {
    if (input.charAt(at) === '\\') at += 1;
    else if (input.startsWith(mark, at)) return at;
  }
  return -1;
}

function noEnd(title: string, input: string, at: number) {
  return cannot(`Can't find end of ${title} entity at byte offset ${bytesTo(input, at)}`);
}

function cannot(why: string) {
  return badRequest(`can't parse entities: ${why}`);
}
