import { describe, expect, it } from 'vitest';
import { createMemoryLog } from '../support/memory-log.ts';
import type { Answer, Desk } from './fixture.ts';
import { usePhones } from './fixture.ts';

const phones = usePhones();

interface Got {
  readonly update_id: number;
  readonly message?: { readonly text?: string };
}

const updatesOf = (answer: Answer) => answer.result as readonly Got[];
const textsOf = (answer: Answer) => updatesOf(answer).map((one) => one.message?.text);

async function withThree(): Promise<Desk & { readonly first: number }> {
  const desk = await phones.open();
  for (const text of ['one', 'two', 'three']) await desk.phone.user.sendText(text);
  const [first] = updatesOf(await desk.call('getUpdates', { limit: 1 }));
  return { ...desk, first: first?.update_id ?? 0 };
}

describe('getUpdates', () => {
  it('gives the same updates again until an offset confirms them', async () => {
    const { call, first } = await withThree();
    expect(textsOf(await call('getUpdates'))).toEqual(['one', 'two', 'three']);
    expect(textsOf(await call('getUpdates', { offset: 0 }))).toEqual(['one', 'two', 'three']);
    expect(textsOf(await call('getUpdates', { offset: first + 1 }))).toEqual(['two', 'three']);
    expect(textsOf(await call('getUpdates'))).toEqual(['two', 'three']);
    expect(textsOf(await call('getUpdates', { offset: first + 3 }))).toEqual([]);
  });

  it('numbers updates without gaps and honours limit', async () => {
    const { call, first } = await withThree();
    const ids = updatesOf(await call('getUpdates')).map((one) => one.update_id);
    expect(ids).toEqual([first, first + 1, first + 2]);
    expect(textsOf(await call('getUpdates', { limit: 2 }))).toEqual(['one', 'two']);
    expect(textsOf(await call('getUpdates', { limit: 0 }))).toEqual(['one']);
  });

  it('forgets all but the last ones for a negative offset', async () => {
    const { call } = await withThree();
    expect(textsOf(await call('getUpdates', { offset: -1 }))).toEqual(['three']);
    expect(textsOf(await call('getUpdates'))).toEqual(['three']);
  });

  it('waits for the next update, and returns as soon as there is one', async () => {
    const { call, phone } = await phones.open();
    const waiting = call('getUpdates', { timeout: 30 });
    await phone.until(() => phone.online());
    await phone.user.sendText('here');
    expect(textsOf(await waiting)).toEqual(['here']);
  });

  it('comes back empty when the time is over', async () => {
    const { call } = await phones.open();
    expect(await call('getUpdates', { timeout: 1 })).toMatchObject({ ok: true, result: [] });
  });

  it('ends the first of two polls with 409', async () => {
    const { call, phone } = await phones.open();
    const first = call('getUpdates', { timeout: 30 });
    await phone.until(() => phone.online());
    const second = call('getUpdates', { timeout: 30 });
    expect(await first).toMatchObject({
      ok: false,
      status: 409,
      error_code: 409,
      description:
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    });
    await phone.user.sendText('for the second');
    expect(textsOf(await second)).toEqual(['for the second']);
  });

  it('refuses to poll beside a webhook, and ends a running poll when one is set', async () => {
    const { call, phone } = await phones.open();
    const running = call('getUpdates', { timeout: 30 });
    await phone.until(() => phone.online());
    expect(await call('setWebhook', { url: 'https://example.com/hook' })).toMatchObject({
      result: true,
    });
    expect(await running).toMatchObject({
      description: 'Conflict: terminated by setWebhook request',
    });
    expect(await call('getUpdates')).toMatchObject({
      status: 409,
      description:
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    });
    expect(await call('getWebhookInfo')).toMatchObject({
      result: { url: 'https://example.com/hook' },
    });
    await call('deleteWebhook');
    expect(await call('getUpdates')).toMatchObject({ ok: true });
  });

  it('creates only the types that were asked for, and remembers the question', async () => {
    const { call, phone } = await phones.open();
    await call('getUpdates', { allowed_updates: ['callback_query'] });
    await phone.user.sendText('not asked for');
    expect(textsOf(await call('getUpdates'))).toEqual([]);
    await call('getUpdates', { allowed_updates: [] });
    await phone.user.sendText('all the usual ones');
    expect(textsOf(await call('getUpdates'))).toEqual(['all the usual ones']);
  });

  it('tells of reactions only a bot that names them', async () => {
    const { call, phone } = await phones.open();
    const { message_id: id } = await phone.user.sendText('hm');
    await phone.user.react(id, '👍');
    expect(updatesOf(await call('getUpdates')).length).toBe(1);
    await call('getUpdates', { allowed_updates: ['message', 'message_reaction'] });
    await phone.user.react(id, null);
    expect(updatesOf(await call('getUpdates')).at(-1)).toMatchObject({
      message_reaction: {
        message_id: id,
        old_reaction: [{ type: 'emoji', emoji: '👍' }],
        new_reaction: [],
      },
    });
  });

  it('drops what waits when asked to', async () => {
    const { call, phone } = await withThree();
    expect(phone.pendingUpdates()).toBe(3);
    await call('deleteWebhook', { drop_pending_updates: true });
    expect(phone.pendingUpdates()).toBe(0);
  });

  it('serves grammY: updates in order, each handled once, a clean stop', async () => {
    const { phone, bot: makeBot } = await phones.open({ log: createMemoryLog() });
    const bot = makeBot();
    const handled: string[] = [];
    bot.on('message:text', (ctx) => {
      handled.push(ctx.message.text);
    });
    await bot.init();
    const running = bot.start({ timeout: 5 });
    for (const text of ['a', 'b', 'c']) await phone.user.sendText(text);
    await phone.until(() => phone.pendingUpdates() === 0);
    await bot.stop();
    await running;
    expect(handled).toEqual(['a', 'b', 'c']);
    expect(phone.pendingUpdates()).toBe(0);
  });
});
