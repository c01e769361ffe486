import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createPairing } from '../../src/telegram/pairing.ts';
import { until } from '../support/until.ts';
import type { House } from './fixture.ts';
import { ownerId, useHouses } from './fixture.ts';

const open = useHouses();

/** Everything the bot said or answered to anybody but its owner since the traffic was cleared. */
function spoken(house: House): readonly string[] {
  return house.phone.calls
    .list()
    .filter((one) => Number(one.params['chat_id']) !== ownerId)
    .map((one) => one.method);
}

/** The bot has dealt with all that was sent before. */
async function caughtUp(house: House): Promise<void> {
  const { user } = house.phone;
  const asked = await user.sendText('/help use');
  await user.see('/use [session]', { after: asked.message_id });
}

/** What was said to others on account of it: should be nothing. */
async function saidTo(house: House, act: () => Promise<unknown>): Promise<readonly string[]> {
  await caughtUp(house);
  house.phone.calls.clear();
  await act();
  await caughtUp(house);
  return spoken(house);
}

describe('who is heard', () => {
  it('P14 T1.9 a stranger gets silence: no reply, no reaction, no keyboard', async () => {
    const house = await open();
    const stranger = house.phone.person({ id: 555 });
    expect(
      await saidTo(house, async () => {
        await stranger.sendText('/start');
        await stranger.sendText('hello?');
        const sent = await stranger.sendText('/sessions');
        await stranger.edit(sent.message_id, '/status');
        await stranger.sendRaw({ sticker: { file_id: 'x' } });
      }),
    ).toEqual([]);
  });

  it('P14 T1.9 no operators and no pairing means nobody, not anybody', async () => {
    const house = await open({ trust: { kind: 'pairing' }, operators: [], start: false });
    await house.telegram.start();
    const asked = await house.phone.user.sendText('/sessions');
    await until(() => house.phone.pendingUpdates() === 0, 'the update to be taken');
    await until(
      () => house.log.some((line) => line.includes('npx tapmux setup pairs your phone')),
      'a word to whoever started it',
    );
    expect(house.phone.user.messages().at(-1)?.message_id).toBe(asked.message_id);
  });

  it('P14 T2.25 a tap of a stranger is not even answered', async () => {
    const house = await open();
    const { pane } = await house.idle();
    await house.asks(pane, 'Mine?|Yes|No');
    const card = await house.phone.user.see('Mine?');
    const data = card.reply_markup?.inline_keyboard[0]?.[0]?.callback_data ?? '';
    const stranger = house.phone.person({ id: 555 });
    // Somebody else in a chat of his own, with a message of the bot's that he made up.
    const own = await stranger.sendText('x');
    expect(await saidTo(house, () => stranger.tap(own.message_id, { forged: data }))).toEqual([]);
    expect(pane.typed).toEqual([]);
  });

  it('P14 groups, channels and bots are not heard', async () => {
    const house = await open();
    const { owner } = house.phone;
    const group = house.phone.group({ id: -100_200, title: 'Others', members: [owner] });
    const channel = house.phone.group({ id: -100_300, title: 'News', type: 'channel' });
    expect(
      await saidTo(house, async () => {
        await group.as(owner).sendText('/sessions');
        await group.as({ id: 555, is_bot: false, first_name: 'Eve' }).sendText('/sessions');
        await group.as({ id: 777, is_bot: true, first_name: 'Robot' }).sendText('/sessions');
        await channel.as(owner).sendText('/sessions');
        await house.phone.person({ id: 888, is_bot: true }).sendText('/sessions');
      }),
    ).toEqual([]);
  });

  it('P14 a group is heard once an operator brought the bot and said /start there', async () => {
    const house = await open();
    const { owner } = house.phone;
    const group = house.phone.group({ id: -100_400, title: 'Team', members: [owner] });
    await group.as(owner).unblock();
    group.setBot('administrator');
    expect(await saidTo(house, () => group.as(owner).sendText('/sessions'))).toEqual([]);
    await group.as(owner).sendText('/start');
    await group.as(owner).see('listens to its operators here');
    await group.as(owner).sendText('/sessions');
    await group.as(owner).see('Nothing runs');
    const eve = group.as({ id: 555, is_bot: false, first_name: 'Eve' });
    expect(await saidTo(house, () => eve.sendText('/sessions'))).toEqual([]);
  });

  it('P14 a group that a stranger brought the bot into stays silent, for the operator too', async () => {
    const house = await open();
    const { owner } = house.phone;
    const eve = { id: 555, is_bot: false, first_name: 'Eve' };
    const group = house.phone.group({ id: -100_500, title: 'Trap', members: [eve, owner] });
    await group.as(eve).unblock();
    group.setBot('administrator');
    expect(
      await saidTo(house, async () => {
        await group.as(eve).sendText('/start');
        await group.as(owner).sendText('/start');
      }),
    ).toEqual([]);
  });

  it('updates of types and content nobody knows pass without a trace', async () => {
    const house = await open();
    expect(
      await saidTo(house, async () => {
        await house.phone.user.sendRaw({ pinned_message: {} } as never);
        await house.phone.user.sendRaw({ something_new: { a: 1 } });
      }),
    ).toEqual([]);
    expect(house.log.filter((line) => line.includes('"level":50'))).toEqual([]);
  });

  it('P14 commands are shown to operators only', async () => {
    const house = await open();
    const set = await house.phone.until(() =>
      house.phone.calls.list('setMyCommands').find((one) => one.outcome.kind === 'ok'),
    );
    expect(set.params['scope']).toMatchObject({ type: 'chat', chat_id: ownerId });
    const others = house.phone.calls
      .list('setMyCommands')
      .filter((one) => (one.params['scope'] as { chat_id?: number }).chat_id !== ownerId);
    expect(others).toEqual([]);
    expect(house.phone.calls.list('deleteMyCommands')).toHaveLength(1);
  });

  it('the menu is there from the first message on, also where the chat begins with it', async () => {
    const house = await open({ start: false });
    const calls = () => house.phone.calls.list('setMyCommands').map((one) => one.outcome.kind);
    await house.telegram.start();
    await house.phone.until(() => calls()[0] === 'error');
    await house.phone.user.sendText('/start');
    await house.phone.until(() => calls()[1] === 'ok');
    await house.phone.user.sendText('/help');
    await house.phone.user.see('What you can say');
    expect(calls()).toEqual(['error', 'ok']);
    expect(house.log.filter((line) => line.includes('the menu of commands was not set'))).toEqual([
      expect.stringContaining('"level":20'),
    ]);
  });
});

