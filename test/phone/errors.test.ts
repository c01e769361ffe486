import { describe, expect, it } from 'vitest';
import type { Desk } from './fixture.ts';
import { token, usePhones } from './fixture.ts';

const phones = usePhones();

/** A chat with one message of each side in it. */
async function desk(): Promise<
  Desk & { readonly chat: number; readonly theirs: number; readonly ours: number }
> {
  const opened = await phones.open();
  const chat = opened.phone.owner.id;
  const theirs = (await opened.phone.user.sendText('hello')).message_id;
  const sent = await opened.call('sendMessage', { chat_id: chat, text: 'first' });
  return { ...opened, chat, theirs, ours: (sent.result as { message_id: number }).message_id };
}

type Ids = { readonly chat: number; readonly theirs: number; readonly ours: number };
type Case = readonly [
  method: string,
  params: (ids: Ids) => object,
  code: number,
  description: string,
];

const chat = ({ chat: id }: Ids) => ({ chat_id: id });
const say = (params: object) => (ids: Ids) => ({ ...chat(ids), text: 'x', ...params });
const button = (one: object) => say({ reply_markup: { inline_keyboard: [[one]] } });
const notModified =
  'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

const cases: readonly Case[] = [
  ['sendMessage', () => ({ text: 'x' }), 400, 'Bad Request: chat_id is empty'],
  ['sendMessage', () => ({ chat_id: 42, text: 'x' }), 400, 'Bad Request: chat not found'],
  [
    'sendMessage',
    () => ({ chat_id: '@nobody_here', text: 'x' }),
    400,
    'Bad Request: chat not found',
  ],
  ['sendMessage', (ids) => chat(ids), 400, 'Bad Request: message text is empty'],
  ['sendMessage', say({ text: ' \n ' }), 400, 'Bad Request: text must be non-empty'],
  ['sendMessage', say({ text: 'x'.repeat(4097) }), 400, 'Bad Request: message is too long'],
  ['sendMessage', say({ parse_mode: 'XML' }), 400, 'Bad Request: unsupported parse_mode'],
  ['sendMessage', say({ message_thread_id: 77 }), 400, 'Bad Request: message thread not found'],
  [
    'sendMessage',
    say({ reply_parameters: { message_id: 9999 } }),
    400,
    'Bad Request: message to be replied not found',
  ],
  [
    'sendMessage',
    say({ reply_markup: 'nonsense' }),
    400,
    "Bad Request: can't parse reply keyboard markup JSON object",
  ],
  ['sendMessage', say({ reply_markup: '[]' }), 400, 'Bad Request: object expected as reply markup'],
  [
    'sendMessage',
    button({ text: 'b', callback_data: 'x'.repeat(65) }),
    400,
    'Bad Request: BUTTON_DATA_INVALID',
  ],
  [
    'sendMessage',
    button({ text: 'b', callback_data: 'ü'.repeat(33) }),
    400,
    'Bad Request: BUTTON_DATA_INVALID',
  ],
  [
    'sendMessage',
    button({ text: 'b', callback_data: '' }),
    400,
    'Bad Request: BUTTON_DATA_INVALID',
  ],
  [
    'sendMessage',
    button({ text: 'b' }),
    400,
    "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
  ],
  [
    'sendMessage',
    button({ text: 'b', callback_data: 'd', style: 'pink' }),
    400,
    "Bad Request: can't parse inline keyboard button: invalid button style specified",
  ],
  [
    'sendMessage',
    button({ text: 'b', url: 'nowhere' }),
    400,
    "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
  ],
  [
    'sendMessage',
    button({ text: 'b', copy_text: { text: 'x'.repeat(257) } }),
    400,
    'Bad Request: BUTTON_COPY_TEXT_INVALID',
  ],
  [
    'sendMessage',
    say({ entities: [{ type: 'bold', offset: 5, length: 1 }] }),
    400,
    'Bad Request: entity begins after the end of the text at UTF-16 offset 5',
  ],
  [
    'sendMessage',
    say({ entities: [{ type: 'bold', offset: 0, length: 4 }] }),
    400,
    'Bad Request: entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 4',
  ],
  [
    'sendMessage',
    say({ text: '🎉', entities: [{ type: 'bold', offset: 1, length: 1 }] }),
    400,
    'Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset 3',
  ],
  [
    'sendMessage',
    say({ entities: [{ type: 'sparkle', offset: 0, length: 1 }] }),
    400,
    "Bad Request: can't parse MessageEntity: Unsupported type specified",
  ],
  [
    'editMessageText',
    (ids) => ({ ...chat(ids), message_id: ids.ours, text: 'first' }),
    400,
    notModified,
  ],
  [
    'editMessageText',
    (ids) => ({ ...chat(ids), message_id: ids.ours, text: 'x'.repeat(4097) }),
    400,
    'Bad Request: MESSAGE_TOO_LONG',
  ],
  [
    'editMessageText',
    (ids) => ({ ...chat(ids), message_id: 9999, text: 'x' }),
    400,
    'Bad Request: message to edit not found',
  ],
  [
    'editMessageText',
    (ids) => ({ ...chat(ids), text: 'x' }),
    400,
    'Bad Request: message identifier is not specified',
  ],
  [
    'editMessageText',
    (ids) => ({ ...chat(ids), message_id: ids.theirs, text: 'x' }),
    400,
    "Bad Request: message can't be edited",
  ],
  ['editMessageReplyMarkup', (ids) => ({ ...chat(ids), message_id: ids.ours }), 400, notModified],
  [
    'editMessageCaption',
    (ids) => ({ ...chat(ids), message_id: ids.ours, caption: 'x' }),
    400,
    'Bad Request: there is no caption in the message to edit',
  ],
  [
    'deleteMessage',
    (ids) => ({ ...chat(ids), message_id: 9999 }),
    400,
    'Bad Request: message to delete not found',
  ],
  [
    'setMessageReaction',
    (ids) => ({ ...chat(ids), message_id: ids.theirs, reaction: [{ type: 'emoji', emoji: '✅' }] }),
    400,
    'Bad Request: REACTION_INVALID',
  ],
  [
    'setMessageReaction',
    (ids) => ({ ...chat(ids), message_id: 9999, reaction: [] }),
    400,
    'Bad Request: message to react not found',
  ],
  [
    'sendChatAction',
    (ids) => ({ ...chat(ids), action: 'dancing' }),
    400,
    'Bad Request: wrong parameter action in request',
  ],
  [
    'answerCallbackQuery',
    () => ({ callback_query_id: '1' }),
    400,
    'Bad Request: query is too old and response timeout expired or query ID is invalid',
  ],
  ['sendPhoto', chat, 400, 'Bad Request: there is no photo in the request'],
  [
    'sendDocument',
    (ids) => ({ ...chat(ids), document: 'unknown-id' }),
    400,
    'Bad Request: wrong file identifier/HTTP URL specified',
  ],
  [
    'getFile',
    () => ({ file_id: 'unknown-id' }),
    400,
    'Bad Request: wrong file_id or the file is temporarily unavailable',
  ],
  [
    'setMyCommands',
    () => ({ commands: [{ command: 'No-Good', description: 'x' }] }),
    400,
    'Bad Request: BOT_COMMAND_INVALID',
  ],
  [
    'setMyCommands',
    () => ({ commands: [{ command: 'ok', description: '' }] }),
    400,
    'Bad Request: BOT_COMMAND_DESCRIPTION_INVALID',
  ],
  [
    'setMyCommands',
    () => ({ commands: [], scope: { type: 'chat', chat_id: 5 } }),
    400,
    'Bad Request: chat not found',
  ],
  [
    'editForumTopic',
    (ids) => ({ ...chat(ids), message_thread_id: 99, name: 'x' }),
    400,
    'Bad Request: TOPIC_ID_INVALID',
  ],
  [
    'setWebhook',
    () => ({ url: 'http://plain.example' }),
    400,
    'Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
  ],
  ['sendHologram', chat, 404, 'Not Found: method not found'],
];

