/**
 * An id or a text from outside, made fit for one line of a message. Control bytes, line breaks,
 * invisible and direction-changing characters, lone surrogates, backslash and the backtick that
 * callers put around it are shown escaped. JSON output carries the text as it is.
 */
export function displaySafe(text: string): string {
  return text.replaceAll(unsafe, (one) => shortEscapes.get(one) ?? escapeOf(one));
}

/** What nobody can see, or what moves what one sees. */
export const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\\`]/gu;

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['\n', String.raw`\n`],
  ['\r', String.raw`\r`],
  ['\t', String.raw`\t`],
  ['\\', '\\\\'],
]);

function escapeOf(one: string): string {
  const code = one.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code < 0x80 ? String.raw`\x${hex.padStart(2, '0')}` : String.raw`\u{${hex}}`;
}
