import { badRequest } from '../api-error.ts';
import type { Entity, FormattedText } from '../model.ts';
import { bytesTo, dateTime, linkUrl } from './entities.ts';

/**
 * Telegram's HTML: a few tags, four named character references, nothing else. Refusals carry the
 * server's words, with offsets in bytes.
 */
const types: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  code: 'code',
};
const others = ['a', 'span', 'pre', 'blockquote', 'tg-emoji', 'tg-time'];
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

interface Open {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly offset: number;
}

export function parseHtml(input: string): FormattedText {
  const open: Open[] = [];
  const entities: Entity[] = [];
  let text = '';
  let at = 0;

  while (at < input.length) {
    const char = input.charAt(at);
    if (char === '&') {
      const reference = readReference(input, at);
      text += reference?.text ?? char;
      at = reference?.end ?? at + 1;
    } else if (char !== '<') {
      text += char;
      at += 1;
    } else if (input.charAt(at + 1) === '/') {
      at = closeTag(at);
    } else {
      const tag = readTag(input, at);
      open.push({ tag: tag.name, attributes: tag.attributes, offset: text.length });
      at = tag.end;
    }
  }
  const left = open.at(-1);
  if (left !== undefined) {
    throw cannot(`Can't find end tag corresponding to start tag "${left.tag}"`);
  }
  return { text, entities };

  function closeTag(begin: number): number {
    const top = open.pop();
    const offset = bytesTo(input, begin);
    if (top === undefined) throw cannot(`Unexpected end tag at byte offset ${offset}`);
    const match = /^<\/([^\s>]*)\s*>/.exec(input.slice(begin));
    if (match === null) throw cannot(`Unclosed end tag at byte offset ${offset}`);
    const name = (match[1] ?? '').toLowerCase();
    if (name !== '' && name !== top.tag) {
      throw cannot(
        `Unmatched end tag at byte offset ${offset}, expected "</${top.tag}>", found "</${name}>"`,
      );
    }
    const length = text.length - top.offset;
    if (length > 0) addEntity(top, length);
    return begin + match[0].length;
  }

  function addEntity({ tag, attributes, offset }: Open, length: number): void {
    const place = { offset, length };
    switch (tag) {
      case 'a': {
        const href = attributes.get('href') ?? text.slice(offset);
        // An address that is none leaves plain text, as the server does it.
        const url = validUrl(href);
        if (url !== null) entities.push({ type: 'text_link', ...place, url });
        return;
      }
      case 'span':
        entities.push({ type: 'spoiler', ...place });
        return;
      case 'pre': {
        const inner = entities.at(-1);
        const same = inner?.type === 'code' && inner.offset === offset && inner.length === length;
        if (same) entities.pop();
        const language = same ? inner.language : undefined;
        entities.push({ type: 'pre', ...place, ...(language === undefined ? {} : { language }) });
        return;
      }
      case 'code': {
        const inPre = open.at(-1)?.tag === 'pre';
        const language = inPre
          ? /^language-(.+)$/.exec(attributes.get('class') ?? '')?.[1]
          : undefined;
        entities.push({ type: 'code', ...place, ...(language === undefined ? {} : { language }) });
        return;
      }
      case 'blockquote': {
        const type = attributes.has('expandable') ? 'expandable_blockquote' : 'blockquote';
        entities.push({ type, ...place });
        return;
      }
      case 'tg-emoji':
        entities.push({
          type: 'custom_emoji',
          ...place,
          custom_emoji_id: attributes.get('emoji-id') ?? '',
        });
        return;
      case 'tg-time':
        entities.push(
          dateTime(
            { type: 'date_time', ...place },
            attributes.get('unix'),
            attributes.get('format'),
          ),
        );
        return;
      default:
        entities.push({ type: types[tag] ?? tag, ...place });
    }
  }
}

