import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { until } from '../support/until.ts';
import { goOn } from './house.ts';
import type { House, Resident } from './house.ts';
import { appIn } from './in-process.ts';
import { inHouse, secondTry } from './survived.ts';
import { verdict } from './verdict.ts';

const day = 24 * 3_600_000;

async function settle(house: House): Promise<readonly Resident[]> {
  const residents: Resident[] = [];
  for (const name of ['ant', 'bee']) residents.push(await house.session(name, 'jobs 10000 1'));
  house.hand();
  await goOn(residents, 2);
  return residents;
}

describe.concurrent('time and silence', secondTry, () => {
  it(
    'P2 P9 P10 the clock is set back and forward by a day, with updates that come twice',
    { timeout: 240_000 },
    inHouse('clock set by a day', async (house) => {
      let offset = 0;
      const clock = { ...systemClock, now: () => systemClock.now() + offset };
      const app = await appIn(house, { clock });
      try {
        const residents = await settle(house);
        const jumps = [day, -day, -day, day, day];
        for (const jump of jumps) {
          house.phone.faults.set({ method: 'getUpdates', times: 2, action: 'duplicate' });
          offset += jump;
          await goOn(residents, 2);
        }
        return `${jumps.length} jumps, ${await verdict(house, residents)} decisions`;
      } finally {
        await app.stop();
      }
    }),
  );

  it(
    'P10 polls and sends that fall into a black hole are given up, and all goes on',
    { timeout: 240_000 },
    inHouse('black hole of the long poll', async (house) => {
      const app = await appIn(house, { pollSeconds: 1 });
      try {
        const residents = await settle(house);
        const { faults } = house.phone;
        for (let hole = 0; hole < 3; hole += 1) {
          faults.set({ method: 'getUpdates', times: 1, action: 'black_hole' });
          await until(() => faults.list().length === 0, 'a swallowed poll');
          await goOn(residents, 2);
        }
        const answered = await verdict(house, residents);
        expect(await app.sessions.pending()).toHaveLength((await house.pending()).length);
        return `3 polls swallowed, ${answered} decisions`;
      } finally {
        await app.stop();
      }
    }),
  );

  it(
    'P10 P8 Telegram is away at the start: what was asked meanwhile is told when it comes',
    { timeout: 120_000 },
    inHouse('emulator down at start', async (house) => {
      const comesBack = await house.phoneAway();
      await house.daemon();
      const residents = [
        await house.session('ant', 'jobs 10000 1'),
        await house.session('bee', 'jobs 10000 1'),
      ];
      await until(async () => (await house.pending()).length === 2, 'both questions');
      await comesBack();
      house.hand();
      await goOn(residents, 2);
      return `${await verdict(house, residents)} decisions`;
    }),
  );
});
