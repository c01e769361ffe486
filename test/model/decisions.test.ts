import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createHouse } from './house.ts';
import { createRandom } from './random.ts';

const steps = Number(process.env['TAPMUX_MODEL_STEPS'] ?? '20000');
const seed = Number(process.env['TAPMUX_MODEL_SEED'] ?? Date.now() % 1_000_000_000);

it(
  `P1 P2 P3 P4 P8 ${steps} steps of taps, keyboards, changing prompts, hooks, lost answers and restarts, seed ${seed}`,
  { timeout: 900_000 },
  async () => {
    // In memory where there is such a folder: the model writes more in a minute than a phone in a year.
    const room = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
    const home = await mkdtemp(join(room, 'tapmux-model-'));
    const house = await createHouse(createRandom(seed), home);
    try {
      for (let done = 0; done < steps;) {
        const until = Math.min(steps, done + 250);
        for (; done < until; done += 1) await house.step();
        const after = `after ${done} steps of seed ${seed}`;
        expect(await house.faults(), after).toEqual([]);
        // One that is let go leaves its dialog to keys, so that nothing is lost; but nobody had a reason to.
        expect(house.counts['hook let go'] ?? 0, `hooks let go for no reason, ${after}`).toBe(0);
      }
      console.log(`model: ${steps} steps, seed ${seed}: ${JSON.stringify(house.counts)}`);
    } finally {
      await house.close();
      await rm(home, { recursive: true, force: true, maxRetries: 20 });
    }
  },
);
