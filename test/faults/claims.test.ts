import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { questionsOf } from './deeds.ts';
import { goOn } from './house.ts';
import type { House, Resident } from './house.ts';
import { inHouse } from './survived.ts';
import { verdict } from './verdict.ts';

/** The daemon dies with an answer in its hands; no other one is there yet. */
async function killedAt(house: House, point: 'claimed' | 'pressed'): Promise<Resident> {
  const first = await house.daemon();
  const resident = await house.session('ant', 'jobs 10000 1');
  await until(async () => (await house.pending()).length === 1, 'a question');
  await first.stop('SIGKILL');
  const doomed = house.doomed({ TAPMUX_FAULT: point });
  const hand = house.hand();
  expect(await doomed.end()).toEqual({ code: null, signal: 'SIGKILL' });
  await hand.stop();
  const [claim, ...others] = await house.pending();
  expect(claim?.state).toBe('answering');
  expect(others).toEqual([]);
  return resident;
}

async function serverOf(house: House): Promise<number> {
  return Number(await house.tmux('display-message', '-p', '#{pid}'));
}

describe.concurrent('an answer that a killed daemon had in its hands', () => {
  for (const point of ['claimed', 'pressed'] as const) {
    it(
      `P2 P3 P12 is asked again while tmux is silent, and given once (${point})`,
      { timeout: 120_000 },
      inHouse(`killed at "${point}", tmux silent`, async (house) => {
        const resident = await killedAt(house, point);
        const server = await serverOf(house);
        process.kill(server, 'SIGSTOP');
        try {
          await house.daemon();
          const asked = () => house.said().some((text) => text.includes('cannot see its screen'));
          await until(asked, 'its card, open again', 60_000);
          expect((await house.pending()).map((one) => one.state)).toEqual(['open']);
        } finally {
          process.kill(server, 'SIGCONT');
        }
        if (point === 'pressed') {
          const done = () => house.said().some((text) => text.includes('nobody saw whose key'));
          await until(done, 'the card to say how it ended', 60_000);
        }
        const hand = house.hand();
        await goOn([resident], 2);
        await hand.stop();
        return `${await verdict(house, [resident])} decisions`;
      }),
    );
  }

  it(
    'P3 P12 is closed when its agent ended while tmux was silent',
    { timeout: 120_000 },
    inHouse('killed at "claimed", tmux silent, agent gone', async (house) => {
      const resident = await killedAt(house, 'claimed');
      const server = await serverOf(house);
      const agent = Number(
        await house.tmux('display-message', '-p', '-t', '=tap-ant:', '#{pane_pid}'),
      );
      process.kill(server, 'SIGSTOP');
      try {
        await house.daemon();
        await until(
          async () => (await house.pending()).every((one) => one.state === 'open'),
          'the end of the claim',
          60_000,
        );
        process.kill(agent, 'SIGKILL');
      } finally {
        process.kill(server, 'SIGCONT');
      }
      await until(async () => (await house.pending()).length === 0, 'its end', 60_000);
      const told = () => house.said().some((text) => /make job-.*has ended/s.test(text));
      await until(told, 'a card that says so');
      expect(questionsOf(resident.deeds()).flatMap((one) => one.keys)).toEqual([]);
      return 'closed, no key';
    }),
  );

  it(
    'P3 P12 is closed when its tmux server was killed',
    { timeout: 120_000 },
    inHouse('killed at "claimed", tmux killed', async (house) => {
      const resident = await killedAt(house, 'claimed');
      process.kill(await serverOf(house), 'SIGKILL');
      await house.daemon();
      await until(async () => (await house.pending()).length === 0, 'its end', 60_000);
      const told = () => house.said().some((text) => /make job-.*has ended/s.test(text));
      await until(told, 'a card that says so');
      expect(questionsOf(resident.deeds()).flatMap((one) => one.keys)).toEqual([]);
      return 'closed, no key';
    }),
  );
});
