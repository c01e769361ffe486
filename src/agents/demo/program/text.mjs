/** Columns a character takes in a terminal: 0, 1 or 2. */
export function widthOf(character) {
  const code = character.codePointAt(0) ?? 0;
  if (/\p{M}|\p{Cf}/u.test(character)) return 0;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}

export function columns(text) {
  let sum = 0;
  for (const character of text) sum += widthOf(character);
  return sum;
}

/** What Backspace leaves. */
export function withoutLast(text) {
  return Array.from(text).slice(0, -1).join('');
}

/** Rows of at most `width` columns. `soft` breaks at blanks where it can. */
export function wrap(text, width, soft = false) {
  return visible(text)
    .split('\n')
    .flatMap((line) => (soft ? softRows(line, width) : hardRows(line, width)));
}

function hardRows(line, width) {
  const rows = [];
  let row = '';
  let used = 0;
  for (const character of line) {
    const more = widthOf(character);
    if (used + more > width) {
      rows.push(row);
      row = '';
      used = 0;
    }
    row += character;
    used += more;
  }
  return [...rows, row];
}

function softRows(line, width) {
  const rows = [];
  let row = '';
  for (const word of line.split(/(?<= )/)) {
    if (row !== '' && columns(row + word.trimEnd()) > width) {
      rows.push(row.trimEnd());
      row = '';
    }
    const pieces = hardRows(row + word, width);
    rows.push(...pieces.slice(0, -1));
    row = pieces.at(-1) ?? '';
  }
  return [...rows, row.trimEnd()];
}

/** One row that fits, with an ellipsis where something was left out. */
export function cut(text, width) {
  const [first = '', ...rest] = hardRows(visible(text).replaceAll('\n', ' '), width);
  return rest.length === 0 ? first : `${hardRows(first, Math.max(width - 1, 1))[0] ?? ''}…`;
}

/** Control bytes never reach the terminal as they are. */
function visible(text) {
  return text.replaceAll('\t', '    ').replaceAll(/[^\P{Cc}\n]/gu, '·');
}

const sgr = (codes) => (text) => `\x1b[${codes}m${text}\x1b[0m`;
export const style = {
  accent: sgr('38;5;141'),
  accentBold: sgr('1;38;5;141'),
  bold: sgr('1'),
  dim: sgr('38;5;245'),
  faint: sgr('38;5;240'),
  good: sgr('38;5;114'),
  bad: sgr('38;5;210'),
  warm: sgr('38;5;215'),
  user: sgr('1;38;5;117'),
  plain: (text) => text,
};
