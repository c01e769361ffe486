import { plain, restyled, styleCode } from './sgr.ts';

/** Rows as `capture-pane -e` gives them: text with SGR, now and then with a link or a line-drawing stretch. */

/* eslint-disable no-control-regex -- escape sequences are what this file is about */
const sequences = /\u001B\[[0-9;:]*[A-Za-z]/g;
const links = /\u001B\][^\u0007\u001B]*(?:\u0007|\u001B\\)/g;
/** Most rows have none of these. */
const codes = /[\u000E\u000F\u001B]/;
const pieces = /(\u001B\[[0-9;:]*[A-Za-z]|[\u000E\u000F])/;
/* eslint-enable no-control-regex */

/** The VT100 line-drawing set; tmux hands out its letters between SO and SI. */
const letters = '`afgijklmnopqrstuvwxyz{|}~';
const drawings = '◆▒°±␉┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·';

/**
 * Each row on its own: tmux names a colour where it changes and goes on with it over the end of the row, and so
 * with a stretch of line drawing. Here every row begins with what still holds; letters of the
 * line-drawing set become what they draw.
 */
export function styledRows(raw: readonly string[]): readonly string[] {
  let drawing = false;
  let style = plain;
  return raw.map((text) => {
    let row = styleCode(style);
    if (!drawing && !codes.test(text)) return row + text;
    for (const part of text.replaceAll(links, '').split(pieces)) {
      if (part === '\u000E' || part === '\u000F') drawing = part === '\u000E';
      else if (part.startsWith('\u001B')) style = restyled(style, part);
      if (part.startsWith('\u001B')) row += part;
      else if (part !== '\u000E' && part !== '\u000F') row += drawing ? draw(part) : part;
    }
    return row;
  });
}

function draw(text: string): string {
  return text.replaceAll(/[`a-z{|}~]/g, (letter) => drawings[letters.indexOf(letter)] ?? letter);
}

export function plainRow(styled: string): string {
  const text = styled.includes('\u001B') ? styled.replaceAll(sequences, '') : styled;
  return text.trimEnd();
}
