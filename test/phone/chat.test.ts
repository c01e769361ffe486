import { InlineKeyboard } from 'grammy';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { usePhones } from './fixture.ts';

const phones = usePhones();

async function started() {
  const desk = await phones.open();
  await desk.phone.user.sendText('/start');
  return { ...desk, chat: desk.phone.owner.id, api: desk.bot().api };
}

describe('messages', () => {
  it('carry what a bot needs: sender, chat, date, entities, the replied message', async () => {
    const { phone, bot: makeBot } = await phones.open();
    const bot = makeBot();
    const seen: unknown[] = [];
    bot.command('hello', (ctx) => {
      seen.push([ctx.from?.id, ctx.chat.type, ctx.match, ctx.message?.reply_to_message?.text]);
    });
    await phones.run(bot);
    const first = await phone.user.sendText('to be replied');
    await phone.user.sendText('/hello big world', { replyTo: first.message_id });
    await phone.until(() => seen.length > 0);
    expect(seen).toEqual([[phone.owner.id, 'private', 'big world', 'to be replied']]);
  });

  it('are edited in place, with and without a keyboard, and deleted', async () => {
    const { api, chat, phone } = await started();
    const keyboard = new InlineKeyboard().text('Go', 'go').success();
    const sent = await api.sendMessage(chat, 'one', { reply_markup: keyboard });
    const edited = await api.editMessageText(chat, sent.message_id, 'two');
    expect(edited).toMatchObject({ text: 'two', edit_date: expect.any(Number) });
    expect(edited).not.toHaveProperty('reply_markup');
    await api.editMessageReplyMarkup(chat, sent.message_id, { reply_markup: keyboard });
    const now = phone.user.messages().at(-1);
    expect(now?.reply_markup?.inline_keyboard).toEqual([
      [{ text: 'Go', callback_data: 'go', style: 'success' }],
    ]);
    await api.deleteMessage(chat, sent.message_id);
    expect(phone.user.messages().map((one) => one.text)).toEqual(['/start']);
  });

  it('of a person arrive as edited, never as new', async () => {
    const { phone, call } = await started();
    const { message_id: id } = await phone.user.sendText('teh');
    await phone.user.edit(id, 'the');
    const updates = (await call('getUpdates')).result as readonly object[];
    expect(updates.at(-1)).toMatchObject({ edited_message: { message_id: id, text: 'the' } });
  });

  it('that are older than 48 hours stay', async () => {
    let ahead = 0;
    const clock = { ...systemClock, now: () => Date.now() + ahead };
    const { phone, bot } = await phones.open({ clock });
    await phone.user.sendText('hi');
    const { api } = bot();
    const sent = await api.sendMessage(phone.owner.id, 'old');
    ahead = 49 * 3600 * 1000;
    await expect(api.deleteMessage(phone.owner.id, sent.message_id)).rejects.toThrow(
      "message can't be deleted for everyone",
    );
  });

  it('show reactions, typing and drafts on the phone', async () => {
    const { api, chat, phone } = await started();
    const { message_id: id } = await phone.user.sendText('look');
    await api.setMessageReaction(chat, id, [{ type: 'emoji', emoji: '👀' }]);
    await api.sendChatAction(chat, 'typing');
    expect(
      await api.raw.sendMessageDraft({
        chat_id: chat,
        draft_id: 7,
        text: 'so far',
        can_stop: true,
      }),
    ).toBe(true);
    await phone.user.stopDraft(7);
    expect(phone.calls.list('sendMessageDraft').length).toBe(1);
  });

  it('tell the bot when a draft is stopped', async () => {
    const { api, chat, phone, call } = await started();
    await api.raw.sendMessageDraft({ chat_id: chat, draft_id: 7, text: 'so far', can_stop: true });
    await phone.user.stopDraft(7);
    const updates = (await call('getUpdates')).result as readonly object[];
    expect(updates.at(-1)).toMatchObject({
      stopped_message_generation: { chat: { id: chat }, draft_id: 7 },
    });
  });
});

