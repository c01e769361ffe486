import type { Composed } from '../message.ts';

/** Telegram counts UTF-16 units after entities. */
export const textLimit = 4096;
export const captionLimit = 1024;

const segmenter = new Intl.Segmenter();

/**
 * Parts that fit, cut at a line's end, else at a blank, else between characters as people see them.
 * Entities that reach over a cut go on in the next part. Parts of nothing but blanks are left out.
 */
export function splitComposed(body: Composed, limit = textLimit): readonly Composed[] {
  const parts: Composed[] = [];
  let start = 0;
  while (start < body.text.length) {
    const end = cutAt(body.text, start, limit);
    const part = slice(body, start, end);
    if (part.text.trim() !== '') parts.push(part);
    start = end;
  }
  return parts;
}

/** The beginning of the text, with an ellipsis when there was more. */
export function shortened(body: Composed, limit = textLimit): Composed {
  if (body.text.length <= limit) return body;
  const end = boundary(body.text, 0, limit - 1);
  const part = slice(body, 0, end);
  return { text: `${part.text}…`, entities: part.entities };
}

/** For one line or a button: at most `limit` characters as people see them. */
export function brief(text: string, limit: number): string {
  const shown = [...segmenter.segment(text.slice(0, limit * 20))].map((one) => one.segment);
  const all = shown.join('').length === text.length;
  return all && shown.length <= limit ? text : `${shown.slice(0, limit - 1).join('')}…`;
}

export function slice(body: Composed, start: number, end: number): Composed {
  const entities = body.entities.flatMap((entity) => {
    const from = Math.max(entity.offset, start);
    const to = Math.min(entity.offset + entity.length, end);
    return from < to ? [{ ...entity, offset: from - start, length: to - from }] : [];
  });
  return { text: body.text.slice(start, end), entities };
}

function cutAt(text: string, start: number, limit: number): number {
  if (text.length - start <= limit) return text.length;
  const window = text.slice(start, start + limit);
  const line = window.lastIndexOf('\n') + 1;
  if (line > limit / 2) return start + line;
  const blank = window.lastIndexOf(' ') + 1;
  if (blank > limit / 2) return start + blank;
  return boundary(text, start, limit);
}

/** How far back a cluster (letters with marks, joined emoji) may begin. */
const reach = 256;

/** The end of the last whole cluster that fits; of a cluster without end, of the last code point. */
function boundary(text: string, start: number, limit: number): number {
  const end = start + limit;
  const from = Math.max(start, safe(text, end - reach));
  const window = text.slice(from, end + reach);
  const last = segmenter.segment(window).containing(end - from)?.index ?? end - from;
  const cut = from + last;
  return cut > start && last > 0 ? cut : safe(text, end);
}

/** Not between the halves of a surrogate pair. */
function safe(text: string, index: number): number {
  const low = text.charCodeAt(index);
  return low >= 0xdc00 && low <= 0xdfff && index > 0 ? index - 1 : index;
}
