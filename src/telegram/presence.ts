import type { Clock } from '../clock.ts';

/** Who was there a moment ago: for how loud something is said, never for whether it is said. */
export interface Presence {
  seen(chat: number): void;
  isActive(chat: number): boolean;
}

const activeMs = 3 * 60_000;

export function createPresence(clock: Pick<Clock, 'monotonic'>): Presence {
  const last = new Map<number, number>();
  return {
    seen(chat) {
      last.set(chat, clock.monotonic());
    },
    isActive(chat) {
      const at = last.get(chat);
      return at !== undefined && clock.monotonic() - at < activeMs;
    },
  };
}
