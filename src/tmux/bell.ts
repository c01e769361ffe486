import type { Clock } from '../clock.ts';

/** A wait that can be cut short. */
export interface Bell {
  ring(): void;
  /** True when it rang, false when the time was over. Rejects when aborted. */
  wait(ms: number, signal: AbortSignal): Promise<boolean>;
}

export function createBell(clock: Clock): Bell {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms, signal) {
      const cut = new AbortController();
      if (!rung) {
        wake = () => {
          cut.abort();
        };
        await clock.sleep(ms, AbortSignal.any([signal, cut.signal])).catch(() => undefined);
        wake = null;
      }
      signal.throwIfAborted();
      const result = rung;
      rung = false;
      return result;
    },
  };
}
