import { displaySafe } from '../domain/display.ts';
import type { CliIo } from './verb.ts';

export function printJson(io: CliIo, value: unknown): void {
  io.out(JSON.stringify(value, null, 2));
}

/** Text from outside on one line of a terminal: nothing in it can move the cursor. */
export function oneLine(text: string): string {
  return displaySafe(text.replaceAll(/\s+/g, ' ').trim());
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const joined = /\p{Mn}|\p{Me}|\u200d/u;

/** Columns that a text takes in a terminal. */
export function columns(text: string): number {
  let count = 0;
  for (const character of text) count += joined.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return count;
}

/** Exactly `width` columns: cut with an ellipsis or filled up. */
export function fit(text: string, width: number): string {
  if (columns(text) <= width) return text + ' '.repeat(width - columns(text));
  let kept = '';
  for (const character of text) {
    if (columns(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…${' '.repeat(Math.max(0, width - 1 - columns(kept)))}`;
}
