import type { Logger } from '../log.ts';
import { loggable } from './outbox/failure.ts';

/** Work that nobody waits for, so that it is waited for at the end, and its failures are seen. */
export interface Tasks {
  run(what: string, work: () => Promise<unknown>): void;
  /** When all that was begun has ended. */
  idle(): Promise<void>;
}

export function createTasks(log: Logger): Tasks {
  const running = new Set<Promise<void>>();
  return {
    run(what, work) {
      const task = work()
        .then(() => undefined)
        .catch((error: unknown) => log.error(loggable(error), `${what} failed`))
        .finally(() => running.delete(task));
      running.add(task);
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
