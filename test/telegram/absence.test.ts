import { expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { thisMachine } from '../../src/machine.ts';
import type { Machine } from '../../src/machine.ts';
import { until } from '../support/until.ts';
import { useHouses } from './fixture.ts';

const open = useHouses();

function machineOf() {
  let slept = 0;
  let network = '192.0.2.7/24';
  let looks = 0;
  const machine: Machine = {
    uptimeMs: () => slept,
    boot: 'one',
    network() {
      looks += 1;
      return network;
    },
  };
  return {
    machine,
    looks: () => looks,
    sleeps: () => void (slept += 3_600_000),
    moves: (to: string) => void (network = to),
  };
}

it('has addresses of its own: those that everybody has say nothing', () => {
  const list = thisMachine.network().split(' ');
  expect(list.filter((one) => /^(?:127\.|::1|fe80:|169\.254\.)/.test(one))).toEqual([]);
  expect(thisMachine.network()).toBe(list.join(' '));
});

/** Longer pauses take as long as in a sleep: nobody sees the end of them. */
const standingClock = {
  ...systemClock,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms >= 500 ? 2 ** 30 : ms, signal),
};

const ways = [
  ['it slept', (one: ReturnType<typeof machineOf>) => one.sleeps()],
  ['it has another network', (one: ReturnType<typeof machineOf>) => one.moves('198.51.100.7/24')],
] as const;

/** A bot one of whose polls has met this. */
async function faulty(fault: 'black_hole' | { status: number } | { retryAfter: number }) {
  const away = machineOf();
  const house = await open({ pollSeconds: 600, machine: away.machine, clock: standingClock });
  await until(() => house.telegram.health().sinceLastPoll !== null, 'the first poll');
  house.phone.faults.set({ method: 'getUpdates', times: 1, action: fault });
  // Where a poll is under way, this ends it.
  await house.phone.user.sendText('/help use');
  const polls = () => house.phone.calls.list('getUpdates');
  await until(() => polls().some((one) => one.outcome.kind === 'fault'), 'the fault');
  const problem = () => house.telegram.health().problem;
  const twoLooks = async () => {
    const seen = away.looks();
    await until(() => away.looks() > seen + 1, 'the next looks');
  };
  return { away, house, problem, twoLooks };
}

it.each(ways)('P10 a line that died while %s is dialled anew at once', async (_, leave) => {
  const { away, house, problem } = await faulty('black_hole');
  await house.phone.user.sendText('/help send');
  leave(away);
  await house.phone.user.see(/^\/send/, { timeoutMs: 20_000 });
  expect(problem()).toBeNull();
});

it.each(ways)('P10 a pause after a failure ends when %s', async (_, leave) => {
  const { away, house, problem } = await faulty({ status: 502 });
  await until(() => problem() !== null, 'the failure');
  leave(away);
  await until(() => problem() === null, 'the recovery');
  expect(house.log.some((line) => line.includes('asked anew'))).toBe(true);
});

it('P10 while there is no network at all nothing is tried', async () => {
  const { away, problem, twoLooks } = await faulty({ status: 502 });
  await until(() => problem() !== null, 'the failure');
  away.moves('');
  await twoLooks();
  // An answer would have ended it.
  expect(problem()).not.toBeNull();
  away.moves('198.51.100.7/24');
  await until(() => problem() === null, 'the recovery');
});

it('P10 a pause that Telegram asked for is kept', async () => {
  const { away, house, problem, twoLooks } = await faulty({ retryAfter: 600 });
  await until(() => problem()?.includes('pause'), 'the pause');
  away.sleeps();
  await twoLooks();
  expect(house.log.some((line) => line.includes('asked anew'))).toBe(true);
  expect(problem()).toContain('pause');
});
