import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Api } from 'grammy';
import { describe, expect, it } from 'vitest';
import { compose } from '../../../src/telegram/text/compose.ts';
import { createSkippingClock } from '../../support/skipping-clock.ts';
import { until } from '../../support/until.ts';
import { chat, outboxDesk, say, token, withButton } from './desk.ts';

describe('order', () => {
  it('P11 decisions overtake everything, then replies, notices, progress', async () => {
    const desk = await outboxDesk();
    const { outbox } = await desk.open();
    await outbox.put(say('progress', { lane: 'progress' }));
    await outbox.put(say('notice'));
    await outbox.put(say('reply', { lane: 'reply' }));
    await outbox.put(say('decision', { lane: 'decision' }));
    outbox.start();
    await desk.phone.user.see('progress');
    expect(desk.texts()).toEqual(['decision', 'reply', 'notice', 'progress']);
  });

  it('P11 sessions take turns: a chatty one does not keep another one waiting', async () => {
    const desk = await outboxDesk();
    const { outbox } = await desk.open();
    for (const n of [1, 2, 3, 4]) await outbox.put(say(`chatty ${n}`, { session: 'a' }));
    await outbox.put(say('quiet 1', { session: 'b' }));
    await outbox.put(say('quiet 2', { session: 'b' }));
    outbox.start();
    await desk.phone.user.see('chatty 4');
    expect(desk.texts()).toEqual([
      'chatty 1',
      'quiet 1',
      'chatty 2',
      'quiet 2',
      'chatty 3',
      'chatty 4',
    ]);
  });

  it('a newer text under a key takes the place of the waiting one; later it is an edit', async () => {
    const desk = await outboxDesk();
    const { outbox } = await desk.open();
    await outbox.put(say('card 1', { key: 'card' }));
    await outbox.put(say('other'));
    await outbox.put(say('card 2', { key: 'card' }));
    outbox.start();
    await desk.phone.user.see('other');
    expect(desk.texts()).toEqual(['card 2', 'other']);
    await outbox.put(say('card 3', { key: 'card' }));
    await desk.phone.user.see('card 3');
    expect(desk.texts()).toEqual(['card 3', 'other']);
  });

  it('what was put under one id is sent once', async () => {
    const desk = await outboxDesk();
    const { outbox } = await desk.open();
    outbox.start();
    await outbox.put(say('once', { id: 'u1.1' }));
    await desk.phone.user.see('once');
    await outbox.put(say('once', { id: 'u1.1' }));
    await outbox.put(say('end'));
    await desk.phone.user.see('end');
    expect(desk.texts()).toEqual(['once', 'end']);
  });
});

