import type { Spelling } from '../spelling.ts';
import { pasted } from '../spelling.ts';

/** A backslash before Enter makes a line break; a space behind it is cut off on arrival. */
export function spell(text: string): Spelling {
  return pasted(text.endsWith('\\') ? `${text} ` : text);
}
