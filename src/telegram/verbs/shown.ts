import { brief } from '../text/split.ts';
import { visible } from '../text/visible.ts';

/** A foreign text as part of a line or a button: one line, nothing hidden, at most `limit` characters. */
export function shown(text: string, limit: number): string {
  return brief(
    visible(
      text
        .slice(0, limit * 20)
        .replaceAll(/\s+/g, ' ')
        .trim(),
    ),
    limit,
  );
}
