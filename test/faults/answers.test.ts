import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { FaultAction } from '../../src/phone/faults.ts';
import { until } from '../support/until.ts';
import { goOn } from './house.ts';
import type { House, Resident } from './house.ts';
import { inHouse, secondTry } from './survived.ts';
import { verdict } from './verdict.ts';

const hits = 20;

/** A working house in which this keeps happening to that method. */
async function plagued(house: House, method: string, action: FaultAction): Promise<string> {
  await house.daemon();
  const residents: Resident[] = [];
  for (const name of ['ant', 'bee']) residents.push(await house.session(name, 'jobs 10000 1'));
  const hand = house.hand();
  const { faults } = house.phone;
  for (let hit = 0; hit < hits; hit += 1) {
    faults.set({ method, times: 1, action });
    await until(() => faults.list().length === 0, `${method} to be hit`, 60_000);
    // Not every one: what comes between has to work as well.
    if (method === 'getUpdates') await goOn(residents, 1);
    else await sleep((hit % 4) * 60);
  }
  await goOn(residents, 2);
  await hand.stop();
  return `${hits} times, ${await verdict(house, residents)} decisions`;
}

describe.concurrent('answers that get lost', secondTry, () => {
  for (const method of ['sendMessage', 'editMessageText', 'answerCallbackQuery', 'getUpdates']) {
    it(
      `P9 P2 the answer to ${method} is lost`,
      { timeout: 240_000 },
      inHouse(`lost answer to ${method}`, (house) => plagued(house, method, 'lost_answer')),
    );
  }
});

describe.concurrent('updates that come twice and in any order', secondTry, () => {
  for (const action of ['duplicate', 'out_of_order'] as const) {
    it(
      `P2 ${action}: taps`,
      { timeout: 240_000 },
      inHouse(`updates: ${action}`, (house) => plagued(house, 'getUpdates', action)),
    );
  }

  it(
    'P9 messages that came together and the wrong way round are all taken, once',
    { timeout: 120_000 },
    inHouse('messages in the wrong order', async (house) => {
      await house.daemon();
      const resident = await house.session('ant', 'hello');
      await until(async () => (await screen(house)).includes('for what I can play'), 'its answer');
      // They gather while the bot waits after an error, and come in one answer.
      house.phone.faults.set({ method: 'getUpdates', times: 1, action: { status: 502 } });
      house.phone.faults.set({ method: 'getUpdates', times: 2, action: 'out_of_order' });
      const words = ['one', 'two', 'three', 'four'];
      for (const word of words) await house.phone.user.sendText(`/send tap-ant say ${word}`);
      const heard = () =>
        resident.deeds().flatMap(({ event, text }) => (event === 'message' ? [String(text)] : []));
      await until(() => heard().length >= 5, 'all of them', 60_000);
      expect(heard().toSorted()).toEqual(
        ['hello', ...words.map((word) => `say ${word}`)].toSorted(),
      );
      const inbox = await readFile(join(house.home, 'inbox.jsonl'), 'utf8');
      expect(inbox.match(/"take"/g)?.length).toBeGreaterThanOrEqual(4);
      return `${words.length} texts, each typed once`;
    }),
  );
});

function screen(house: House): Promise<string> {
  return house.tmux('capture-pane', '-p', '-t', '=tap-ant:');
}
