import type { Clock } from '../clock.ts';
import type { Feed } from './feed.ts';
import type { Updates } from './updates.ts';

/** Is the bot there? It is while it polls; a short gap between two polls does not count. */
export interface Presence {
  online(): boolean;
  /** Call when a poll begins and when it has ended. */
  polled(): void;
  stop(): void;
}

const graceMs = 4000;

export function createPresence(clock: Clock, updates: Updates, feed: Feed): Presence {
  const stopped = new AbortController();
  let online = false;
  let lastPoll = Number.NEGATIVE_INFINITY;
  let checking = false;

  function tell(next: boolean): void {
    if (next === online) return;
    online = next;
    feed.publish({ kind: 'bot', online });
  }

  /** Looks again until no poll waits and none came for a while. */
  async function check(): Promise<void> {
    checking = true;
    try {
      while (updates.waiting() || clock.monotonic() - lastPoll < graceMs) {
        await clock.sleep(graceMs, stopped.signal);
      }
      tell(false);
    } catch {
      return; // Stopped.
    } finally {
      checking = false;
    }
  }

  return {
    online: () => online,
    polled() {
      lastPoll = clock.monotonic();
      tell(true);
      if (!checking && !stopped.signal.aborted) void check(); // Ends when the bot is gone.
    },
    stop: () => stopped.abort(),
  };
}
