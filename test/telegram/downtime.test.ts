import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openAlive } from '../../src/store/alive-store.ts';
import { openDowntime } from '../../src/telegram/downtime.ts';
import type { Gap } from '../../src/telegram/downtime.ts';
import { createLog } from '../../src/log.ts';
import { createHandClock } from '../support/hand-clock.ts';
import { tempFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';
import { useHouses } from './fixture.ts';

const minute = 60_000;

/** One machine with its clocks, on which daemons come and go. */
async function machineOf() {
  const home = await tempFolder();
  const clock = createHandClock();
  let boot = 'first';
  let bootedAt = clock.monotonic();
  const gaps: Gap[] = [];
  const state = { well: true };
  return {
    clock,
    gaps,
    state,
    reboot: () => {
      boot = 'second';
      bootedAt = clock.monotonic();
    },
    minutes: () => gaps.map(({ from, to }) => Math.round((to - from) / minute)),
    daemon: () =>
      openDowntime({
        document: openAlive(home, () => {}),
        clock,
        machine: {
          uptimeMs: () => Math.round(clock.monotonic() - bootedAt),
          boot,
          network: () => '192.0.2.7/24',
        },
        log: createLog({ level: 'silent', file: null }),
        pollMs: 30_000,
        isWell: () => state.well,
        tell(gap) {
          gaps.push(gap);
          return Promise.resolve();
        },
      }),
  };
}

describe('a time offline', () => {
  it('J8 is told after more than a minute without the daemon, and not for a quick restart', async () => {
    const { clock, daemon, minutes } = await machineOf();
    const first = await daemon();
    await first.heard([]);
    clock.pass(10_000);
    await first.close();
    clock.pass(50_000);
    const second = await daemon();
    await second.heard([]);
    await second.close();
    expect(minutes()).toEqual([]);
    clock.pass(31 * minute);
    await (await daemon()).heard([]);
    expect(minutes()).toEqual([31]);
  });

  it('is told when Telegram could not be reached, from the last answer on', async () => {
    const { clock, daemon, minutes, state } = await machineOf();
    const one = await daemon();
    for (let poll = 0; poll < 10; poll += 1) {
      await one.heard([]);
      clock.pass(30_000);
      await one.round();
    }
    expect(minutes()).toEqual([]);
    state.well = false;
    for (let passed = 0; passed < 20; passed += 1) {
      clock.pass(minute);
      await one.round();
    }
    await one.heard([]);
    await one.heard([]);
    expect(minutes()).toEqual([20]);
  });

  it('goes on over a restart in the middle of it', async () => {
    const { clock, daemon, minutes, state } = await machineOf();
    const first = await daemon();
    await first.heard([]);
    await first.round();
    state.well = false;
    clock.pass(10 * minute);
    await first.round();
    await first.close();
    clock.pass(minute);
    const second = await daemon();
    clock.pass(10 * minute);
    await second.round();
    await second.heard([]);
    expect(minutes()).toEqual([21]);
  });

  it('after kill -9 half a minute is not known, and nothing is made of it', async () => {
    const { clock, daemon, minutes } = await machineOf();
    const first = await daemon();
    await first.heard([]);
    clock.pass(30_000);
    await first.round();
    clock.pass(85_000);
    await (await daemon()).heard([]);
    expect(minutes()).toEqual([]);
  });

  it('P12 is not made of a clock that was set, forward or back', async () => {
    const { clock, daemon, minutes } = await machineOf();
    const first = await daemon();
    for (const jump of [86_400_000, -2 * 86_400_000]) {
      await first.heard([]);
      clock.set(jump);
      clock.pass(20_000);
      await first.heard([]);
    }
    await first.close();
    clock.set(86_400_000);
    const second = await daemon();
    await second.heard([]);
    expect(minutes()).toEqual([]);
  });

  it('counts by the time of day after the machine was started anew', async () => {
    const { clock, daemon, minutes, reboot } = await machineOf();
    const first = await daemon();
    await first.heard([]);
    await first.close();
    clock.pass(7 * 60 * minute);
    reboot();
    clock.pass(2 * minute);
    await (await daemon()).heard([]);
    expect(minutes()).toEqual([422]);
  });

  it('is not told by the very first start', async () => {
    const { daemon, minutes } = await machineOf();
    await (await daemon()).heard([]);
    expect(minutes()).toEqual([]);
  });
});

const open = useHouses();

describe('what the operator is told after a time offline', () => {
  it('J8 says what waited, what is open, what was answered elsewhere and what ended; once', async () => {
    const house = await open();
    const calm = await house.idle('calm');
    const shop = await house.idle('shop');
    const other = await house.idle('other');
    await house.asks(calm.pane, 'First?|Yes|No');
    await house.asks(other.pane, 'Still there?|Yes|No');
    await house.phone.user.see('Still there?');
    await house.telegram.stop();
    // As if it had stopped half an hour ago.
    const path = join(house.home, 'alive.json');
    const sign = JSON.parse(await readFile(path, 'utf8')) as Record<string, number>;
    const heardAt = (sign['heardAt'] ?? 0) - 31 * minute;
    const heardUptimeMs = (sign['heardUptimeMs'] ?? 0) - 31 * minute;
    await writeFile(path, JSON.stringify({ ...sign, heardAt, heardUptimeMs }));
    for (const text of ['/status', '/help use', '/help send']) {
      await house.phone.user.sendText(text);
    }
    house.tmux.show(calm.pane, ['IDLE']);
    await until(async () => (await house.sessions.pending()).length === 1, 'the answer');
    house.tmux.exit(shop.pane, { code: 137 });
    await until(
      async () => (await house.sessions.get(shop.session.id)).lifecycle === 'stopped',
      'the crash',
    );
    const again = await house.restart();
    const report = await house.phone.user.see('I was offline');
    expect(report.text).toMatch(/^I was offline (?:\d+ \w+ )?\d\d:\d\d to \d\d:\d\d: /);
    expect(report.text?.replace(/^.*?\d: /, '')).toBe(
      '3 messages waited, 1 decision is open, 1 was answered at the terminal, tap-shop crashed (137).',
    );
    const once = await again.restart();
    await house.phone.user.sendText('/help keys');
    await house.phone.user.see('/keys [session]');
    expect(once.said().filter((one) => one.includes('I was offline'))).toHaveLength(1);
  });
});
