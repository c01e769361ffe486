import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { tapNewest } from '../support/phone-taps.ts';
import { until } from '../support/until.ts';
import { useHouses } from '../telegram/fixture.ts';

const open = useHouses();

describe('commands on the phone', () => {
  it('/start and /help speak of every command', async () => {
    const house = await open();
    const { user } = house.phone;
    await user.sendText('/start');
    await user.see('Hello Ada, tapmux is here.');
    await user.sendText('/help');
    const help = await user.see('What you can say');
    for (const { name } of commands) expect(help.text).toContain(`/${name}`);
  });

  it('/new on one line, /send, /screen, /stop: a session from beginning to end', async () => {
    const house = await open();
    const { user } = house.phone;
    await user.sendText(`/new ${house.folder} | begin`);
    await user.see(/tap-shop is starting/);
    const [pane] = [...house.tmux.panes.values()];
    if (pane === undefined) throw new Error('nothing runs');
    pane.onTyped = (_, typed) =>
      house.tmux.show(pane, typed === '<Enter>' ? ['BUSY at it'] : [`IDLE ${typed}`]);
    house.tmux.show(pane, ['IDLE']);
    await user.sendText('/send shop go on');
    await user.see('✅ tap-shop has it.');
    expect(pane.typed).toEqual(['go on', '<Enter>']);
    await user.sendText('/screen');
    await user.see('BUSY at it');
    await user.sendText('/stop shop');
    await user.see('Stopping it ends that in the middle.');
    await tapNewest(house, /Stop it/);
    await user.see('is stopped. Its folder and conversation are kept.');
    expect(house.tmux.panes.size).toBe(0);
  });

  it('/keys presses and shows what came of it on the same message', async () => {
    const house = await open();
    const { user } = house.phone;
    const { pane } = await house.idle();
    pane.onTyped = (_, typed) => house.tmux.show(pane, [`IDLE after ${typed}`]);
    await user.sendText('/keys shop');
    const pad = await user.see('IDLE');
    await tapNewest(house, '↓');
    const after = await user.see('IDLE after <Down>');
    expect(after.message_id).toBe(pad.message_id);
    expect(pane.typed).toEqual(['<Down>']);
  });

  it('/sessions, a page of it, and one session', async () => {
    const house = await open();
    const { user } = house.phone;
    for (let n = 0; n < 11; n += 1) await house.sessions.create({ cwd: house.folder });
    await user.sendText('/sessions');
    const home = await user.see('11 sessions');
    await tapNewest(house, '▶');
    const second = await user.see(
      (one) => one.message_id === home.message_id && one.text !== home.text,
    );
    expect(second.text).toContain('tap-shop\u0020');
    await user.sendText('/use tap-shop-11');
    await user.see('What you write here goes to it.');
  });

  it('an ambiguous name is offered as buttons that go on with the same command', async () => {
    const house = await open();
    const { user } = house.phone;
    const { session } = await house.idle('shop-a');
    await house.idle('shop-b');
    await user.sendText('/stop shop');
    await user.see('2 sessions begin with "shop". Which one?');
    await tapNewest(house, /shop-a/);
    await user.see('tap-shop-a is stopped.');
    expect((await house.sessions.get(session.id)).lifecycle).toBe('stopped');
  });

  it('/send keeps the text while it asks which session is meant', async () => {
    const house = await open();
    const { user } = house.phone;
    const one = await house.idle('shop-a');
    const two = await house.idle('shop-b');
    await user.sendText('/send shop go on, please');
    await user.see('Which one do you mean by');
    await tapNewest(house, /shop-b/);
    await until(() => two.pane.typed.length > 0);
    expect(two.pane.typed[0]).toBe('go on, please');
    expect(one.pane.typed).toEqual([]);
  });

  it('/decommission asks, and yes works once, also after a restart', async () => {
    const house = await open();
    const { user } = house.phone;
    const { session } = await house.idle();
    await user.sendText('/decommission shop');
    const question = await user.see('Decommission tap-shop?');
    const row = question.reply_markup?.inline_keyboard[0] ?? [];
    const data = row[0] !== undefined && 'callback_data' in row[0] ? row[0].callback_data : '';
    const again = await house.restart();
    await tapNewest(again, 'Decommission');
    await user.see('tap-shop is decommissioned.');
    const second = await user.tap(question.message_id, { forged: data });
    expect((await second.answer()).text).toContain('This question is over.');
    expect((await again.sessions.get(session.id)).lifecycle).toBe('decommissioned');
  });

  it('/pending brings an open decision to the end of the chat, and it can be answered there', async () => {
    const house = await open();
    const { user } = house.phone;
    const { pane } = await house.idle();
    pane.onTyped = () => house.tmux.show(pane, ['IDLE']);
    await house.asks(pane, 'Run ls?|Yes|No');
    const card = await user.see('Run ls?');
    await user.sendText('/pending');
    const newer = await user.see('Run ls?', { after: card.message_id });
    await tapNewest(house, 'Yes');
    const closed = await user.see(/Yes by Ada/);
    expect(closed.message_id).toBe(newer.message_id);
    expect(pane.typed).toEqual(['1']);
  });

  it('/alerts and /settings are remembered over a restart', async () => {
    const house = await open();
    const { user } = house.phone;
    await user.sendText('/alerts');
    await tapNewest(house, '🔉 Finished turns');
    await user.see((one) => JSON.stringify(one).includes('🔕 Finished turns'));
    const again = await house.restart();
    await user.sendText('/alerts');
    await user.see(
      (one) =>
        one.message_id === user.messages().at(-1)?.message_id &&
        JSON.stringify(one).includes('🔕 Finished turns'),
    );
    expect(again.said().length).toBeGreaterThan(0);
  });

  it('4096 characters and hostile text behind every command leave the bot well', async () => {
    const house = await open();
    const { user } = house.phone;
    await house.idle();
    for (const { name } of commands) {
      await user.sendText(`/${name} ${'x'.repeat(4000)}`);
      await user.sendText(`/${name} \u202E<b>&amp;</b> \`"; rm -rf / #`);
    }
    await user.sendText('/status');
    await user.see('Sessions: 1 running', { timeoutMs: 20_000 });
    for (const text of house.said()) expect(text.length).toBeLessThanOrEqual(4096);
  });
});