describe('taps', () => {
  it('reach the bot with the message and are answered with a toast', async () => {
    const { phone, bot: makeBot } = await phones.open();
    const bot = makeBot();
    bot.command('ask', (ctx) =>
      ctx.reply('?', {
        reply_markup: new InlineKeyboard().text('Yes', 'd:1:0').text('No', 'd:1:1'),
      }),
    );
    bot.callbackQuery(/^d:1:(\d)$/, (ctx) =>
      ctx.answerCallbackQuery({
        text: `took ${ctx.match[1]} of ${ctx.callbackQuery.message?.message_id}`,
        show_alert: true,
      }),
    );
    await phones.run(bot);
    await phone.user.sendText('/ask');
    const { message_id: id } = await phone.user.see('?');
    const byPlace = await phone.user.tap(id, 0);
    expect(await byPlace.answer()).toMatchObject({ text: `took 0 of ${id}`, alert: true });
    const byLabel = await phone.user.tap(id, 'No');
    expect((await byLabel.answer()).text).toBe(`took 1 of ${id}`);
    await expect(phone.user.tap(id, 'Maybe')).rejects.toThrow('has no such button');
  });

  it('may be answered twice, but not after a quarter of an hour', async () => {
    let ahead = 0;
    const clock = { ...systemClock, now: () => Date.now() + ahead };
    const { phone, bot } = await phones.open({ clock });
    await phone.user.sendText('hi');
    const { api } = bot();
    const sent = await api.sendMessage(phone.owner.id, '?', {
      reply_markup: new InlineKeyboard().text('Yes', 'y'),
    });
    const tap = await phone.user.tap(sent.message_id, 'y');
    await api.answerCallbackQuery(tap.id);
    await api.answerCallbackQuery(tap.id);
    ahead = 16 * 60_000;
    await expect(api.answerCallbackQuery(tap.id)).rejects.toThrow('query is too old');
  });

  it('can be forged, as by a hostile client', async () => {
    const { phone, api, chat, call } = await started();
    const sent = await api.sendMessage(chat, 'no buttons');
    await phone.user.tap(sent.message_id, { forged: 'd:evil' });
    const updates = (await call('getUpdates')).result as readonly object[];
    expect(updates.at(-1)).toMatchObject({
      callback_query: { data: 'd:evil', from: { id: chat } },
    });
  });
});

describe('topics', () => {
  it('in the private chat: created, renamed, written to, deleted', async () => {
    const { api, chat, phone } = await started();
    const topic = await api.createForumTopic(chat, 'shop');
    const sent = await api.sendMessage(chat, 'in it', {
      message_thread_id: topic.message_thread_id,
    });
    expect(sent).toMatchObject({
      is_topic_message: true,
      message_thread_id: topic.message_thread_id,
    });
    await api.editForumTopic(chat, topic.message_thread_id, { name: 'shop 2' });
    await expect(
      api.editForumTopic(chat, topic.message_thread_id, { name: 'shop 2' }),
    ).rejects.toThrow('TOPIC_NOT_MODIFIED');
    await expect(api.closeForumTopic(chat, topic.message_thread_id)).rejects.toThrow(
      'the chat is not a supergroup forum',
    );
    await api.raw.deleteForumTopic({ chat_id: chat, message_thread_id: topic.message_thread_id });
    await expect(
      api.sendMessage(chat, 'x', { message_thread_id: topic.message_thread_id }),
    ).rejects.toThrow('message thread not found');
    expect(phone.user.messages().some((one) => one.text === 'in it')).toBe(false);
  });

  it('of a person come with their own message', async () => {
    const { phone, call } = await started();
    const thread = await phone.user.openTopic('mine');
    await phone.user.sendText('hello', { thread });
    const updates = (await call('getUpdates')).result as readonly object[];
    expect(updates.at(-2)).toMatchObject({ message: { forum_topic_created: { name: 'mine' } } });
    expect(updates.at(-1)).toMatchObject({
      message: { text: 'hello', message_thread_id: thread, is_topic_message: true },
    });
  });

  it('do not exist where they are switched off', async () => {
    const { phone, bot } = await phones.open({ botUser: { has_topics_enabled: false } });
    await phone.user.sendText('hi');
    const { api } = bot();
    expect((await api.getMe()).has_topics_enabled).toBe(false);
    await expect(api.createForumTopic(phone.owner.id, 'x')).rejects.toThrow(
      'the chat is not a forum',
    );
  });

  it('in a forum can be closed; an ordinary member may not write there then', async () => {
    const { phone, api } = await started();
    const group = phone.group({ id: -1002, title: 'Ops', forum: true });
    const topic = await api.createForumTopic(-1002, 'shop');
    await api.closeForumTopic(-1002, topic.message_thread_id);
    await api.sendMessage(-1002, 'as administrator', {
      message_thread_id: topic.message_thread_id,
    });
    group.setBot('member');
    await expect(
      api.sendMessage(-1002, 'x', { message_thread_id: topic.message_thread_id }),
    ).rejects.toThrow('TOPIC_CLOSED');
  });
});

