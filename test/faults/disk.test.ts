import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { until } from '../support/until.ts';
import { goOn } from './house.ts';
import type { House, Resident } from './house.ts';
import { mountDisk } from './mounts.ts';
import type { SmallDisk } from './mounts.ts';
import { inHouse, secondTry } from './survived.ts';
import { answeredOnce, verdict } from './verdict.ts';

const names = ['ant', 'bee'];

async function settle(house: House): Promise<readonly Resident[]> {
  const residents: Resident[] = [];
  for (const name of names) residents.push(await house.session(name, 'jobs 10000 1'));
  house.hand();
  await goOn(residents, 2);
  return residents;
}

async function onDisk(
  house: House,
  context: TestContext,
  play: (disk: SmallDisk) => Promise<string>,
): Promise<string> {
  const disk = await mountDisk(house.home, '4m');
  if (disk === null) return context.skip('NOT TESTED: a disk of its own needs the right to mount');
  try {
    return await play(disk);
  } finally {
    await disk.free();
    await disk.remove();
  }
}

describe.concurrent('the state directory', secondTry, () => {
  it(
    'P9 P2 is full for a while, again and again',
    { timeout: 240_000 },
    inHouse('state directory full', (house, context) =>
      onDisk(house, context, async (disk) => {
        const daemon = await house.daemon();
        const residents = await settle(house);
        for (let time = 0; time < 3; time += 1) {
          const said = daemon.output().length;
          await disk.fill();
          await until(
            () => daemon.output().slice(said).includes('space'),
            'a word about it',
            30_000,
          );
          // Whatever was under way meets it too.
          await sleep(1_500);
          await disk.free();
          await goOn(residents, 2);
        }
        return `3 times, ${await verdict(house, residents)} decisions`;
      }),
    ),
  );

  it(
    'P9 P2 is read-only for a while, again and again',
    { timeout: 240_000 },
    inHouse('state directory read-only', (house, context) =>
      onDisk(house, context, async (disk) => {
        const daemon = await house.daemon();
        const residents = await settle(house);
        for (let time = 0; time < 3; time += 1) {
          const said = daemon.output().length;
          await disk.readOnly(true);
          await until(
            () => daemon.output().slice(said).includes('EROFS'),
            'a word about it',
            30_000,
          );
          await sleep(1_500);
          await disk.readOnly(false);
          await goOn(residents, 2);
        }
        return `3 times, ${await verdict(house, residents)} decisions`;
      }),
    ),
  );

  it(
    'P12 P2 is removed while it runs: what tmux knows is taken back, and nothing is pressed twice',
    { timeout: 240_000 },
    inHouse('state directory removed', async (house) => {
      const daemon = await house.daemon();
      const residents = await settle(house);
      for (let time = 1; time <= 2; time += 1) {
        await rm(house.home, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 });
        const starts = () => daemon.output().split('tapmux is up').length - 1;
        await until(() => starts() > time, 'the new start', 30_000);
        await goOn(residents, 2);
      }
      expect(daemon.output()).toContain('the state folder was removed');
      return `2 times, ${answeredOnce(residents)} decisions`;
    }),
  );
});
