import type { Clock } from '../clock.ts';
import type { EngineLog } from './engine.ts';

/** What nothing tells of by itself is looked at every few seconds. */
export interface Rounds {
  start(): void;
  stop(): Promise<void>;
}

export interface Job {
  readonly what: string;
  work(): Promise<void>;
}

/** A job that is under way may finish, but nothing waits long for it. */
const patienceMs = 1_000;

export function createRounds(deps: {
  readonly jobs: readonly Job[];
  readonly everyMs: number;
  readonly clock: Clock;
  readonly log: EngineLog;
}): Rounds {
  const { jobs, everyMs, clock, log } = deps;
  const ending = new AbortController();
  let running: Promise<void> | null = null;

  async function go(): Promise<void> {
    for (;;) {
      await clock.sleep(everyMs, ending.signal).catch(() => undefined);
      for (const job of jobs) {
        if (ending.signal.aborted) return;
        // One that fails now may succeed the next time, and the others have nothing to do with it.
        await job.work().catch((error: unknown) => log.error({ err: error }, `${job.what} failed`));
      }
    }
  }

  return {
    start() {
      running ??= go();
    },
    async stop() {
      ending.abort();
      if (running === null) return;
      const over = new AbortController();
      const patience = clock.sleep(patienceMs, over.signal).catch(() => undefined);
      await Promise.race([running, patience]);
      over.abort();
    },
  };
}
