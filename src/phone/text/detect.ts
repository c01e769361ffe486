import type { Entity } from '../model.ts';

/** What every Telegram client finds in plain text by itself. */
const patterns: readonly { readonly type: string; readonly find: RegExp }[] = [
  {
    type: 'url',
    find: /(?<![\p{L}\p{N}_@.])(?:(?:https?|ftp|tg|ton):\/\/[^\s<>"«»]+|(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|app|me|ai|sh|co|info|eu|de|uk)(?![\p{L}\p{N}_@-])(?:[/?#][^\s<>"«»]*)?)/giu,
  },
  {
    type: 'email',
    find: /(?<![\p{L}\p{N}_.+-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}(?![\p{L}\p{N}_])/giu,
  },
  {
    type: 'bot_command',
    find: /(?<![\p{L}\p{N}_/<>])\/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\p{L}\p{N}_/<>])/gu,
  },
  { type: 'mention', find: /(?<![\p{L}\p{N}_])@[a-zA-Z0-9_]{3,32}(?![\p{L}\p{N}_])/gu },
  {
    type: 'hashtag',
    find: /(?<![\p{L}\p{N}_])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*(?![\p{L}\p{N}_#])/gu,
  },
];

/** Nothing is detected inside these. */
const opaque = new Set(['code', 'pre', 'text_link', 'text_mention', 'date_time', 'custom_emoji']);

export function withDetected(text: string, given: readonly Entity[]): readonly Entity[] {
  const taken: Entity[] = given.filter((one) => opaque.has(one.type));
  const found: Entity[] = [];
  for (const { type, find } of patterns) {
    for (const match of text.matchAll(find)) {
      const value = type === 'url' ? trimUrl(match[0]) : match[0];
      const entity = { type, offset: match.index, length: value.length };
      if (taken.some((one) => overlaps(one, entity))) continue;
      taken.push(entity);
      found.push(entity);
    }
  }
  return inOrder([...given, ...found]);
}

/** Outer entities come before the ones inside them. */
export function inOrder(entities: readonly Entity[]): readonly Entity[] {
  return entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length);
}

/** A full stop or a closing bracket after an address belongs to the sentence. */
function trimUrl(url: string): string {
  let end = url.length;
  while (end > 0 && /[.,:;!?'»)\]}]/.test(url.charAt(end - 1))) {
    if (url.charAt(end - 1) === ')' && url.slice(0, end).includes('(')) break;
    end -= 1;
  }
  return url.slice(0, end);
}

function overlaps(a: Entity, b: Entity): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}
