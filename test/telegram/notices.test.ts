import { mkdir, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { tapNewest } from '../support/phone-taps.ts';
import { until } from '../support/until.ts';
import type { JsonObject } from '../../src/domain/fields.ts';
import type { House } from './fixture.ts';
import { useHouses } from './fixture.ts';

const open = useHouses();

function labels(message: {
  reply_markup?: { inline_keyboard: readonly (readonly { text: string }[])[] };
}) {
  return message.reply_markup?.inline_keyboard.flat().map((one) => one.text) ?? [];
}

/** The request that carried this text. */
function callWith(house: House, text: string): Promise<JsonObject> {
  return house.phone.until(
    () =>
      house.phone.calls.list('sendMessage').find((one) => String(one.params['text']).includes(text))
        ?.params,
  );
}

describe('what is announced', () => {
  it('a crash comes with its last lines and what can be done', async () => {
    const house = await open();
    const { session, pane } = await house.idle();
    house.tmux.show(pane, ['panic: out of memory', 'IDLE']);
    house.tmux.exit(pane, { code: 137, signal: 'SIGKILL' });
    const notice = await house.phone.user.see('💥');
    expect(notice.text).toContain(session.name);
    expect(notice.text).toContain('137');
    expect(notice.text).toContain('panic: out of memory');
    expect(labels(notice)).toEqual(['▶️ Resume', '🖥 Screen', '📦 Archive']);
  });

  it('P9 an end that the engine tells twice, because it died in between, is one message', async () => {
    const house = await open();
    const { session, pane } = await house.idle();
    house.tmux.exit(pane, { code: 3 });
    await house.phone.user.see('exited with 3');
    const again = await house.restart();
    const ended = await house.sessions.get(session.id);
    const notice = { kind: 'ended', session: ended, tail: 'its last words' } as const;
    await again.telegram.announcer.announce(notice);
    await house.asks((await house.idle()).pane, 'Next?|Yes|No');
    await house.phone.user.see('Next?');
    expect(house.said().filter((one) => one.includes('exited with 3'))).toHaveLength(1);
  });

  it('an end by itself is another message than a crash', async () => {
    const house = await open();
    const { pane } = await house.idle();
    house.tmux.exit(pane, { code: 0 });
    const notice = await house.phone.user.see('ended by itself');
    expect(notice.text).not.toContain('💥');
  });

  it('the loss of the tmux server is one message with all sessions', async () => {
    const house = await open();
    const first = await house.idle();
    const second = await house.idle();
    house.tmux.restartServer();
    await house.sessions.reconcile();
    const notice = await house.phone.user.see(
      (one) =>
        one.text?.includes('tmux server is gone') === true &&
        one.text.includes(first.session.name) &&
        one.text.includes(second.session.name),
    );
    const all = house.phone.user.messages().filter((one) => one.text?.includes('tmux server'));
    expect(all.map((one) => one.message_id)).toEqual([notice.message_id]);
  });

  it('what ended with the tmux server is started again with one tap, and once', async () => {
    const house = await open();
    const ended = await Promise.all(['one', 'two', 'three'].map((name) => house.idle(name)));
    const other = await house.idle('other');
    await house.sessions.stopSession(other.session.id, 'me');
    house.tmux.restartServer();
    await house.sessions.reconcile();
    const lost = await house.phone.user.see((one) => labels(one).includes('▶️ Resume all 3'));
    await tapNewest(house, '▶️ Resume all 3');
    const over = await house.phone.user.see(
      (one) => one.text?.includes('server was gone') === true,
    );
    expect(over.message_id).toBe(lost.message_id);
    expect(labels(over)).toEqual(['📋 Sessions']);
    const live = async () =>
      (await house.sessions.list()).sessions.filter((one) => one.lifecycle === 'starting');
    expect((await live()).map((one) => one.id).toSorted()).toEqual(
      ended.map(({ session }) => session.id).toSorted(),
    );
    // The old button, tapped once more on a phone that has not seen the edit.
    const data = lost.reply_markup?.inline_keyboard.flat()[0];
    if (data === undefined || !('callback_data' in data)) throw new Error('no button');
    const again = await house.phone.user.tap(lost.message_id, { forged: data.callback_data });
    expect((await again.answer()).text).toContain('Nothing of it is left to resume');
    expect(await live()).toHaveLength(3);
  });

  it('what could not be started again is said, and can be tried once more', async () => {
    const house = await open();
    await house.idle('one');
    house.tmux.restartServer();
    await house.sessions.reconcile();
    await rm(house.folder, { recursive: true });
    await tapNewest(house, '▶️ Resume it');
    const failed = await house.phone.user.see('its folder');
    expect(labels(failed)).toEqual(['🔁 Try again', '📋 Sessions']);
    await mkdir(house.folder, { recursive: true });
    await tapNewest(house, '🔁 Try again');
    await house.phone.user.see('one starts afresh');
  });

  it('a finished turn is announced silently to who reads along, and not at all where it is not wanted', async () => {
    const house = await open();
    const { session, pane } = await house.idle();
    house.tmux.show(pane, ['BUSY']);
    await until(() => house.sessions.live(session.id)?.attention === 'working', 'it to work');
    house.tmux.show(pane, ['all tests pass', 'IDLE']);
    const sent = await callWith(house, 'finished its turn');
    expect(String(sent['disable_notification'])).toBe('true');

    await house.phone.user.sendText('/alerts');
    const alerts = await house.phone.user.see('What is announced here');
    for (const [before, after] of [
      ['🔉', '🔕'],
      ['🔕', '✖'],
    ]) {
      await house.phone.user.tap(alerts.message_id, `${before} Finished turns`);
      await house.phone.user.see((one) => labels(one).includes(`${after} Finished turns`));
    }
    house.tmux.show(pane, ['BUSY']);
    await until(() => house.sessions.live(session.id)?.attention === 'working', 'it to work');
    house.tmux.show(pane, ['second turn done', 'IDLE']);
    await house.asks(pane, 'Next?|Yes|No');
    await house.phone.user.see('Next?');
    expect(house.said().some((one) => one.includes('second turn done'))).toBe(false);
  });

  it('a turn shows how it came out, also when it was long', async () => {
    const house = await open();
    const { session, pane } = await house.idle();
    const turn = async (said: readonly string[]) => {
      house.tmux.show(pane, ['BUSY']);
      await until(() => house.sessions.live(session.id)?.attention === 'working', 'it to work');
      house.tmux.show(pane, [...said.map((line) => `SAID ${line}`), 'IDLE']);
      return house.phone.user.see(said.at(-1) ?? '');
    };
    const short = await turn(['Ran npm test', '12 passed, 0 failed', 'Done. All green.']);
    expect(short.text).toContain('Ran npm test\n12 passed, 0 failed\nDone. All green.');
    expect(short.text).not.toContain('IDLE');
    expect(short.entities?.map((one) => one.type)).not.toContain('expandable_blockquote');
    const long = await turn(Array.from({ length: 11 }, (_, index) => `line ${index} of it`));
    const open_ = long.entities?.find((one) => one.type === 'blockquote');
    expect(long.text?.slice(open_?.offset)).toBe('line 8 of it\nline 9 of it\nline 10 of it');
    expect(long.text).toContain('line 0 of it');
  });

  it('a decision is loud', async () => {
    const house = await open();
    const { pane } = await house.idle();
    await house.asks(pane, 'Loud?|Yes|No');
    const sent = await callWith(house, 'Loud?');
    expect(sent['disable_notification']).toBeUndefined();
  });

  it('every operator and every open group is told', async () => {
    const house = await open({ operators: [42, 43] });
    const bob = house.phone.person({ id: 42, first_name: 'Bob' });
    await bob.sendText('/help');
    await bob.see('What you can say');
    const { pane } = await house.idle();
    await house.asks(pane, 'All?|Yes|No');
    const card = await bob.see('All?');
    await house.phone.user.see('All?');
    // The other one never opened the chat: remembered, and told as soon as there is somebody.
    const carol = house.phone.person({ id: 43, first_name: 'Carol' });
    await carol.sendText('/help');
    await carol.see('All?');
    pane.onTyped = () => house.tmux.show(pane, ['IDLE']);
    await bob.tap(card.message_id, 'Yes');
    for (const one of [bob, house.phone.user, carol]) await one.see('Yes by Bob');
    expect(pane.typed).toEqual(['1']);
  });
});

describe('the home screen', () => {
  it('lists who needs somebody first, and is edited in place', async () => {
    const house = await open();
    await house.idle('calm');
    const { session, pane } = await house.idle('needy');
    await house.asks(pane, 'Me?|Yes|No');
    await house.phone.user.see('Me?');
    await house.phone.user.sendText('/sessions');
    const home = await house.phone.user.see('2 sessions');
    expect(home.text?.indexOf(session.name)).toBeLessThan(home.text?.indexOf('calm') ?? 0);
    expect(labels(home)[0]).toBe(`🟡 ${session.name}`);
    await house.idle('third');
    await house.phone.user.tap(home.message_id, '🔄 Refresh');
    const fresh = await house.phone.user.see('3 sessions');
    expect(fresh.message_id).toBe(home.message_id);
  });

  it('/new asks step by step, survives a restart, and a known command leaves it', async () => {
    const house = await open();
    await house.phone.user.sendText('/new');
    const card = await house.phone.user.see((one) =>
      labels(one).some((label) => /cancel/i.test(label)),
    );
    await house.restart();
    const first = labels(card).find((label) => !/cancel|back/i.test(label)) ?? '';
    const before = card.text;
    const tap = await house.phone.user.tap(card.message_id, first);
    await tap.answer();
    await house.phone.user.see((one) => one.message_id === card.message_id && one.text !== before);
    const asked = await house.phone.user.sendText('/help use');
    await house.phone.user.see('/use [session]', { after: asked.message_id });
    const late = await house.phone.user.tap(card.message_id, { forged: 'w:anything' });
    expect((await late.answer()).text).toContain('too old');
  });
});
