import { describe, expect, it } from 'vitest';
import { compose } from '../../../src/telegram/text/compose.ts';
import { createSkippingClock } from '../../support/skipping-clock.ts';
import { until } from '../../support/until.ts';
import { chat, outboxDesk, say } from './desk.ts';

const flood = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => say(`notice ${from + n}.\nwith its details`));

describe('notices in the thousands', () => {
  it('become one readable card behind the first ones, and none is passed over in silence', async () => {
    const desk = await outboxDesk(createSkippingClock());
    const { outbox } = await desk.open();
    await Promise.all(flood(0, 3000).map((one) => outbox.put(one)));
    outbox.start();
    await desk.phone.user.see('2980 more notices at once');
    await until(() => outbox.waiting() === 0, 'the outbox');
    const texts = desk.texts();
    expect(texts).toHaveLength(21);
    expect(texts.at(-1)).toContain('2968 earlier ones are left out; the latest:\n· notice 2988.');
    expect(texts.at(-1)).toContain('· notice 2999.');
    expect(texts.at(-1)).not.toContain('details');
  });

  it('a card that was sent stays as it is: the next flood gets its own', async () => {
    const desk = await outboxDesk(createSkippingClock());
    const { outbox } = await desk.open();
    await Promise.all(flood(0, 25).map((one) => outbox.put(one)));
    outbox.start();
    await desk.phone.user.see('5 more notices at once');
    await until(() => outbox.waiting() === 0, 'the outbox');
    await outbox.stop();
    const again = await desk.open();
    await Promise.all(flood(25, 46).map((one) => again.outbox.put(one)));
    again.outbox.start();
    await desk.phone.user.see('1 more notice at once');
    expect(desk.texts().some((text) => text.includes('5 more notices'))).toBe(true);
  });

  it('P9 a card that still gathers goes on gathering after a restart', async () => {
    const desk = await outboxDesk(createSkippingClock());
    const first = await desk.open();
    await Promise.all(flood(0, 30).map((one) => first.outbox.put(one)));
    await first.shelf.close();
    const second = await desk.open();
    await second.outbox.put(say('and one more'));
    second.outbox.start();
    const card = await desk.phone.user.see('11 more notices at once');
    expect(card.text).toContain('· and one more');
  });

  it('P11 decisions do not wait for the pace of notices', async () => {
    const desk = await outboxDesk();
    const { outbox } = await desk.open();
    outbox.start();
    // The burst is used up, the next notice has to wait.
    for (let n = 0; n < 20; n += 1) await outbox.put(say(`reply ${n}`, { lane: 'reply' }));
    await outbox.put(say('late', { lane: 'progress' }));
    await until(() => outbox.waiting() === 1, 'only the slow one');
    for (let n = 0; n < 5; n += 1) await outbox.put(say(`decision ${n}`, { lane: 'decision' }));
    await desk.phone.user.see('decision 4');
    await desk.phone.user.see('late');
    expect(desk.texts().at(-1)).toBe('late');
  });
});

describe('what is still on its way to the disk', () => {
  it('is waited for without keeping the process busy, whatever stands behind it', async () => {
    const desk = await outboxDesk();
    const { outbox } = await desk.open();
    outbox.start();
    await outbox.put(
      say('first', { key: 'card', session: 'a', place: { chat: 4242, topic: null } }),
    );
    await until(() => outbox.isParked(4242), 'a chat that keeps what it has');
    const place = { chat: 4242, topic: null };
    // The first is written anew while the second is on the disk already and the chat is free again.
    await outbox.put(say('second', { session: 'a', lane: 'notice', place }));
    const slow = outbox.put(say('first, newer', { key: 'card', session: 'a', place }));
    await desk.phone.person({ id: 4242 }).sendText('hi');
    outbox.unpark(4242);
    await slow;
    const stranger = desk.phone.person({ id: 4242 });
    await stranger.see('second');
    const texts = stranger.messages().flatMap(({ from, text }) => (from?.is_bot ? [text] : []));
    expect(texts).toEqual(['first, newer', 'second']);
  });
});

describe('a text of 100 KB', () => {
  it('is one message with its beginning, and a file with all of it', async () => {
    const desk = await outboxDesk();
    const { outbox } = await desk.open();
    outbox.start();
    const text = Array.from({ length: 2500 }, (_, n) => `line ${n} of what the agent said`).join(
      '\n',
    );
    await outbox.put(say('', { message: { body: compose(text) }, lane: 'reply' }));
    await desk.phone.user.see(`The beginning of ${text.length} characters`);
    const messages = desk.phone.user.messages().filter((one) => one.from?.is_bot === true);
    expect(messages).toHaveLength(2);
    expect(messages[0]?.document?.file_size).toBe(Buffer.byteLength(text));
    expect(messages[0]?.chat.id).toBe(chat);
  });
});
