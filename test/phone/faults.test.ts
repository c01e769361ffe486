import { GrammyError, HttpError } from 'grammy';
import { describe, expect, it } from 'vitest';
import { usePhones } from './fixture.ts';

const phones = usePhones();

async function started() {
  const desk = await phones.open();
  await desk.phone.user.sendText('/start');
  const chat = desk.phone.owner.id;
  const { api } = desk.bot();
  return { ...desk, chat, send: (text: string) => api.sendMessage(chat, text) };
}

describe('fault switches', () => {
  it('drop: nothing happened and nobody answered', async () => {
    const { phone, send } = await started();
    phone.faults.set({ method: 'sendMessage', times: 1, action: 'drop' });
    await expect(send('x')).rejects.toBeInstanceOf(HttpError);
    expect(phone.user.messages().length).toBe(1);
    await send('y');
    expect(phone.user.messages().at(-1)?.text).toBe('y');
  });

  it('lost answer: it happened, but nobody answered', async () => {
    const { phone, send } = await started();
    phone.faults.set({ method: /^send/, times: 1, action: 'lost_answer' });
    await expect(send('x')).rejects.toBeInstanceOf(HttpError);
    expect(phone.user.messages().at(-1)?.text).toBe('x');
  });

  it.each([500, 502, 504])('a %d from the server', async (status) => {
    const { phone, send, call } = await started();
    phone.faults.set({ method: 'sendMessage', times: 1, action: { status } });
    const expected = status === 500 ? GrammyError : HttpError;
    await expect(send('x')).rejects.toBeInstanceOf(expected);
    expect((await call('getMe')).ok).toBe(true);
  });

  it('429 with the time to wait, for one chat only', async () => {
    const { phone, send, call } = await started();
    phone.faults.set({ method: 'sendMessage', chat: phone.owner.id, action: { retryAfter: 7 } });
    await expect(send('x')).rejects.toMatchObject({
      error_code: 429,
      parameters: { retry_after: 7 },
      description: 'Too Many Requests: retry after 7',
    });
    phone.group({ id: -1001, title: 'Ops' });
    expect((await call('sendMessage', { chat_id: -1001, text: 'x' })).ok).toBe(true);
  });

  it('black hole: no answer until the caller gives up', async () => {
    const { phone, bot, chat } = await started();
    phone.faults.set({ method: 'sendMessage', times: 1, action: 'black_hole' });
    const patience = new AbortController();
    const sending = bot().api.sendMessage(chat, 'x', undefined, patience.signal as never);
    await phone.until(() => phone.calls.list('sendMessage').length > 0);
    patience.abort();
    await expect(sending).rejects.toBeInstanceOf(HttpError);
    expect(phone.user.messages().length).toBe(1);
  });

  it('delay: late, but complete', async () => {
    const { phone, send } = await started();
    phone.faults.set({ method: 'sendMessage', times: 1, action: { delay: 50 } });
    expect((await send('late')).text).toBe('late');
    expect(phone.faults.list()).toEqual([]);
  });

  it('any refusal at will', async () => {
    const { phone, send } = await started();
    phone.faults.set({
      action: { error: { code: 403, description: 'Forbidden: user is deactivated' } },
    });
    await expect(send('x')).rejects.toMatchObject({
      error_code: 403,
      description: 'Forbidden: user is deactivated',
    });
    phone.faults.clear();
    await send('y');
  });

  it('duplicate: a confirmed update comes once more', async () => {
    const { phone, call } = await started();
    phone.faults.set({ method: 'getUpdates', times: 1, action: 'duplicate' });
    const first = (await call('getUpdates')).result as readonly { update_id: number }[];
    const id = first[0]?.update_id ?? 0;
    expect((await call('getUpdates', { offset: id + 1 })).result).toEqual(first);
    expect((await call('getUpdates', { offset: id + 1 })).result).toEqual([]);
  });

  it('a polling bot outlives them', async () => {
    const { phone, bot: makeBot } = await phones.open();
    const bot = makeBot();
    bot.on('message:text', (ctx) => ctx.reply(`got ${ctx.message.text}`));
    await phones.run(bot);
    await phone.until(() => phone.online());
    phone.faults.set({ method: 'getUpdates', times: 1, action: 'drop' });
    await phone.user.sendText('one');
    const answer = await phone.user.see('got one', { timeoutMs: 15_000 });
    expect(answer.text).toBe('got one');
  });
});