describe('pairing', () => {
  it('the code from the terminal pairs once; wrong codes get silence', async () => {
    const house = await open();
    const code = await createPairing(house.home, { clock: systemClock }).create();
    expect(code.code.replaceAll('-', '')).toMatch(/^[a-z2-7]{26}$/);
    expect(code.link('tapmux_bot')).toBe(
      `https://t.me/tapmux_bot?start=${code.code.replaceAll('-', '')}`,
    );
    const bob = house.phone.person({ id: 42, first_name: 'Bob' });
    expect(await saidTo(house, () => bob.sendText('a'.repeat(26)))).toEqual([]);
    await bob.sendText(code.code.toUpperCase());
    await bob.see('Paired. Hello Bob!');
    await bob.sendText('/sessions');
    await bob.see('Nothing runs');
    const eve = house.phone.person({ id: 43 });
    expect(await saidTo(house, () => eve.sendText(code.code))).toEqual([]);
  });

  it('a link pairs too, and what is open is shown to the new phone', async () => {
    const house = await open();
    const { pane } = await house.idle();
    await house.asks(pane, 'Open?|Yes|No');
    const code = await createPairing(house.home, { clock: systemClock }).create();
    const bob = house.phone.person({ id: 42, first_name: 'Bob' });
    await bob.sendText(`/start ${new URL(code.link('b')).searchParams.get('start')}`);
    expect((await bob.see('Open?')).reply_markup).toBeDefined();
  });

  it('P15 only the hash is kept, and it is void after five minutes', async () => {
    const house = await open({ start: false });
    let now = Date.now();
    const pairing = createPairing(house.home, { clock: { now: () => now } });
    const { code } = await pairing.create();
    const { readFile } = await import('node:fs/promises');
    const stored = await readFile(`${house.home}/bot.json`, 'utf8');
    expect(stored).not.toContain(code.replaceAll('-', ''));
    now += 5 * 60_000;
    expect(await pairing.redeem({ id: 1, name: 'A' }, code)).toBe(false);
  });

  it('five wrong codes an hour, then even the right one is not heard', async () => {
    const house = await open({ start: false });
    let now = Date.now();
    const pairing = createPairing(house.home, { clock: { now: () => now } });
    const { code } = await pairing.create();
    const guess = (n: number) => 'abcdefghijklmnopqrstuvwxy'.concat('abcdefg'.charAt(n));
    for (let n = 0; n < 5; n += 1) {
      expect(await pairing.redeem({ id: 1, name: 'A' }, guess(n))).toBe(false);
    }
    expect(await pairing.redeem({ id: 1, name: 'A' }, code)).toBe(false);
    expect(await pairing.redeem({ id: 2, name: 'B' }, code)).toBe(true);
    now += 3_600_001;
    const fresh = await pairing.create();
    expect(await pairing.redeem({ id: 1, name: 'A' }, fresh.code)).toBe(true);
  });
});
