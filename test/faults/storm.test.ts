import { describe, expect, it } from 'vitest';
import type { FaultAction } from '../../src/phone/faults.ts';
import { createSkippingClock } from '../support/skipping-clock.ts';
import { until } from '../support/until.ts';
import { useHouses } from '../telegram/fixture.ts';
import { survived, secondTry } from './survived.ts';

const open = useHouses();
const half = 30 * 60_000;
const questions = 10;

/** Polls that are swallowed take real seconds, so only what is sent falls into a hole. */
const storm: readonly { readonly method: string | RegExp; readonly action: FaultAction }[] = [
  { method: 'getUpdates', action: { retryAfter: 20 } },
  { method: /^(send|edit)/i, action: { status: 502 } },
  { method: 'getUpdates', action: { status: 502 } },
  { method: /^(send|edit)/i, action: { retryAfter: 45 } },
  { method: 'getUpdates', action: 'drop' },
  { method: /^(send|edit)/i, action: 'black_hole' },
  { method: 'getUpdates', action: { status: 500 } },
  { method: /^(send|edit)/i, action: 'drop' },
];

describe('half an hour in which Telegram is mostly not there', secondTry, () => {
  it('P10 P9 ends with every question on the phone, and polling as before', async (context) => {
    const clock = createSkippingClock();
    const house = await open({ clock, sendTimeoutMs: 100, pollSeconds: 1 });
    const { faults, user } = house.phone;
    const from = clock.monotonic();
    let gusts = 0;
    let asked = 0;
    while (clock.monotonic() - from < half || asked < questions) {
      for (const gust of storm) {
        faults.set({ ...gust, times: 3 });
        gusts += 3;
      }
      if (asked < questions) {
        const { pane } = await house.idle(`s${asked}`);
        await house.asks(pane, `question ${asked}.`);
        asked += 1;
      }
      // Somebody at the phone, so that there is always something to send.
      await user.sendText('/pending');
      await until(() => faults.list().length === 0, 'the gust to be over', 60_000);
    }
    faults.clear();
    await until(() => house.telegram.health().problem === null, 'the recovery', 30_000);
    for (let n = 0; n < asked; n += 1) {
      const about = `question ${n}.`;
      await user.see(about, { timeoutMs: 30_000 });
      const fresh = house.said().filter((text) => text.includes(about));
      expect(fresh.length).toBeGreaterThan(0);
    }
    expect(asked).toBe(questions);
    const last = await user.sendText('/help use');
    await user.see('/use [session]', { after: last.message_id, timeoutMs: 30_000 });
    const minutes = Math.round((clock.monotonic() - from) / 60_000);
    survived(
      context,
      '429, 502, drops, timeouts',
      `${minutes} min, ${gusts} faults, ${asked} decisions`,
    );
  }, 240_000);
});