describe('other chats', () => {
  it('a member in privacy mode hears commands, its name and replies; an administrator hears all', async () => {
    const { phone, call } = await started();
    const group = phone.group({ id: -1003, title: 'Team', bot: 'member' });
    const ada = group.as({ id: 9, is_bot: false, first_name: 'Ada' });
    for (const text of ['chatter', '/status', 'hey @tapmux_bot', '/status@other_bot'])
      await ada.sendText(text);
    const texts = async () =>
      ((await call('getUpdates')).result as readonly { message?: { text?: string } }[]).map(
        (one) => one.message?.text,
      );
    expect((await texts()).slice(1)).toEqual(['/status', 'hey @tapmux_bot']);
    group.setBot('administrator');
    await ada.sendText('chatter again');
    expect((await texts()).at(-1)).toBe('chatter again');
  });

  it('strangers and channels are told apart', async () => {
    const { phone, call } = await started();
    await phone.person({ id: 77, first_name: 'Mallory' }).sendText('let me in');
    const channel = phone.group({ id: -1004, title: 'News', type: 'channel' });
    await channel.as(phone.owner).sendText('posted');
    const updates = (await call('getUpdates')).result as readonly object[];
    expect(updates.at(-2)).toMatchObject({
      message: { from: { id: 77 }, chat: { id: 77, type: 'private' } },
    });
    expect(updates.at(-1)).toMatchObject({
      channel_post: { sender_chat: { id: -1004 }, text: 'posted' },
    });
  });

  it('commands of a chat win over those for everybody', async () => {
    const { api, chat } = await started();
    await api.setMyCommands([{ command: 'a', description: 'A' }]);
    await api.setMyCommands([{ command: 'b', description: 'B' }], {
      scope: { type: 'chat', chat_id: chat },
    });
    expect(await api.getMyCommands()).toEqual([{ command: 'a', description: 'A' }]);
    expect(await api.getMyCommands({ scope: { type: 'chat', chat_id: chat } })).toEqual([
      { command: 'b', description: 'B' },
    ]);
    await api.deleteMyCommands({ scope: { type: 'chat', chat_id: chat } });
    expect(await api.getMyCommands({ scope: { type: 'chat', chat_id: chat } })).toEqual([]);
  });

  it('pins are known to getChat', async () => {
    const { api, chat } = await started();
    const sent = await api.sendMessage(chat, 'important');
    await api.pinChatMessage(chat, sent.message_id);
    expect((await api.getChat(chat)).pinned_message?.text).toBe('important');
    await api.unpinChatMessage(chat, sent.message_id);
    expect((await api.getChat(chat)).pinned_message).toBeUndefined();
  });
});
