/**
 * Back from what tmux makes of text with vis(3): a backslash before a backslash and before some dollars, control
 * bytes as `\033` or, the common ones, as `\t`. Line ends are left alone.
 */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  const parts = text.split('\\');
  let out = parts[0] ?? '';
  for (let index = 1; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    if (part === '') {
      // The backslash itself, and the text up to the next escape.
      index += 1;
      out += `\\${parts[index] ?? ''}`;
    } else if (octal.test(part)) {
      out += String.fromCharCode(Number.parseInt(part.slice(0, 3), 8)) + part.slice(3);
    } else {
      const letter = part.charAt(0);
      out += (named[letter] ?? letter) + part.slice(1);
    }
  }
  return out;
}

const octal = /^[0-3][0-7]{2}/;

const named: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  s: ' ',
  t: '\t',
  v: '\v',
};
