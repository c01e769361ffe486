import { plain } from '../text/compose.ts';
import { shortened } from '../text/split.ts';

/** By the length that Telegram counts: a letter may carry any number of marks. */
export function fitting(text: string, limit: number): string {
  return shortened(plain(text), limit).text;
}
