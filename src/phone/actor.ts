import type { BotStatus, ChatRecord } from './chats.ts';
import type { FileKind } from './files.ts';
import type { SendOptions, SentFile } from './incoming.ts';
import { captionOf, fileContent, incomingMessage } from './incoming.ts';
import { asText } from './methods/compose.ts';
import type { Chat, Message, User } from './model.ts';
import { delivers } from './privacy.ts';
import { splitText } from './split.ts';
import type { Tap, WhichButton } from './tapping.ts';
import { buttonData, tapOf } from './tapping.ts';
import { typedText } from './text/formatted.ts';
import type { Until } from './until.ts';
import type { World } from './world.ts';

/** A person in one chat: everything that can be done with a phone in the hand. */
export interface Actor {
  readonly user: User;
  readonly chat: Chat;
  sendText(text: string, options?: SendOptions): Promise<Message>;
  /** Long text goes out as several messages, as from any client. */
  sendLong(text: string, options?: SendOptions): Promise<readonly Message[]>;
  sendFile(kind: FileKind, file: SentFile, options?: SendOptions): Promise<Message>;
  sendAlbum(
    kind: FileKind,
    files: readonly SentFile[],
    options?: SendOptions,
  ): Promise<readonly Message[]>;
  /** Any message at all, for types of content that the phone's own page cannot make. */
  sendRaw(content: Partial<Message> & Readonly<Record<string, unknown>>): Promise<Message>;
  edit(messageId: number, text: string): Promise<Message>;
  tap(messageId: number, which: WhichButton): Promise<Tap>;
  react(messageId: number, emoji: string | null): Promise<void>;
  delete(messageId: number): Promise<void>;
  openTopic(name: string): Promise<number>;
  stopDraft(draftId: number): Promise<void>;
  block(): Promise<void>;
  unblock(): Promise<void>;
  /** The history of the chat as it is now, oldest first. */
  messages(): readonly Message[];
  /** Waits until a message of the bot matches, and gives its present form; the newest wins. */
  see(
    match: string | RegExp | ((message: Message) => boolean),
    options?: SeeOptions,
  ): Promise<Message>;
}

export interface SeeOptions {
  /** Only messages with a higher id. */
  readonly after?: number;
  readonly timeoutMs?: number;
}

