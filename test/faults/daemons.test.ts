import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { goOn } from './house.ts';
import { inHouse, secondTry } from './survived.ts';
import { verdict } from './verdict.ts';

describe.concurrent('daemons that meet, and daemons that leave', secondTry, () => {
  it(
    'P9 a second daemon of one home is refused, and the first does not notice',
    { timeout: 120_000 },
    inHouse('two daemons, one home', async (house) => {
      await house.daemon();
      const residents = [await house.session('ant', 'jobs 10000 1')];
      house.hand();
      await goOn(residents, 1);
      for (let other = 0; other < 3; other += 1) {
        const second = house.doomed({});
        expect(await second.end()).toEqual({ code: 1, signal: null });
        expect(second.output()).toContain('Another tapmux runs for');
      }
      await goOn(residents, 2);
      return `3 refused, ${await verdict(house, residents)} decisions`;
    }),
  );

  it(
    'P10 two daemons with one bot token: both say so, and the one that stays recovers by itself',
    { timeout: 240_000 },
    inHouse('two daemons, one token', async (house) => {
      const first = await house.daemon();
      const residents = [await house.session('ant', 'jobs 10000 1')];
      const hand = house.hand();
      await goOn(residents, 1);
      const second = await house.daemon({
        TAPMUX_HOME: join(house.folder, 'other'),
        TAPMUX_TMUX_SOCKET: join(house.folder, 'other.sock'),
      });
      await until(
        () => [first, second].some((one) => one.output().includes('Another program polls')),
        'the explanation',
        30_000,
      );
      await second.stop('SIGKILL');
      await goOn(residents, 3);
      await hand.stop();
      return `409 explained, ${await verdict(house, residents)} decisions`;
    }),
  );

  it(
    'P9 SIGTERM drains within 5 s while Telegram answers nothing, and nothing is lost by it',
    { timeout: 120_000 },
    inHouse('SIGTERM with Telegram in a black hole', async (house) => {
      const daemon = await house.daemon();
      const residents = [
        await house.session('ant', 'jobs 10000 1'),
        await house.session('bee', 'jobs 10000 1'),
      ];
      house.hand();
      await goOn(residents, 1);
      house.phone.faults.set({ action: 'black_hole' });
      await until(async () => (await house.pending()).length === 2, 'questions that nobody hears');
      const from = performance.now();
      expect(await daemon.stop()).toEqual({ code: 0, signal: null });
      const tookMs = performance.now() - from;
      // The promise itself.
      expect(tookMs).toBeLessThan(5_000);
      house.phone.faults.clear();
      await house.daemon();
      await goOn(residents, 2);
      return `${Math.round(tookMs)} ms, ${await verdict(house, residents)} decisions`;
    }),
  );

  it(
    'P9 a second signal does not wait',
    { timeout: 60_000 },
    inHouse('second signal at once', async (house) => {
      const daemon = await house.daemon();
      await until(() => house.phone.online(), 'its first poll');
      house.phone.faults.set({ action: 'black_hole' });
      await house.session('ant', 'jobs 10000 1');
      await until(async () => (await house.pending()).length === 1, 'a question');
      void daemon.stop('SIGTERM');
      await until(() => daemon.output().includes('stopping'), 'the first signal to be heard');
      expect(await daemon.stop('SIGINT')).toEqual({ code: 130, signal: null });
      return 'exit code 130';
    }),
  );
});
