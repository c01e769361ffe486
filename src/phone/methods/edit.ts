import { badRequest } from '../api-error.ts';
import type { Entry, Message } from '../model.ts';
import { isObject } from '../model.ts';
import type { World } from '../world.ts';
import type { Call, Handler } from './call.ts';
import { json, jsonObject, str } from './call.ts';
import { asText, bodyText, captionContent } from './compose.ts';
import { inputMedia } from './media.ts';
import { parseMarkup } from './markup.ts';
import { targetEntry, writableChat } from './targets.ts';

const notModified = badRequest(
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
);

export const editMessageText: Handler = (call, world) => {
  const entry = editable(call, world);
  const { message } = entry;
  if (message.text === undefined) throw badRequest('there is no text in the message to edit');
  const { entities: _old, link_preview_options: _preview, ...rest } = message;
  const preview = jsonObject(
    call,
    'link_preview_options',
    "Can't parse link preview options JSON object",
  );
  return store(world, entry, {
    ...withMarkup(call, rest),
    ...asText(bodyText(call, 'MESSAGE_TOO_LONG')),
    ...(preview === null ? {} : { link_preview_options: preview }),
  });
};

export const editMessageCaption: Handler = (call, world) => {
  const entry = editable(call, world);
  const { message } = entry;
  if (message.photo === undefined && message.document === undefined) {
    throw badRequest('there is no caption in the message to edit');
  }
  const { caption: _caption, caption_entities: _entities, ...rest } = message;
  return store(world, entry, { ...withMarkup(call, rest), ...captionContent(call) });
};

export const editMessageReplyMarkup: Handler = (call, world) => {
  const entry = editable(call, world);
  return store(world, entry, withMarkup(call, entry.message), 'quiet');
};

export const editMessageMedia: Handler = async (call, world) => {
  const entry = editable(call, world);
  const value = json(call, 'media', "Can't parse input media JSON object");
  if (!isObject(value)) throw badRequest("Can't parse InputMedia: expected an Object");
  const content = await inputMedia(call, world, value);
  const {
    text: _text,
    entities: _entities,
    caption: _caption,
    caption_entities: _captionEntities,
    photo: _photo,
    document: _document,
    ...rest
  } = entry.message;
  return store(world, entry, { ...withMarkup(call, rest), ...content });
};

/** A bot may edit what it sent itself, nothing else. */
function editable(call: Call, world: World): Entry {
  if (str(call, 'inline_message_id') !== '') throw badRequest('MESSAGE_ID_INVALID');
  const record = writableChat(call, world);
  const entry = targetEntry(call, record, world, 'message to edit');
  const { from, chat, pinned_message: pin, forum_topic_created: topic } = entry.message;
  const own = chat.type === 'channel' || from?.id === world.profile.bot.id;
  if (!own || pin !== undefined || topic !== undefined) throw badRequest("message can't be edited");
  return entry;
}

/** An edit without a keyboard takes the keyboard away. */
function withMarkup(call: Call, message: Message): Message {
  const { reply_markup: old, ...rest } = message;
  const { inline } = parseMarkup(call);
  if (inline === null) return rest;
  const { force_reply: _asked, ...keyboard } = inline;
  // Whether a reply is asked for was decided when the message was sent.
  return {
    ...rest,
    reply_markup: { ...keyboard, ...(old?.force_reply === true ? { force_reply: true } : {}) },
  };
}

function store(
  world: World,
  entry: Entry,
  changed: Message,
  mark: 'edited' | 'quiet' = 'edited',
): Message {
  if (fingerprint(changed) === fingerprint(entry.message)) throw notModified;
  const message = mark === 'edited' ? { ...changed, edit_date: world.now() } : changed;
  world.amend({ ...entry, message });
  return message;
}

/** What a reader would see; the order of fields does not matter. */
function fingerprint(message: Message): string {
  const {
    text,
    entities,
    caption,
    caption_entities: more,
    photo,
    document,
    reply_markup,
  } = message;
  return JSON.stringify([
    text,
    entities ?? [],
    caption,
    more ?? [],
    photo?.map((one) => one.file_id),
    document?.file_id,
    reply_markup?.inline_keyboard,
    message.link_preview_options,
  ]);
}
