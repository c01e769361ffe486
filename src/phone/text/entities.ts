import { badRequest } from '../api-error.ts';
import { defined } from '../defined.ts';
import type { Entity, FormattedText, User } from '../model.ts';
import { isObject } from '../model.ts';
import { inOrder } from './detect.ts';

const plainTypes = new Set([
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'code',
  'blockquote',
  'expandable_blockquote',
]);
/** The server finds these by itself and ignores them from a bot. */
const detectedTypes = new Set([
  'mention',
  'hashtag',
  'cashtag',
  'bot_command',
  'url',
  'email',
  'phone_number',
]);

/** Entities as a bot passes them beside a text: checked one by one, with the server's words. */
export function parseEntities(value: unknown): readonly Entity[] {
  if (!Array.isArray(value)) return [];
  return value.map(parseEntity).filter((one) => one !== null);
}

function parseEntity(value: unknown): Entity | null {
  if (!isObject(value)) throw cannot('expected an Object');
  const { type, offset, length } = value;
  if (typeof offset !== 'number' || !Number.isInteger(offset)) {
    throw cannot('Field "offset" must be of type Number');
  }
  if (typeof length !== 'number' || !Number.isInteger(length)) {
    throw cannot('Field "length" must be of type Number');
  }
  if (typeof type !== 'string') throw cannot('Field "type" must be of type String');
  if (detectedTypes.has(type)) return null;
  const place = { type, offset, length };
  if (plainTypes.has(type)) return place;
  switch (type) {
    case 'pre':
      return { ...place, ...optionalText(value, 'language') };
    case 'text_link':
      return { ...place, url: linkUrl(value['url']) };
    case 'text_mention':
      return { ...place, user: mentioned(value['user']) };
    case 'custom_emoji':
      return { ...place, custom_emoji_id: String(value['custom_emoji_id']) };
    case 'date_time':
      return dateTime(place, value['unix_time'], value['date_time_format']);
    default:
      throw cannot('Unsupported type specified');
  }
}

export function dateTime(
  place: { readonly type: string; readonly offset: number; readonly length: number },
  unixTime: unknown,
  format: unknown,
): Entity {
  const time = Number(unixTime);
  if (!Number.isInteger(time) || time < 0) throw cannot('Invalid Unix time specified');
  const form = typeof format === 'string' ? format : '';
  if (!/^(?:r|w?[dD]?[tT]?)$/.test(form)) throw badRequest('Invalid date-time format specified');
  return { ...place, unix_time: time, date_time_format: form };
}

export function linkUrl(value: unknown): string {
  const url = typeof value === 'string' ? value.trim() : '';
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
  const parsed = URL.canParse(whole) ? new URL(whole) : null;
  const web = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
  const known = web
    ? (parsed?.hostname.includes('.') ?? false)
    : /^(?:tg|ton|mailto|tel):/i.test(whole);
  if (!known) throw badRequest(`Entity URL '${url}' is invalid: Wrong HTTP URL`);
  return web && parsed !== null ? parsed.href : whole;
}

function mentioned(value: unknown): User {
  if (!isObject(value) || typeof value['id'] !== 'number') throw badRequest('user not found');
  const name = value['first_name'];
  return { id: value['id'], is_bot: false, first_name: typeof name === 'string' ? name : '' };
}

function optionalText(value: Readonly<Record<string, unknown>>, name: 'language') {
  const one = value[name];
  return typeof one === 'string' && one !== '' ? { [name]: one } : {};
}

function cannot(why: string) {
  return badRequest(`can't parse MessageEntity: ${why}`);
}

/**
 * What the server makes of a text: invisible control bytes go, white space around it goes, and
 * entities have to lie within it.
 */
export function clean(formatted: FormattedText): FormattedText {
  // Each byte becomes one blank, so that offsets stay as they are.
  const text = formatted.text.replaceAll(/\p{Cc}/gu, (char) =>
    char === '\n' || char === '\t' || char > '~' ? char : ' ',
  );
  for (const { offset, length } of formatted.entities) {
    if (offset < 0) throw badRequest('Receive an entity with incorrect offset');
    if (length < 0) throw badRequest('Receive an entity with incorrect length');
    if (offset > text.length || (offset === text.length && length > 0)) {
      throw badRequest(`Entity begins after the end of the text at UTF-16 offset ${offset}`);
    }
    if (offset + length > text.length) {
      throw badRequest(
        `Entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${offset + length}`,
      );
    }
    if (splitsPair(text, offset)) {
      throw badRequest(
        `Entity begins in a middle of a UTF-16 symbol at byte offset ${bytesTo(text, offset)}`,
      );
    }
    if (splitsPair(text, offset + length)) {
      throw badRequest(
        `Entity beginning at UTF-16 offset ${offset} ends in a middle of a UTF-16 symbol at byte offset ${bytesTo(text, offset + length)}`,
      );
    }
  }
  return trim(text, formatted.entities);
}

function trim(text: string, entities: readonly Entity[]): FormattedText {
  const from = text.length - text.replace(/^[ \n\t]+/, '').length;
  const cut = text.replace(/[ \n\t]+$/, '').slice(from);
  const kept = entities.flatMap((one) => {
    const start = Math.max(0, one.offset - from);
    const end = Math.min(cut.length, one.offset + one.length - from);
    return end > start ? [defined({ ...one, offset: start, length: end - start })] : [];
  });
  return { text: cut, entities: inOrder(kept) };
}

function splitsPair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
}

export function bytesTo(text: string, at: number): number {
  return Buffer.byteLength(text.slice(0, at));
}
