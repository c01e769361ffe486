import { randomBytes } from 'node:crypto';

/**
 * Values that tmux prints may contain anything, newlines included (a folder's name may), so fields
 * are framed by words that are made up for this one request: nothing in a pane, a name or a path
 * can know them. Everything around a record is ignored, and with it whatever tmux puts there.
 */
export interface Format {
  /** For `-F` or `display-message -p`, already quoted. */
  readonly quoted: string;
  /** The last word of a record. */
  readonly end: string;
  parse(output: string): readonly (readonly string[])[];
}

/** Shows whether this tmux prints a backslash before some dollars, as 3.4 does, which then has to go again. */
const [probe, shown] = ['\\044x', '$x'];
const slashed = /\\(?=\$[A-Za-z_{])/g;

/** `words` come first: fields of a single word or none, for which a blank between them is enough. */
export function createFormat(fields: readonly string[], words: readonly string[] = []): Format {
  const token = newToken();
  const [open, between, close] = [`${token}a`, `${token}b`, `${token}c`];
  const blanks = words.map((word) => `#{${word}}`).join(' ');
  const framed = fields.map((field) => `#{${field}}`);
  const template =
    open + probe + [...(words.length > 0 ? [blanks] : []), ...framed].join(between) + close;
  return {
    quoted: `"${template}"`,
    end: close,
    parse(output) {
      const records: string[][] = [];
      for (const part of output.split(open).slice(1)) {
        const text = part.startsWith('\\') ? part.replaceAll(slashed, '') : part;
        const end = text.indexOf(close);
        const values = end === -1 ? [] : text.slice(shown.length, end).split(between);
        if (words.length > 0) values.unshift(...(values.shift() ?? '').split(' '));
        if (values.length === words.length + fields.length) records.push(values);
      }
      return records;
    },
  };
}

const tokenLength = 20;
let store = '';

/**
 * 80 random bits, letters and digits only: harmless in every place of tmux's language. Kept in store,
 * because they are wanted at moments that count.
 */
export function newToken(): string {
  if (store.length < tokenLength) store = randomBytes(64 * tokenLength).toString('hex');
  const token = store.slice(0, tokenLength);
  store = store.slice(tokenLength);
  return token;
}

export function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
