/**
 * Arguments for tmux's own command language, which both the control channel and `source-file -`
 * read. Everything but plain characters becomes an octal escape, so no text can end its argument,
 * its line or its braces, and `$`, `~`, `;` and `#` mean nothing.
 */
const written = Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte);
  return /[A-Za-z0-9 ,.:=@%+/_-]/.test(char) ? char : `\\${byte.toString(8).padStart(3, '0')}`;
});

export function quote(text: string | Uint8Array): string {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  let out = '"';
  for (const byte of bytes) out += written[byte];
  return `${out}"`;
}

/** For arguments that tmux expands as formats: `#{pid}` in a folder's name stays what it is. */
export function quoteLiteral(text: string): string {
  return quote(text.replaceAll('#', '##'));
}
