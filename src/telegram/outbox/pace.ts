import type { Clock } from '../../clock.ts';
import type { Lane } from './entry.ts';

/** What Telegram bears in one chat for long; somebody who waits for an answer is not made to wait for it. */
export interface Pace {
  /** Milliseconds until this one may go; 0 counts it as gone. */
  admit(lane: Lane): number;
}

const burst = 20;
const privateMs = 1_000;
const groupMs = 3_000;

export function createPace(clock: Pick<Clock, 'monotonic'>, chat: number): Pace {
  const everyMs = chat < 0 ? groupMs : privateMs;
  let tokens = burst;
  let at = clock.monotonic();

  return {
    admit(lane) {
      const now = clock.monotonic();
      tokens = Math.min(burst, tokens + (now - at) / everyMs);
      at = now;
      if (tokens < 1 && (lane === 'notice' || lane === 'progress')) return (1 - tokens) * everyMs;
      tokens = Math.max(0, tokens - 1);
      return 0;
    },
  };
}
