import { describe, expect, it } from 'vitest';
import { faultPoints } from '../../src/fault.ts';
import { goOn } from './house.ts';
import type { Resident } from './house.ts';
import { inHouse, secondTry } from './survived.ts';
import { verdict } from './verdict.ts';

const deaths = 20;

describe.concurrent('kill -9 at every step of a decision', secondTry, () => {
  for (const point of faultPoints) {
    it(
      `P9 P2 P3 killed at "${point}", again and again`,
      // Twenty daemons one after the other, and on a busy machine each takes its time.
      { timeout: 600_000 },
      inHouse(`kill -9 at "${point}"`, async (house) => {
        const residents: Resident[] = [];
        const first = await house.daemon();
        for (const name of ['ant', 'bee']) {
          residents.push(await house.session(name, 'jobs 10000 1'));
        }
        await first.stop('SIGKILL');
        const hand = house.hand();
        for (let death = 0; death < deaths; death += 1) {
          // Every second one dies a decision later, so that it meets what the last one left behind.
          const daemon = house.doomed({ TAPMUX_FAULT: `${point}:${1 + (death % 2)}` });
          expect(await daemon.end(), daemon.output()).toEqual({ code: null, signal: 'SIGKILL' });
        }
        await house.daemon();
        await goOn(residents, 2);
        await hand.stop();
        return `${deaths} deaths, ${await verdict(house, residents)} decisions`;
      }),
    );
  }
});