export function createActor(world: World, until: Until, user: User, chat: Chat): Actor {
  const { chats, messages, updates, feed } = world;

  function record(): ChatRecord {
    const known = chats.get(chat.id);
    if (known !== null) return known;
    return { chat, bot: 'left', members: [user], topics: [], pinned: [] };
  }

  /** A private chat begins with the user's first message. */
  function enter(): ChatRecord {
    const known = record();
    if (chat.type !== 'private' || known.bot === 'member') return known;
    const opened = { ...known, bot: 'member' as const };
    if (known.bot === 'blocked') tellMembership(known, 'kicked', 'member');
    chats.put(opened);
    return opened;
  }

  async function deliver(content: Partial<Message>, options: SendOptions = {}): Promise<Message> {
    const place = enter();
    const message = incomingMessage(world, user, chat, content, options);
    world.post({ message, reactions: [] });
    if (delivers(place, message, world.profile.bot)) {
      updates.push(chat.type === 'channel' ? 'channel_post' : 'message', message);
    }
    await world.vault.flush();
    return message;
  }

  function entryOf(messageId: number) {
    const entry = messages.get(chat.id, messageId);
    if (entry === null) throw new Error(`There is no message ${messageId} in chat ${chat.id}.`);
    return entry;
  }

  function tellMembership(place: ChatRecord, from: string, to: string): void {
    const { bot } = world.profile;
    updates.push('my_chat_member', {
      chat: place.chat,
      from: user,
      date: world.now(),
      old_chat_member: { status: from, user: bot, ...(from === 'kicked' ? { until_date: 0 } : {}) },
      new_chat_member: { status: to, user: bot, ...(to === 'kicked' ? { until_date: 0 } : {}) },
    });
  }

  async function setStanding(bot: BotStatus, from: string, to: string): Promise<void> {
    const place = record();
    chats.put({ ...place, bot });
    tellMembership(place, from, to);
    await world.vault.flush();
  }

  const self: Actor = {
    user,
    chat,
    sendText(text, options) {
      return deliver(asText(typedText(text, options?.exact ?? false)), options);
    },
    async sendLong(text, options) {
      const sent: Message[] = [];
      for (const part of splitText(text)) sent.push(await self.sendText(part, options));
      return sent;
    },
    async sendFile(kind, file, options = {}) {
      return deliver({ ...(await fileContent(world, kind, file)), ...captionOf(options) }, options);
    },
    async sendAlbum(kind, files, options = {}) {
      const group = String(13_000_000_000_000_000 + Math.floor(Math.random() * 1e9));
      const sent: Message[] = [];
      for (const [index, file] of files.entries()) {
        const { caption: _caption, ...bare } = options;
        const mine = index === 0 ? options : bare;
        sent.push(await self.sendFile(kind, file, { ...mine, group }));
      }
      return sent;
    },
    sendRaw: (content) => deliver(content),
    async edit(messageId, text) {
      if (text.trim() === '') throw new Error('A message cannot be edited to nothing.');
      const entry = entryOf(messageId);
      const { entities: _old, ...rest } = entry.message;
      const message = { ...rest, ...asText(typedText(text)), edit_date: world.now() };
      world.amend({ ...entry, message });
      if (delivers(record(), message, world.profile.bot)) {
        updates.push(chat.type === 'channel' ? 'edited_channel_post' : 'edited_message', message);
      }
      await world.vault.flush();
      return message;
    },
    async tap(messageId, which) {
      const { message } = entryOf(messageId);
      const data = buttonData(message, which);
      const mark = feed.lastId();
      const id = world.callbacks.create();
      updates.push('callback_query', {
        id,
        from: user,
        message,
        chat_instance: String(Math.abs(chat.id) * 7919),
        data,
      });
      await world.vault.flush();
      return tapOf(world, until, id, mark);
    },
    async react(messageId, emoji) {
      const entry = entryOf(messageId);
      const mine = entry.reactions.filter((one) => one.by === user.id);
      world.amend({
        ...entry,
        reactions: [
          ...entry.reactions.filter((one) => one.by !== user.id),
          ...(emoji === null ? [] : [{ by: user.id, emoji }]),
        ],
      });
      updates.push('message_reaction', {
        chat,
        message_id: messageId,
        user,
        date: world.now(),
        old_reaction: asTypes(mine.map((one) => one.emoji)),
        new_reaction: asTypes(emoji === null ? [] : [emoji]),
      });
      await world.vault.flush();
    },
    /** Deleting on the phone is something no bot is told. */
    async delete(messageId) {
      world.remove(chat.id, [messageId]);
      await world.vault.flush();
    },
    async openTopic(name) {
      const topic = { name, icon_color: 0x6fb9f0 };
      enter();
      const id = messages.nextId(chat);
      chats.putTopic(chat.id, { topic: { ...topic, message_thread_id: id }, closed: false });
      await deliver({ message_id: id, forum_topic_created: topic }, { thread: id });
      return id;
    },
    async stopDraft(draftId) {
      const shown = world.drafts.list().find((one) => one.draft.id === draftId);
      if (shown === undefined || shown.chatId !== chat.id) return;
      updates.push('stopped_message_generation', {
        chat,
        draft_id: draftId,
        ...(shown.threadId === null ? {} : { message_thread_id: shown.threadId }),
      });
      world.drafts.clear(chat.id, shown.threadId);
      await world.vault.flush();
    },
    block: () => setStanding(chat.type === 'private' ? 'blocked' : 'kicked', 'member', 'kicked'),
    unblock: () => setStanding('member', 'kicked', 'member'),
    messages: () => messages.list(chat.id).map((one) => one.message),
    see(match, { after = 0, timeoutMs = 5000 } = {}) {
      const fits = matcher(match);
      const { id } = world.profile.bot;
      return until(
        () =>
          self
            .messages()
            .findLast((one) => one.message_id > after && one.from?.id === id && fits(one)),
        { timeoutMs, what: `a message of the bot like ${String(match)}` },
      );
    },
  };
  return self;
}

function matcher(match: string | RegExp | ((message: Message) => boolean)) {
  if (typeof match === 'function') return match;
  return (message: Message) => {
    const text = message.text ?? message.caption ?? '';
    return typeof match === 'string' ? text.includes(match) : match.test(text);
  };
}

function asTypes(emojis: readonly string[]) {
  return emojis.map((emoji) => ({ type: 'emoji', emoji }));
}
