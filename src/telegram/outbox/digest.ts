import { clip } from '../../domain/clip.ts';
import { commandData } from '../callbacks.ts';
import type { OutgoingMessage } from '../message.ts';
import { bold, lines, plain } from '../text/compose.ts';

/** Notices that came faster than anybody reads, told in one card. */
export interface Digest {
  readonly count: number;
  /** First lines of the latest, oldest first. */
  readonly latest: readonly string[];
}

const shownLines = 12;
const lineLimit = 100;

export function gathered(before: Digest | null, { body }: OutgoingMessage): Digest {
  const first = body.text.trimStart().split('\n', 1)[0] ?? '';
  const latest = [...(before?.latest ?? []), clip(first, lineLimit)].slice(-shownLines);
  return { count: (before?.count ?? 0) + 1, latest };
}

export function digestCard({ count, latest }: Digest): OutgoingMessage {
  const what = count === 1 ? '1 more notice' : `${count} more notices`;
  const older = count - latest.length;
  return {
    body: lines(
      bold(`📚 ${what} at once`),
      older > 0 ? `${older} earlier ones are left out; the latest:` : null,
      ...latest.map((line) => plain(`· ${line}`)),
    ),
    keyboard: [[{ label: 'Sessions', data: commandData('sessions', 'show') }]],
  };
}
