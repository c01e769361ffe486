import type { Clock } from '../clock.ts';

/** The flood limit of a chat: off until switched on, because most tests are not about it. */
export interface Pacing {
  /** `perSecond` messages on average, `burst` at once; null switches it off. */
  set(limit: { readonly perSecond: number; readonly burst: number } | null): void;
  /** Seconds to wait before this chat takes another message; 0 takes it. */
  admit(chatId: number): number;
}

export function createPacing(clock: Clock): Pacing {
  const buckets = new Map<number, { tokens: number; at: number }>();
  let limit: { readonly perSecond: number; readonly burst: number } | null = null;

  return {
    set(next) {
      limit = next;
      buckets.clear();
    },
    admit(chatId) {
      if (limit === null) return 0;
      const now = clock.monotonic();
      const bucket = buckets.get(chatId) ?? { tokens: limit.burst, at: now };
      const refilled = bucket.tokens + ((now - bucket.at) / 1000) * limit.perSecond;
      const tokens = Math.min(limit.burst, refilled);
      const admitted = tokens >= 1;
      buckets.set(chatId, { tokens: admitted ? tokens - 1 : tokens, at: now });
      return admitted ? 0 : Math.max(1, Math.ceil((1 - tokens) / limit.perSecond));
    },
  };
}
