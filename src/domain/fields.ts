/** Reads one JSON object field by field; the first field that is wrong is named in the error. */
export class FieldError extends Error {
  override readonly name = 'FieldError';
}

export type JsonObject = Readonly<Record<string, unknown>>;

export interface Fields {
  readonly object: JsonObject;
  has(name: string): boolean;
  text(name: string): string;
  textOr<Fallback>(name: string, fallback: Fallback): string | Fallback;
  texts(name: string): readonly string[];
  count(name: string): number;
  countOr<Fallback>(name: string, fallback: Fallback): number | Fallback;
  flagOr(name: string, fallback: boolean): boolean;
  /** RFC 3339 in UTC; epoch numbers and `{secs_since_epoch, nanos_since_epoch}` are understood. */
  time(name: string): string;
  timeOrNull(name: string): string | null;
  word<Word extends string>(name: string, words: readonly Word[]): Word;
  wordOr<Word extends string, F>(name: string, words: readonly Word[], fallback: F): Word | F;
  parsed<T>(name: string, parse: (value: unknown) => T | null, what: string): T;
  parsedOrNull<T>(name: string, parse: (value: unknown) => T | null, what: string): T | null;
  /** A nested object, or null when there is none. */
  child(name: string): Fields | null;
}

/** Null counts as missing. */
export function fieldsOf(value: unknown, inside = ''): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FieldError(`${inside === '' ? 'the record' : inside} is not an object`);
  }
  const object = value as JsonObject;
  const path = (name: string) => (inside === '' ? name : `${inside}.${name}`);

  function has(name: string): boolean {
    return Object.hasOwn(object, name) && object[name] !== null && object[name] !== undefined;
  }

  function wrong(name: string, what: string): FieldError {
    const shown = has(name) ? `is ${show(object[name])}, not ${what}` : 'is missing';
    return new FieldError(`field ${path(name)} ${shown}`);
  }

  function parsed<T>(name: string, parse: (given: unknown) => T | null, what: string): T {
    const result = has(name) ? parse(object[name]) : null;
    if (result === null) throw wrong(name, what);
    return result;
  }

  function or<T, F>(name: string, fallback: F, read: (name: string) => T): T | F {
    return has(name) ? read(name) : fallback;
  }

  const text = (name: string) => parsed(name, (given) => stringOrNull(given), 'a text');
  const count = (name: string) => parsed(name, countOrNull, 'a whole number from 0');
  const time = (name: string) => parsed(name, parseTime, 'a time');
  function word<Word extends string>(name: string, words: readonly Word[]): Word {
    const find = (given: unknown) => words.find((one) => one === given) ?? null;
    return parsed(name, find, `one of ${words.join(', ')}`);
  }

  return {
    object,
    has,
    text,
    textOr: (name, fallback) => or(name, fallback, text),
    texts: (name) => or(name, [], () => parsed(name, textsOrNull, 'a list of texts')),
    count,
    countOr: (name, fallback) => or(name, fallback, count),
    flagOr: (name, fallback) =>
      or(name, fallback, () =>
        parsed(name, (given) => (typeof given === 'boolean' ? given : null), 'true or false'),
      ),
    time,
    timeOrNull: (name) => or(name, null, time),
    word,
    wordOr: (name, words, fallback) => or(name, fallback, () => word(name, words)),
    parsed,
    parsedOrNull: (name, parse, what) => or(name, null, () => parsed(name, parse, what)),
    child: (name) => or(name, null, () => fieldsOf(object[name], path(name))),
  };
}

function stringOrNull(given: unknown): string | null {
  return typeof given === 'string' ? given : null;
}

function textsOrNull(given: unknown): readonly string[] | null {
  if (!Array.isArray(given)) return null;
  return given.every((one): one is string => typeof one === 'string') ? given : null;
}

function countOrNull(given: unknown): number | null {
  return typeof given === 'number' && Number.isSafeInteger(given) && given >= 0 ? given : null;
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;
/** As seconds this is the year 5138, as milliseconds 1973: between them there is no doubt. */
const millisecondsFrom = 1e11;

function parseTime(given: unknown): string | null {
  if (typeof given === 'string') return rfc3339.test(given) ? stamp(Date.parse(given)) : null;
  if (typeof given === 'number') return stamp(given < millisecondsFrom ? given * 1000 : given);
  if (typeof given !== 'object' || given === null || !('secs_since_epoch' in given)) return null;
  const seconds = given.secs_since_epoch;
  const nanos = 'nanos_since_epoch' in given ? given.nanos_since_epoch : 0;
  if (typeof seconds !== 'number' || typeof nanos !== 'number') return null;
  return stamp(seconds * 1000 + Math.floor(nanos / 1e6));
}

function stamp(ms: number): string | null {
  const date = new Date(ms);
  return ms < 0 || Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
