import { badRequest } from '../api-error.ts';
import type { ChatRecord } from '../chats.ts';
import type { User } from '../model.ts';
import type { World } from '../world.ts';
import type { Call, Handler } from './call.ts';
import { int, str } from './call.ts';
import { botMessage } from './compose.ts';
import { targetChat, targetEntry, withoutReply } from './targets.ts';

export const getChat: Handler = (call, world) => {
  const record = targetChat(call, world);
  const pinned = record.pinned.at(-1);
  const entry = pinned === undefined ? null : world.messages.get(record.chat.id, pinned);
  return {
    ...record.chat,
    accent_color_id: Math.abs(record.chat.id) % 7,
    max_reaction_count: 11,
    accepted_gift_types: {
      unlimited_gifts: false,
      limited_gifts: false,
      unique_gifts: false,
      premium_subscription: false,
      gifts_from_channels: false,
    },
    ...(entry === null ? {} : { pinned_message: withoutReply(entry.message) }),
  };
};

export const getChatMember: Handler = (call, world) => {
  const record = targetChat(call, world);
  const id = int(call, 'user_id');
  const { bot } = world.profile;
  const user = id === bot.id ? bot : record.members.find((one) => one.id === id);
  if (user === undefined) throw badRequest('PARTICIPANT_ID_INVALID');
  return member(record, user, world);
};

export const getChatAdministrators: Handler = (call, world) => {
  const record = targetChat(call, world);
  if (record.chat.type === 'private') {
    throw badRequest('there are no administrators in the private chat');
  }
  return [...record.members.slice(0, 1), world.profile.bot]
    .map((user) => member(record, user, world))
    .filter((one) => one.status !== 'member');
};

export const getChatMemberCount: Handler = (call, world) =>
  targetChat(call, world).members.length + 1;

/** The first member of a group is its owner. */
function member(record: ChatRecord, user: User, world: World) {
  if (user.id === world.profile.bot.id) {
    return record.bot === 'administrator'
      ? {
          status: 'administrator',
          user,
          can_manage_topics: true,
          can_delete_messages: true,
          can_pin_messages: true,
        }
      : { status: 'member', user };
  }
  const owner = record.chat.type !== 'private' && record.members[0]?.id === user.id;
  return owner ? { status: 'creator', user, is_anonymous: false } : { status: 'member', user };
}

export const pinChatMessage: Handler = (call, world) => {
  const record = targetChat(call, world);
  const { message } = targetEntry(call, record, world, 'message to pin');
  const pinned = [...record.pinned.filter((id) => id !== message.message_id), message.message_id];
  world.chats.put({ ...record, pinned });
  const notice = botMessage(
    world,
    record,
    { thread: message.message_thread_id ?? null },
    {
      pinned_message: withoutReply(message),
    },
  );
  world.post({ message: notice, reactions: [], silent: true });
  return true;
};

export const unpinChatMessage: Handler = (call, world) => {
  const record = targetChat(call, world);
  const id = int(call, 'message_id') ?? record.pinned.at(-1);
  if (id === undefined || !record.pinned.includes(id))
    throw badRequest('message to unpin not found');
  world.chats.put({ ...record, pinned: record.pinned.filter((one) => one !== id) });
  return true;
};

export const unpinAllChatMessages: Handler = (call, world) => {
  world.chats.put({ ...targetChat(call, world), pinned: [] });
  return true;
};

export const leaveChat: Handler = (call, world) => {
  world.chats.put({ ...targetChat(call, world), bot: 'left' });
  return true;
};

export const getUserProfilePhotos: Handler = () => ({ total_count: 0, photos: [] });

const downloadLimit = 20 * 1024 * 1024;

export const getFile: Handler = (call: Call, world) => {
  const id = str(call, 'file_id');
  if (id === '') throw badRequest('file_id not specified');
  const record = world.files.byId(id);
  if (record === null) throw badRequest('wrong file_id or the file is temporarily unavailable');
  if (record.size > downloadLimit) throw badRequest('file is too big');
  return {
    file_id: record.fileId,
    file_unique_id: record.uniqueId,
    file_size: record.size,
    file_path: record.path,
  };
};
