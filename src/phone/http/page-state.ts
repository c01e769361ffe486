import type { Actor } from '../actor.ts';
import type { ChatRecord } from '../chats.ts';
import { topicViews } from '../chats.ts';
import type { FeedEvent } from '../feed.ts';
import type { World } from '../world.ts';
import { messageOfUpdate } from '../world.ts';

/** All that the page shows, at one instant; the event id says where the stream goes on. */
export function pageState(world: World, user: Actor, epoch: string) {
  const own = world.chats.get(user.chat.id) ?? {
    chat: user.chat,
    bot: 'left' as const,
    members: [user.user],
    topics: [],
    pinned: [],
  };
  const others = world.chats
    .all()
    .filter((one) => one.chat.id !== user.chat.id && isMember(one, user.user.id));
  return {
    event: `${epoch}.${world.feed.lastId()}`,
    user: user.user,
    bot: botView(world),
    chats: [own, ...others].map((record) => ({
      ...chatView(record, world),
      entries: world.messages.list(record.chat.id),
    })),
    drafts: world.drafts.list(),
    /** Messages that the bot has not taken yet. */
    waiting: world.updates.pending().flatMap((one) => messageOfUpdate(one) ?? []),
  };
}

/** An event as the page gets it; null keeps what happens in other people's chats from it. */
export function showEvent({ what }: FeedEvent, world: World): unknown {
  switch (what.kind) {
    case 'message':
    case 'edited':
      return concerns(what.entry.message.chat.id, world) ? what : null;
    case 'deleted':
    case 'taken':
    case 'action':
    case 'draft':
      return concerns(what.chatId, world) ? what : null;
    case 'chat': {
      const record = world.chats.get(what.chat.id);
      if (record === null || !concerns(what.chat.id, world)) return null;
      return { kind: 'chat', view: chatView(record, world) };
    }
    case 'profile':
      return {
        kind: 'profile',
        bot: botView(world),
        commands: world.chats
          .all()
          .filter((one) => concerns(one.chat.id, world))
          .map(({ chat }) => ({ chat: chat.id, commands: commandsOf(chat.id, world) })),
      };
    case 'answered':
      return what;
    case 'bot':
      return what;
  }
}

function chatView(record: ChatRecord, world: World) {
  return {
    chat: record.chat,
    standing: record.bot,
    topics: topicViews(record),
    pinned: record.pinned,
    commands: commandsOf(record.chat.id, world),
  };
}

function commandsOf(chatId: number, world: World) {
  const type = world.chats.get(chatId)?.chat.type ?? 'private';
  return world.profile.commandsFor(chatId, type === 'private');
}

function botView(world: World) {
  const { bot } = world.profile;
  return {
    id: bot.id,
    name: world.profile.text('name', '') || bot.first_name,
    username: bot.username,
    description: world.profile.text('description', ''),
    online: world.presence.online(),
    topics: bot.has_topics_enabled && bot.allows_users_to_create_topics,
  };
}

function concerns(chatId: number, world: World): boolean {
  if (chatId === world.owner.id) return true;
  const record = world.chats.get(chatId);
  return record !== null && isMember(record, world.owner.id);
}

function isMember(record: ChatRecord, userId: number): boolean {
  return record.members.some((one) => one.id === userId);
}
