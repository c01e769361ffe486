import { setImmediate as turn } from 'node:timers/promises';
import type { Tmux } from '../../src/tmux/tmux.ts';
import type { FakeTmux } from '../support/fake-tmux.ts';
import type { Random } from './random.ts';

/** What one life of the daemon holds on to. Once it is killed, nothing of that comes back to it. */
export interface Life {
  /** Slow, and now and then without an answer. */
  readonly tmux: Tmux & FakeTmux;
  mortal<T extends object>(thing: T): T;
  /** Null when it is killed first. */
  unlessKilled<T>(work: Promise<T>): Promise<T | null>;
  kill(): Promise<void>;
}

const never = new Promise<never>(() => {});

/** `meanwhile` may happen between any two things that the engine does. */
export function createLife(fake: FakeTmux, random: Random, meanwhile: () => void): Life {
  let killed = false;
  let end = () => {};
  const ended = new Promise<null>((resolve) => {
    end = () => resolve(null);
  });
  const underWay = new Set<Promise<unknown>>();
  const between = async <T>(work: () => Promise<T>): Promise<T> => {
    meanwhile();
    await turn();
    if (killed) return never;
    const done = await work();
    meanwhile();
    return killed ? never : done;
  };
  return {
    tmux: {
      ...fake,
      capture: (ref) => between(() => fake.capture(ref)),
      keys: (ref, keys, how) =>
        between(async () => {
          if (random.chance(0.02)) return { kind: 'unknown', why: 'no answer, and nothing typed' };
          const typed = await fake.keys(ref, keys, how);
          return random.chance(0.02) ? { kind: 'unknown', why: 'typed, the answer lost' } : typed;
        }),
    },
    mortal: (thing) => {
      const wrapped = Object.entries(thing).map(([name, value]: [string, unknown]) => [
        name,
        typeof value !== 'function'
          ? value
          : async (...args: readonly unknown[]) => {
              if (killed) return never;
              const work = Promise.resolve(Reflect.apply(value, thing, args) as unknown);
              underWay.add(work);
              const done = await work.finally(() => underWay.delete(work));
              return killed ? never : done;
            },
      ]);
      return { ...thing, ...Object.fromEntries(wrapped) } as typeof thing;
    },
    async unlessKilled(work) {
      const done = await Promise.race([work, ended]);
      return killed ? null : done;
    },
    async kill() {
      killed = true;
      end();
      // What the disk has begun is done or not done when the next life begins; nothing comes later.
      await Promise.allSettled(underWay);
    },
  };
}
