import type { Clock } from '../../src/clock.ts';
import { systemClock } from '../../src/clock.ts';

/** A clock that a test moves: sleeps are real, the time between them is not. */
export interface HandClock extends Clock {
  /** Time goes by for everybody. */
  pass(ms: number): void;
  /** Somebody sets the clock: only the time of day jumps. */
  set(ms: number): void;
}

export function createHandClock(): HandClock {
  let passed = 0;
  let jumped = 0;
  return {
    now: () => Date.now() + passed + jumped,
    monotonic: () => performance.now() + passed,
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
    pass(ms) {
      passed += ms;
    },
    set(ms) {
      jumped += ms;
    },
  };
}