describe('what Telegram and the network answer', () => {
  it('P10 429 parks that chat as long as it says, and no other', async () => {
    const desk = await outboxDesk(createSkippingClock());
    const bob = desk.phone.person({ id: 77 });
    await bob.sendText('hi');
    const { outbox } = await desk.open();
    desk.phone.faults.set({ method: 'sendMessage', chat, times: 1, action: { retryAfter: 3600 } });
    await outbox.put(say('for Ada'));
    await outbox.put(say('for Bob', { place: { chat: 77, topic: null } }));
    outbox.start();
    await bob.see('for Bob');
    await desk.phone.user.see('for Ada');
    expect(desk.texts()).toEqual(['for Ada']);
  });

  it.each([500, 502, 504])('P10 a %s is tried again', async (status) => {
    const desk = await outboxDesk(createSkippingClock());
    const { outbox } = await desk.open();
    desk.phone.faults.set({ method: 'sendMessage', times: 3, action: { status } });
    outbox.start();
    await outbox.put(say('after all', { lane: 'reply' }));
    await desk.phone.user.see('after all');
    expect(desk.texts()).toEqual(['after all']);
  });

  it.each(['decision', 'notice'] as const)(
    'P9 a %s whose answer was lost is repeated, and says so',
    async (lane) => {
      const desk = await outboxDesk(createSkippingClock());
      const { outbox } = await desk.open();
      desk.phone.faults.set({ method: 'sendMessage', times: 1, action: 'lost_answer' });
      outbox.start();
      await outbox.put(say('crash', { lane }));
      await desk.phone.user.see('may be a repeat');
      expect(desk.texts()).toEqual(['crash', 'crash\n(may be a repeat)']);
    },
  );

  it('P9 a reply whose answer was lost is not repeated, and the log says so', async () => {
    const desk = await outboxDesk(createSkippingClock());
    const { outbox } = await desk.open();
    desk.phone.faults.set({ method: 'sendMessage', times: 1, action: 'lost_answer' });
    outbox.start();
    await outbox.put(say('reply', { lane: 'reply' }));
    await outbox.put(say('end', { lane: 'reply' }));
    await desk.phone.user.see('end');
    expect(desk.texts()).toEqual(['reply', 'end']);
    expect(desk.log.some((line) => line.includes('nobody knows whether it arrived'))).toBe(true);
  });

  it('P10 a server that never answers is given up after a while', async () => {
    const desk = await outboxDesk(createSkippingClock());
    const { outbox } = await desk.open();
    desk.phone.faults.set({ method: 'sendMessage', times: 1, action: 'black_hole' });
    outbox.start();
    await outbox.put(say('hello', { lane: 'decision' }));
    await desk.phone.user.see('may be a repeat');
    expect(desk.texts()).toHaveLength(1);
  });

  it('"not modified" is a success, and a card that is gone is sent anew', async () => {
    const desk = await outboxDesk();
    const { outbox } = await desk.open();
    outbox.start();
    await outbox.put(say('card', { key: 'k' }));
    const card = await desk.phone.user.see('card');
    await outbox.put(say('card', { key: 'k' }));
    await until(() => outbox.waiting() === 0, 'the same again');
    await desk.phone.user.delete(card.message_id);
    await outbox.put(say('card, newer', { key: 'k' }));
    const anew = await desk.phone.user.see('card, newer');
    expect(anew.message_id).not.toBe(card.message_id);
    await outbox.put(say('card, newest', { key: 'k' }));
    expect((await desk.phone.user.see('card, newest')).message_id).toBe(anew.message_id);
  });

  it('a bot that was blocked keeps decisions for later and asks nobody meanwhile', async () => {
    const desk = await outboxDesk();
    const { outbox } = await desk.open();
    await desk.phone.user.block();
    outbox.start();
    await outbox.put(say('decision', { lane: 'decision' }));
    await until(() => desk.heard.unreachable.length === 1, 'the chat to be parked');
    await outbox.put(say('chatter', { lane: 'progress' }));
    await outbox.put(say('second', { lane: 'decision' }));
    expect(desk.phone.calls.list('sendMessage')).toHaveLength(1);
    await desk.phone.user.unblock();
    outbox.unpark(chat);
    await desk.phone.user.see('second');
    expect(desk.texts()).toEqual(['decision', 'second']);
  });

  it('a chat that vanished is parked', async () => {
    const desk = await outboxDesk();
    const { outbox } = await desk.open();
    outbox.start();
    await outbox.put(say('anybody?', { place: { chat: 4242, topic: null } }));
    await until(() => outbox.isParked(4242), 'the chat to be parked');
    expect(desk.heard.unreachable).toEqual([4242]);
  });

  it('a group that became a supergroup is followed', async () => {
    const desk = await outboxDesk();
    const from = -500;
    const to = -100_500;
    const group = desk.phone.group({ id: to, title: 'Team' });
    const api = new Api(token, { apiRoot: desk.apiRoot });
    // The emulator knows no upgrades, so this answer of the server is made up.
    api.config.use(async (call, method, payload, signal) =>
      'chat_id' in payload && payload.chat_id === from
        ? {
            ok: false,
            error_code: 400,
            description: 'Bad Request: group chat was upgraded to a supergroup chat',
            parameters: { migrate_to_chat_id: to },
          }
        : call(method, payload, signal),
    );
    const { outbox } = await desk.open({ api });
    await outbox.put(say('one', { place: { chat: from, topic: null } }));
    await outbox.put(say('two', { place: { chat: from, topic: null } }));
    outbox.start();
    await group.as(desk.phone.owner).see('two');
    expect(desk.heard.moved).toEqual([[from, to]]);
    expect(
      group
        .as(desk.phone.owner)
        .messages()
        .map((one) => one.text),
    ).toEqual(['one', 'two']);
  });

  it('what Telegram refuses is sent bare, so that at least the words arrive', async () => {
    const desk = await outboxDesk();
    const { outbox } = await desk.open();
    outbox.start();
    const entities = [{ type: 'bold' as const, offset: 0, length: 9999 }];
    desk.phone.faults.set({
      method: 'sendMessage',
      times: 1,
      action: { error: { code: 400, description: 'Bad Request: ENTITY_BOUNDS_INVALID' } },
    });
    await outbox.put(say('', { message: { body: { text: 'words', entities } } }));
    await desk.phone.user.see('words');
    expect(desk.texts()).toEqual(['words']);
  });
});