describe('refusals in the words of the real server', () => {
  it.each(cases)('%s → %#: %3$s', async (method, params, code, description) => {
    const opened = await desk();
    const answer = await opened.call(method, params(opened));
    expect(answer).toMatchObject({ ok: false, status: code, error_code: code, description });
  });

  it('knows its token', async () => {
    const { call } = await phones.open();
    expect(
      await call('getMe', {}, '700100200:AAwrongwrongwrongwrongwrongwrongwrongwro'),
    ).toMatchObject({
      status: 401,
      description: 'Unauthorized',
    });
    expect(await call('getMe', {}, 'no-token')).toMatchObject({
      status: 404,
      description: 'Not Found',
    });
    expect(await call('GETME', {}, token)).toMatchObject({ ok: true });
  });

  it('takes JSON, forms and the query alike', async () => {
    const { address, phone } = await desk();
    const url = `${address.apiRoot}/bot${token}/sendMessage`;
    const form = new URLSearchParams({
      chat_id: String(phone.owner.id),
      text: 'by form',
      reply_markup: JSON.stringify({ inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] }),
    });
    await fetch(url, { method: 'POST', body: form });
    expect((await phone.user.see('by form')).reply_markup?.inline_keyboard[0]?.[0]?.text).toBe(
      'Go',
    );
    await fetch(`${url}?chat_id=${phone.owner.id}&text=by%20query`);
    await phone.user.see('by query');
    const broken = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(broken.status).toBe(400);
  });

  it('exactly 4096 and 64 pass', async () => {
    const { call, phone } = await desk();
    const answer = await call('sendMessage', {
      chat_id: phone.owner.id,
      text: `  ${'x'.repeat(4096)}\n`,
      reply_markup: { inline_keyboard: [[{ text: 'b', callback_data: 'd'.repeat(64) }]] },
    });
    expect(answer.ok).toBe(true);
  });

  it('a blocked bot, a kicked one, one that was never there, a chat that vanished', async () => {
    const { call, phone } = await desk();
    await phone.user.block();
    expect(await call('sendMessage', { chat_id: phone.owner.id, text: 'x' })).toMatchObject({
      status: 403,
      description: 'Forbidden: bot was blocked by the user',
    });
    await phone.user.unblock();
    expect(await call('sendMessage', { chat_id: phone.owner.id, text: 'x' })).toMatchObject({
      ok: true,
    });
    const group = phone.group({ id: -1001, title: 'Ops' });
    const to = { chat_id: -1001, text: 'x' };
    group.setBot('kicked');
    expect(await call('sendMessage', to)).toMatchObject({
      status: 403,
      description: 'Forbidden: bot was kicked from the supergroup chat',
    });
    group.setBot('left');
    expect(await call('sendMessage', to)).toMatchObject({
      status: 403,
      description: 'Forbidden: bot is not a member of the supergroup chat',
    });
    group.setBot('gone');
    expect(await call('sendMessage', to)).toMatchObject({
      status: 400,
      description: 'Bad Request: chat not found',
    });
    const stranger = phone.person({ id: 55 });
    expect(await call('sendMessage', { chat_id: stranger.user.id, text: 'x' })).toMatchObject({
      description: 'Bad Request: chat not found',
    });
  });

  it('a chat that floods is told to wait; the others are not', async () => {
    const { call, phone } = await desk();
    phone.group({ id: -1001, title: 'Ops' });
    phone.pacing.set({ perSecond: 0.1, burst: 2 });
    const send = (to: number) => call('sendMessage', { chat_id: to, text: 'x' });
    expect([(await send(phone.owner.id)).ok, (await send(phone.owner.id)).ok]).toEqual([
      true,
      true,
    ]);
    const refused = await send(phone.owner.id);
    expect(refused).toMatchObject({ status: 429, parameters: { retry_after: 10 } });
    expect(refused.description).toBe('Too Many Requests: retry after 10');
    expect((await send(-1001)).ok).toBe(true);
  });
});
