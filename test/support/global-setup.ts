import { randomUUID } from 'node:crypto';
import { readTmuxVersion } from '../../src/tmux/version.ts';
import { leftovers, markRun } from './leftovers.ts';
import { until } from './until.ts';

/** Without a usable tmux nearly everything would fail for one reason: say it once. */
export default async function setup(): Promise<() => Promise<void>> {
  await readTmuxVersion();
  const run = randomUUID();
  markRun(run);
  return async () => {
    let left: readonly string[] = [];
    const isEmpty = async () => (left = await leftovers(run)).length === 0;
    // A server ends a moment after it was told to.
    await until(isEmpty, 'the end of all processes').catch(() => {
      // The runner says what is thrown here, and calls the run a success all the same.
      process.exitCode = 1;
      throw new Error(`processes that tests left behind:\n${left.join('\n')}`);
    });
  };
}