describe('on the disk', () => {
  it('P2 one that takes nothing silences nobody: all is sent, once, and edited as ever', async () => {
    const desk = await outboxDesk();
    const { outbox } = await desk.open();
    outbox.start();
    // Nothing can be appended to a folder.
    await mkdir(join(desk.home, 'outbox.jsonl'));
    await outbox.put(say('which one?', { lane: 'decision', key: 'card' }));
    await desk.phone.user.see('which one?');
    await outbox.put(say('a reply', { lane: 'reply' }));
    await desk.phone.user.see('a reply');
    await outbox.put(say('this one', { lane: 'decision', key: 'card' }));
    await desk.phone.user.see('this one');
    await until(() => outbox.waiting() === 0, 'the outbox');
    expect(desk.texts()).toEqual(['this one', 'a reply']);
    expect(desk.log.join('')).toContain('could not be stored');
  });

  it('P9 what was put before a start is sent after the next one, once', async () => {
    const desk = await outboxDesk();
    const first = await desk.open();
    await first.outbox.put(say('waited'));
    await first.shelf.close();
    const second = await desk.open();
    second.outbox.start();
    await desk.phone.user.see('waited');
    await until(() => second.outbox.waiting() === 0, 'the outbox');
    await second.outbox.stop();
    await second.shelf.close();
    const third = await desk.open();
    third.outbox.start();
    await third.outbox.put(say('end'));
    await desk.phone.user.see('end');
    expect(desk.texts()).toEqual(['waited', 'end']);
  });

  it('P9 killed while it was being sent: a decision is repeated and says so, a reply is not', async () => {
    const desk = await outboxDesk();
    const first = await desk.open();
    await first.outbox.put(say('decision', { lane: 'decision', id: 'a' }));
    await first.outbox.put(say('reply', { lane: 'reply', id: 'b' }));
    for (const entry of ['a', 'b']) await first.shelf.flying({ id: entry } as never);
    await first.shelf.close();
    const second = await desk.open();
    second.outbox.start();
    await desk.phone.user.see('may be a repeat');
    await until(() => second.outbox.waiting() === 0, 'the outbox');
    expect(desk.texts()).toEqual(['decision\n(may be a repeat)']);
  });

  it('P9 a card is still edited after a restart', async () => {
    const desk = await outboxDesk();
    const first = await desk.open();
    first.outbox.start();
    await first.outbox.put(say('', { key: 'card', message: withButton('card 1') }));
    const card = await desk.phone.user.see('card 1');
    await until(() => first.shelf.sent.byKey(chat, 'card') !== null, 'the book');
    await first.outbox.stop();
    await first.shelf.close();
    const second = await desk.open();
    second.outbox.start();
    await second.outbox.put(say('card 2', { key: 'card' }));
    const edited = await desk.phone.user.see('card 2');
    expect(edited.message_id).toBe(card.message_id);
    expect(edited.reply_markup).toBeUndefined();
  });

  it('a long message goes out in parts with its buttons on the last, a file before it', async () => {
    const desk = await outboxDesk();
    const { outbox } = await desk.open();
    outbox.start();
    const bytes = new TextEncoder().encode('all of it');
    const long = Array.from({ length: 300 }, (_, n) => `line ${n} with some words in it`).join(
      '\n',
    );
    await outbox.put(
      say('', { message: { ...withButton(long), document: { name: 'all.txt', bytes } } }),
    );
    const last = await desk.phone.user.see('line 299');
    expect(last.reply_markup?.inline_keyboard).toHaveLength(1);
    expect(desk.texts()[0]).toBe('all.txt');
    expect(desk.texts().slice(1).join('')).toContain('line 150 with');
    expect(desk.texts().length).toBeGreaterThan(2);
  });

  it('a file waits through a restart, byte for byte', async () => {
    const desk = await outboxDesk();
    const first = await desk.open();
    const bytes = new Uint8Array([0, 255, 10, 13]);
    await first.outbox.put(
      say('', { message: { body: compose('see'), document: { name: 'a.bin', bytes } } }),
    );
    await first.shelf.close();
    const second = await desk.open();
    second.outbox.start();
    const sent = await desk.phone.user.see((one) => one.document !== undefined);
    expect(sent.document?.file_size).toBe(4);
  });

  it('ten thousand that wait cost no more than ten: one line each', async () => {
    const desk = await outboxDesk();
    const { outbox } = await desk.open();
    const all = Array.from({ length: 10_000 }, (_, n) =>
      outbox.put(say(`n ${n}`, { session: `s${n % 50}`, lane: 'reply' })),
    );
    await Promise.all(all);
    const before = (await readFile(join(desk.home, 'outbox.jsonl'), 'utf8')).length;
    await outbox.put(say('one more'));
    const after = (await readFile(join(desk.home, 'outbox.jsonl'), 'utf8')).length;
    expect(after - before).toBeLessThan(1000);
    expect(outbox.waiting()).toBe(10_001);
  });

  it('a line that was torn by a power cut is left out, the rest counts', async () => {
    const desk = await outboxDesk();
    const first = await desk.open();
    await first.outbox.put(say('whole'));
    await first.shelf.close();
    const { appendFile } = await import('node:fs/promises');
    await appendFile(join(desk.home, 'outbox.jsonl'), '{"put":{"id":"x","la');
    const second = await desk.open();
    second.outbox.start();
    await desk.phone.user.see('whole');
    expect(desk.texts()).toEqual(['whole']);
  });
});
