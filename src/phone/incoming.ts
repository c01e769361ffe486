import type { FileKind } from './files.ts';
import { imageSize } from './image-size.ts';
import { documentOf, photoOf } from './methods/media.ts';
import { withoutReply } from './methods/targets.ts';
import type { Chat, Message, User } from './model.ts';
import { typedText } from './text/formatted.ts';
import type { World } from './world.ts';

/** How a person's message is made, before anybody is told of it. */
export interface SendOptions {
  readonly thread?: number;
  readonly replyTo?: number;
  readonly quote?: string;
  readonly caption?: string;
  /** Keep white space around the text, which clients would trim. */
  readonly exact?: boolean;
  readonly group?: string;
}

export interface SentFile {
  readonly bytes: Uint8Array;
  readonly name?: string;
  readonly mime?: string;
}

export function incomingMessage(
  world: World,
  user: User,
  chat: Chat,
  content: Partial<Message>,
  options: SendOptions,
): Message {
  const original =
    options.replyTo === undefined
      ? undefined
      : world.messages.get(chat.id, options.replyTo)?.message;
  // An answer stays in the topic of what it answers.
  const thread = options.thread ?? original?.message_thread_id;
  return {
    message_id: world.messages.nextId(chat),
    ...(chat.type === 'channel' ? { sender_chat: chat } : { from: user }),
    chat,
    date: world.now(),
    ...(thread === undefined ? {} : { message_thread_id: thread, is_topic_message: true as const }),
    ...(original === undefined ? {} : { reply_to_message: withoutReply(original) }),
    ...quoteOf(original, options.quote),
    ...(options.group === undefined ? {} : { media_group_id: options.group }),
    ...content,
  };
}

function quoteOf(original: Message | undefined, quote: string | undefined): Partial<Message> {
  if (original === undefined || quote === undefined) return {};
  const position = (original.text ?? original.caption ?? '').indexOf(quote);
  return { quote: { text: quote, position: Math.max(0, position), is_manual: true } };
}

export async function fileContent(
  world: World,
  kind: FileKind,
  { bytes, name, mime }: SentFile,
): Promise<Partial<Message>> {
  if (kind === 'photo') {
    const size = imageSize(bytes);
    if (size === null) throw new Error('This is not a picture.');
    return photoOf(await world.files.add(bytes, 'photo', null, size.mime), size);
  }
  const type = mime ?? 'application/octet-stream';
  return documentOf(await world.files.add(bytes, 'document', name ?? 'file', type));
}

export function captionOf({ caption }: SendOptions): Partial<Message> {
  if (caption === undefined || caption.trim() === '') return {};
  const { text, entities } = typedText(caption);
  return { caption: text, ...(entities.length === 0 ? {} : { caption_entities: entities }) };
}