function readTag(input: string, begin: number) {
  const offset = bytesTo(input, begin);
  let at = begin + 1;
  while (at < input.length && !/[\s>]/.test(input.charAt(at))) at += 1;
  if (at >= input.length) throw cannot(`Unclosed start tag at byte offset ${offset}`);
  const name = input.slice(begin + 1, at).toLowerCase();
  if (types[name] === undefined && !others.includes(name)) {
    throw cannot(`Unsupported start tag "${name}" at byte offset ${offset}`);
  }
  const attributes = new Map<string, string>();
  for (;;) {
    at = skipSpace(input, at);
    if (input.charAt(at) === '>') break;
    if (at >= input.length) throw cannot(`Unclosed start tag "${name}" at byte offset ${offset}`);
    const start = at;
    while (at < input.length && !/[\s=>]/.test(input.charAt(at))) at += 1;
    const key = input.slice(start, at).toLowerCase();
    if (key === '') {
      throw cannot(`Empty attribute name in the tag "${name}" at byte offset ${offset}`);
    }
    at = skipSpace(input, at);
    if (input.charAt(at) !== '=') {
      if (at >= input.length) throw cannot(`Unclosed start tag "${name}" at byte offset ${offset}`);
      if (name === 'blockquote' && key === 'expandable') {
        attributes.set(key, '');
        continue;
      }
      throw cannot(
        `Expected equal sign in declaration of an attribute of the tag "${name}" at byte offset ${offset}`,
      );
    }
    at = skipSpace(input, at + 1);
    if (at >= input.length) throw cannot(`Unclosed start tag "${name}" at byte offset ${offset}`);
    const value = readValue(input, at, offset);
    attributes.set(key, value.text);
    at = value.end;
  }
  if (name === 'span' && attributes.get('class') !== 'tg-spoiler') {
    throw cannot(`Tag "span" must have class "tg-spoiler" at byte offset ${offset}`);
  }
  if (name === 'tg-emoji' && !/^\d+$/.test(attributes.get('emoji-id') ?? '')) {
    throw cannot('Invalid custom emoji identifier specified');
  }
  return { name, attributes, end: at + 1 };
}

function readValue(input: string, begin: number, tagOffset: number) {
  const quote = input.charAt(begin);
  if (quote !== '"' && quote !== "'") {
    const token = /^[a-zA-Z0-9.-]+/.exec(input.slice(begin))?.[0] ?? '';
    const end = begin + token.length;
    if (token === '' || !/[\s>]/.test(input.charAt(end))) {
      throw cannot(`Unexpected end of name token at byte offset ${bytesTo(input, begin)}`);
    }
    return { text: token.toLowerCase(), end };
  }
  const end = input.indexOf(quote, begin + 1);
  if (end === -1) throw cannot(`Unclosed start tag at byte offset ${tagOffset}`);
  const raw = input.slice(begin + 1, end);
  const text = raw.replaceAll(/&[^;&]{1,12};?/g, (match) => {
    const reference = readReference(match, 0);
    return reference === null ? match : reference.text + match.slice(reference.end);
  });
  return { text, end: end + 1 };
}

function readReference(input: string, at: number) {
  const match = /^&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot));?/i.exec(
    input.slice(at, at + 14),
  );
  if (match === null) return null;
  const end = at + match[0].length;
  const name = match[3];
  if (name !== undefined) {
    const text = named[name];
    return text === undefined ? null : { text, end };
  }
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16);
  if (code === 0 || code > 0x10ffff) return null;
  if (code >= 0xd800 && code <= 0xdfff) {
    throw cannot(
      'Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units',
    );
  }
  return { text: String.fromCodePoint(code), end };
}

function skipSpace(input: string, from: number): number {
  let at = from;
  while (at < input.length && /\s/.test(input.charAt(at))) at += 1;
  return at;
}

function validUrl(href: string): string | null {
  try {
    return linkUrl(href);
  } catch {
    return null;
  }
}

function cannot(why: string) {
  return badRequest(`can't parse entities: ${why}`);
}
