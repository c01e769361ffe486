import { badRequest, forbidden, tooManyRequests } from '../api-error.ts';
import type { ChatRecord } from '../chats.ts';
import type { Chat, Entry, Message } from '../model.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import { bool, int, jsonObject, str } from './call.ts';

/** The chat a call is about, or the refusal that fits the bot's standing in it. */
export function targetChat(call: Call, world: World): ChatRecord {
  const value = str(call, 'chat_id');
  if (value === '') throw badRequest('chat_id is empty');
  return findChat(value, world);
}

export function findChat(value: string, world: World): ChatRecord {
  const record = value.startsWith('@')
    ? world.chats.byUsername(value.slice(1))
    : world.chats.get(Number(value));
  if (record === null || record.bot === 'gone') throw badRequest('chat not found');
  const kind = record.chat.type;
  switch (record.bot) {
    case 'blocked':
      throw forbidden('bot was blocked by the user');
    case 'kicked':
      throw forbidden(`bot was kicked from the ${kind} chat`);
    case 'left':
      // A private chat that the user never opened does not exist for the bot.
      if (kind === 'private') throw badRequest('chat not found');
      throw forbidden(`bot is not a member of the ${kind} chat`);
    case 'member':
    case 'administrator':
      return record;
  }
}

/** For calls that put something into a chat: they count against the flood limit. */
export function writableChat(call: Call, world: World): ChatRecord {
  const record = targetChat(call, world);
  const wait = world.pacing.admit(record.chat.id);
  if (wait > 0) throw tooManyRequests(wait);
  return record;
}

export function hasTopics(chat: Chat, world: World): boolean {
  if (chat.type === 'private') return world.profile.bot.has_topics_enabled;
  return chat.is_forum === true;
}

/** The topic a message goes to; null is the chat itself (in a forum: General). */
export function targetThread(call: Call, record: ChatRecord, world: World): number | null {
  const thread = int(call, 'message_thread_id');
  if (thread === null || thread === 0) return null;
  const topic = world.chats.topic(record.chat.id, thread);
  if (topic === null || !hasTopics(record.chat, world)) {
    throw badRequest('message thread not found');
  }
  if (topic.closed && record.bot !== 'administrator') throw badRequest('TOPIC_CLOSED');
  return thread;
}

export function targetEntry(call: Call, record: ChatRecord, world: World, what: string): Entry {
  const id = int(call, 'message_id');
  if (id === null) throw badRequest('message identifier is not specified');
  const entry = world.messages.get(record.chat.id, id);
  if (entry === null) throw badRequest(`${what} not found`);
  return entry;
}

export interface ReplyTo {
  readonly reply_to_message?: Message;
  readonly quote?: NonNullable<Message['quote']>;
}

export function replyTo(call: Call, record: ChatRecord, world: World): ReplyTo {
  const given = jsonObject(call, 'reply_parameters', "Can't parse reply parameters JSON object");
  const id = given === null ? int(call, 'reply_to_message_id') : given['message_id'];
  if (typeof id !== 'number') return {};
  const entry = world.messages.get(record.chat.id, id);
  if (entry === null) {
    const optional =
      given?.['allow_sending_without_reply'] === true || bool(call, 'allow_sending_without_reply');
    if (optional) return {};
    throw badRequest('message to be replied not found');
  }
  const message = withoutReply(entry.message);
  const wanted = given?.['quote'];
  if (typeof wanted !== 'string' || wanted === '') return { reply_to_message: message };
  const position = (message.text ?? message.caption ?? '').indexOf(wanted);
  if (position === -1) throw badRequest('QUOTE_TEXT_INVALID');
  return { reply_to_message: message, quote: { text: wanted, position, is_manual: true } };
}

/** A message inside another never carries a third. */
export function withoutReply(message: Message): Message {
  const { reply_to_message: _inner, ...rest } = message;
  return rest;
}
