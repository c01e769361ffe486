import { badRequest } from '../api-error.ts';
import type { ChatRecord } from '../chats.ts';
import { defined } from '../defined.ts';
import type { Entry, FormattedText, Message } from '../model.ts';
import { formattedText } from '../text/formatted.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import { bool, json, jsonObject, str } from './call.ts';
import { parseMarkup } from './markup.ts';
import type { ReplyTo } from './targets.ts';
import { replyTo, targetThread, writableChat } from './targets.ts';

export const textLimit = 4096;
export const captionLimit = 1024;

export type Content = Partial<Message>;

/** Sends one message of the bot; `content` is what is in it. */
export async function sendAsBot(
  call: Call,
  world: World,
  content: (record: ChatRecord) => Content | Promise<Content>,
): Promise<Message> {
  const record = writableChat(call, world);
  const place = placeOf(call, record, world);
  const markup = parseMarkup(call);
  const made = await content(record);
  const message = botMessage(world, record, place, {
    ...made,
    ...(markup.inline === null ? {} : { reply_markup: markup.inline }),
  });
  world.post(entryOf(message, call, markup.input));
  return message;
}

export interface Place extends ReplyTo {
  readonly thread: number | null;
}

export function placeOf(call: Call, record: ChatRecord, world: World): Place {
  return { thread: targetThread(call, record, world), ...replyTo(call, record, world) };
}

export function botMessage(
  world: World,
  { chat }: ChatRecord,
  { thread, ...reply }: Place,
  content: Content,
): Message {
  const { id, is_bot, first_name, username } = world.profile.bot;
  const sender =
    chat.type === 'channel'
      ? { sender_chat: chat }
      : { from: { id, is_bot, first_name, username } };
  return {
    message_id: world.messages.nextId(chat),
    ...(thread === null ? {} : { message_thread_id: thread, is_topic_message: true as const }),
    ...sender,
    chat,
    date: world.now(),
    ...reply,
    ...content,
  };
}

export function entryOf(message: Message, call: Call, input: Entry['input'] | null): Entry {
  return {
    message,
    reactions: [],
    ...(input === null || input === undefined ? {} : { input }),
    ...(bool(call, 'disable_notification') ? { silent: true as const } : {}),
  };
}

export function textContent(call: Call): Content {
  const formatted = bodyText(call);
  return defined({
    ...asText(formatted),
    link_preview_options:
      jsonObject(call, 'link_preview_options', "Can't parse link preview options JSON object") ??
      undefined,
    effect_id: str(call, 'message_effect_id') || undefined,
    has_protected_content: bool(call, 'protect_content') || undefined,
  });
}

export function asText({ text, entities }: FormattedText): Content {
  return { text, ...(entities.length === 0 ? {} : { entities }) };
}

/** The text of a message after parsing, with its limits. */
export function bodyText(call: Call, tooLong = 'message is too long'): FormattedText {
  const raw = str(call, 'text');
  if (raw === '') throw badRequest('message text is empty');
  const formatted = formattedText(
    raw,
    str(call, 'parse_mode'),
    json(call, 'entities', "Can't parse entities JSON object"),
  );
  if (formatted.text === '') throw badRequest('text must be non-empty');
  if (formatted.text.length > textLimit) throw badRequest(tooLong);
  return formatted;
}

export function captionContent(call: Call): Content {
  return {
    ...caption(
      str(call, 'caption'),
      str(call, 'parse_mode'),
      json(call, 'caption_entities', "Can't parse entities JSON object"),
    ),
    ...(bool(call, 'show_caption_above_media') ? { show_caption_above_media: true as const } : {}),
    ...(bool(call, 'has_spoiler') ? { has_media_spoiler: true as const } : {}),
    ...(bool(call, 'protect_content') ? { has_protected_content: true as const } : {}),
  };
}

export function caption(raw: string, parseMode: string, given: unknown): Content {
  if (raw === '') return {};
  const { text, entities } = formattedText(raw, parseMode, given);
  if (text.length > captionLimit) throw badRequest('message caption is too long');
  if (text === '') return {};
  return { caption: text, ...(entities.length === 0 ? {} : { caption_entities: entities }) };
}
