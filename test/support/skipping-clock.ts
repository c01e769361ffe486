import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../src/clock.ts';

/** A clock whose sleeps take no time: they only move it forward, after a turn of the event loop. */
export function createSkippingClock(): Clock & { jump(ms: number): void } {
  let skipped = 0;
  return {
    now: () => Date.now() + skipped,
    monotonic: () => performance.now() + skipped,
    async sleep(ms, signal) {
      await turn();
      signal?.throwIfAborted();
      skipped += ms;
    },
    jump(ms) {
      skipped += ms;
    },
  };
}
