import { Api } from 'grammy';
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { createHandClock } from '../support/hand-clock.ts';
import { createSkippingClock } from '../support/skipping-clock.ts';
import type { House } from './fixture.ts';
import { token, useHouses } from './fixture.ts';

const open = useHouses();

/** The bot hears and speaks. */
async function alive(house: House): Promise<void> {
  const asked = await house.phone.user.sendText('/help use');
  await house.phone.user.see('/use [session]', { after: asked.message_id, timeoutMs: 10_000 });
}

describe('polling', () => {
  it.each([
    ['5xx', { status: 502 }],
    ['500', { status: 500 }],
    ['closed connections', 'drop'],
    ['answers that are lost', 'lost_answer'],
    ['429', { retryAfter: 1 }],
  ] as const)('P10 goes on after %s', async (_what, action) => {
    const house = await open();
    house.phone.faults.set({ method: 'getUpdates', times: 2, action });
    await alive(house);
    await alive(house);
    expect(house.telegram.health().problem).toBeNull();
  });

  it('P10 a line that swallows everything is given up and dialled anew', async () => {
    const house = await open({ pollSeconds: 0 });
    house.phone.faults.set({ method: 'getUpdates', times: 1, action: 'black_hole' });
    const before = house.phone.user.messages().length;
    await house.phone.user.sendText('/help use');
    await house.phone.user.see('/use [session]', { timeoutMs: 15_000 });
    expect(house.phone.user.messages().length).toBeGreaterThan(before);
  });

  it('P10 a second instance is named, and when it is gone all goes on', async () => {
    const house = await open({ pollSeconds: 20 });
    const other = new Api(token, { apiRoot: house.apiRoot });
    // It is thrown out in its turn as soon as the bot asks again.
    await until(async () => {
      await other.getUpdates({ timeout: 1 }).catch(() => []);
      return house.log.some((line) => line.includes('Another program polls'));
    }, 'the 409');
    await until(() => house.telegram.health().problem === null, 'the recovery');
    await alive(house);
    expect(house.telegram.health().problem).toBeNull();
  });

  it('a webhook is explained, not deleted', async () => {
    const house = await open();
    const api = new Api(token, { apiRoot: house.apiRoot });
    await api.setWebhook('https://example.org/hook');
    await until(() => house.telegram.health().problem?.includes('tapmux setup'), 'the explanation');
    expect((await api.getWebhookInfo()).url).toBe('https://example.org/hook');
    await api.deleteWebhook();
    await alive(house);
  });

  it('P10 a token that Telegram does not know is said, and does not end the process', async () => {
    const house = await open({
      token: '700100201:AAExampleOnlyForTests_0123456789abcdefg',
      start: false,
    });
    await house.telegram.start();
    await until(() => house.telegram.health().problem?.includes('BotFather'), 'the explanation');
    expect(house.telegram.health().sinceLastPoll).toBeNull();
  });

  it('P10 Telegram away at the start: up as soon as it is there', async () => {
    const house = await open({ start: false, clock: createSkippingClock() });
    house.phone.faults.set({ method: 'getMe', times: 3, action: 'drop' });
    await house.telegram.start();
    await until(() => house.telegram.health().bot === 'tapmux_bot', 'the bot');
    await until(() => house.telegram.health().sinceLastPoll !== null, 'the first poll');
    expect(house.phone.calls.list('getMe').map((one) => one.outcome.kind)).toEqual([
      'fault',
      'fault',
      'fault',
      'ok',
    ]);
  });

  it('P15 the token is in no line of the log, whatever goes wrong', async () => {
    const house = await open();
    for (const action of ['drop', 'lost_answer', { status: 502 }] as const) {
      house.phone.faults.set({ method: 'getUpdates', times: 1, action });
    }
    await alive(house);
    house.phone.faults.set({ method: 'sendMessage', times: 1, action: 'drop' });
    const { session } = await house.idle();
    await house.phone.user.see(session.name);
    expect(house.log.length).toBeGreaterThan(3);
    expect(house.log.join('')).not.toContain(token.slice(token.indexOf(':') + 1));
  });

  it('an update whose handling fails twice is set aside, said, and never looked at again', async () => {
    const house = await open({
      commands: [
        {
          name: 'boom',
          help: 'fails',
          usage: '',
          who: 'operator',
          handle: () => Promise.reject(new TypeError('a bug')),
        },
        {
          name: 'help',
          help: 'works',
          usage: '',
          who: 'operator',
          handle: (call) => call.reply({ body: { text: 'What you can say', entities: [] } }),
        },
      ],
    });
    await house.phone.user.sendText('/boom');
    await house.phone.user.see('an error inside tapmux');
    expect(house.log.filter((line) => line.includes('was not handled'))).toHaveLength(2);
    const again = await house.restart();
    const asked = await house.phone.user.sendText('/help');
    await house.phone.user.see('What you can say', { after: asked.message_id });
    expect(again.log.filter((line) => line.includes('was not handled'))).toHaveLength(2);
  });
});

describe('what a watchdog is told', () => {
  it('P10 the loop turns without a network, and does not when a step of it never ends', async () => {
    const clock = createHandClock();
    const house = await open({ clock });
    house.phone.faults.set({ method: 'getUpdates', times: 1000, action: { status: 502 } });
    await until(() => house.telegram.health().problem !== null, 'the failure');
    for (let tries = 0; tries < 3; tries += 1) {
      const before = house.phone.calls.list('getUpdates').length;
      await until(() => house.phone.calls.list('getUpdates').length > before, 'another try');
      expect(house.telegram.isTurning()).toBe(true);
    }
    house.phone.faults.clear();
    await alive(house);
    clock.pass(10 * 60_000);
    expect(house.telegram.isTurning()).toBe(false);
    await alive(house);
    expect(house.telegram.isTurning()).toBe(true);
  });
});
