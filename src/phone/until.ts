import type { Calls } from './calls.ts';
import type { Feed } from './feed.ts';

export interface UntilOptions {
  readonly timeoutMs?: number;
  /** Named in the error when it does not come true. */
  readonly what?: string;
}

/** Resolves as soon as `check` gives something; it is asked again after everything that happens. */
export type Until = <T>(
  check: () => T | null | undefined | false,
  options?: UntilOptions,
) => Promise<T>;

export function createUntil(feed: Feed, calls: Calls): Until {
  return (check, { timeoutMs = 5000, what = 'the condition' } = {}) =>
    new Promise((resolve, reject) => {
      const stops = [feed.subscribe(look), calls.subscribe(look)];
      const timer = setTimeout(() => {
        const recent = calls.list().slice(-8);
        const names = recent.map((one) => `${one.method}:${one.outcome.kind}`).join(', ');
        end();
        reject(new Error(`${what} did not happen within ${timeoutMs} ms; last calls: ${names}`));
      }, timeoutMs);

      function end(): void {
        clearTimeout(timer);
        for (const stop of stops) stop();
      }

      function look(): void {
        try {
          const found = check();
          if (found === null || found === undefined || found === false) return;
          end();
          resolve(found);
        } catch (error) {
          end();
          reject(error);
        }
      }
      look();
    });
}
