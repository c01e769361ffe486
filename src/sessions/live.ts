import type { OwnWord } from '../agents/hooks.ts';
import { clip } from '../domain/clip.ts';
import type { Reading } from '../domain/ask.ts';
import type { Attention } from '../domain/session.ts';
import { fuse } from './fusion.ts';

/** What is known of a living session right now, fresher than its record. */
export interface Live {
  readonly attention: Attention;
  readonly activity: string | null;
  readonly reading: Reading;
  readonly seenAt: number;
}

/** From what the screen shows, together with what the agent says of itself beside it. */
export function liveOf(seen: Reading, own: OwnWord['state'] | null, seenAt: number): Live {
  const reading = fuse(seen, own);
  return { reading, attention: attentionOf(reading), activity: activityOf(reading), seenAt };
}

function attentionOf(reading: Reading): Attention {
  switch (reading.kind) {
    case 'working':
      return 'working';
    case 'idle':
      return 'idle';
    case 'asking':
      return ['permission', 'plan', 'trust'].includes(reading.ask.kind)
        ? 'awaiting_approval'
        : 'awaiting_input';
    case 'exited':
      return 'exited';
    case 'starting':
    case 'unknown':
      return 'unknown';
  }
}

/** At most 120 characters on what it is doing. */
function activityOf(reading: Reading): string | null {
  const text =
    reading.kind === 'working'
      ? (reading.doing ?? null)
      : reading.kind === 'asking'
        ? reading.ask.title
        : null;
  return text === null ? null : clip(text, 120);
}
