import { badRequest } from '../api-error.ts';
import type { ChatRecord, TopicRecord } from '../chats.ts';
import type { Message } from '../model.ts';
import type { World } from '../world.ts';
import type { Call, Handler } from './call.ts';
import { int, str } from './call.ts';
import { botMessage } from './compose.ts';
import { hasTopics, targetChat } from './targets.ts';

const colors = [0x6fb9f0, 0xffd67e, 0xcb86db, 0x8eee98, 0xff93b2, 0xfb6f5f];
const nameLimit = 128;

export const createForumTopic: Handler = (call, world) => {
  const record = forum(call, world);
  const name = str(call, 'name').trim();
  if (name === '') throw badRequest('TOPIC_TITLE_EMPTY');
  const color = int(call, 'icon_color');
  if (color !== null && !colors.includes(color)) throw badRequest('TOPIC_ICON_COLOR_INVALID');
  const icon_color = color ?? colors[record.topics.length % colors.length] ?? 0x6fb9f0;
  const icon = str(call, 'icon_custom_emoji_id');
  const notice = botMessage(
    world,
    record,
    { thread: null },
    {
      forum_topic_created: { name: name.slice(0, nameLimit), icon_color },
    },
  );
  const topic = {
    message_thread_id: notice.message_id,
    name: name.slice(0, nameLimit),
    icon_color,
    ...(icon === '' ? {} : { icon_custom_emoji_id: icon }),
  };
  world.chats.putTopic(record.chat.id, { topic, closed: false });
  post(world, { ...notice, message_thread_id: notice.message_id, is_topic_message: true });
  return topic;
};

export const editForumTopic: Handler = (call, world) => {
  const record = forum(call, world);
  const known = topicOf(call, record, world);
  const name = str(call, 'name').trim().slice(0, nameLimit) || known.topic.name;
  const icon = str(call, 'icon_custom_emoji_id') || known.topic.icon_custom_emoji_id;
  if (name === known.topic.name && icon === known.topic.icon_custom_emoji_id) {
    throw badRequest('TOPIC_NOT_MODIFIED');
  }
  const topic = {
    ...known.topic,
    name,
    ...(icon === undefined ? {} : { icon_custom_emoji_id: icon }),
  };
  world.chats.putTopic(record.chat.id, { ...known, topic });
  service(world, record, topic.message_thread_id, { forum_topic_edited: { name } });
  return true;
};

export const closeForumTopic: Handler = (call, world) => setClosed(call, world, true);
export const reopenForumTopic: Handler = (call, world) => setClosed(call, world, false);

/** Only forums of supergroups can close a topic. */
function setClosed(call: Call, world: World, closed: boolean): true {
  const record = forum(call, world);
  if (record.chat.type === 'private') throw badRequest('the chat is not a supergroup forum');
  const known = topicOf(call, record, world);
  if (known.closed === closed) throw badRequest('TOPIC_NOT_MODIFIED');
  world.chats.putTopic(record.chat.id, { ...known, closed });
  const event = closed ? { forum_topic_closed: {} } : { forum_topic_reopened: {} };
  service(world, record, known.topic.message_thread_id, event);
  return true;
}

export const deleteForumTopic: Handler = (call, world) => {
  const record = forum(call, world);
  const { message_thread_id: thread } = topicOf(call, record, world).topic;
  world.chats.removeTopic(record.chat.id, thread);
  const messageIds = world.messages.removeThread(record.chat.id, thread);
  world.feed.publish({ kind: 'deleted', chatId: record.chat.id, messageIds });
  return true;
};

function forum(call: Call, world: World): ChatRecord {
  const record = targetChat(call, world);
  if (!hasTopics(record.chat, world)) throw badRequest('the chat is not a forum');
  if (record.chat.type !== 'private' && record.bot !== 'administrator') {
    throw badRequest('not enough rights to create a topic');
  }
  return record;
}

function topicOf(call: Call, record: ChatRecord, world: World): TopicRecord {
  const thread = int(call, 'message_thread_id') ?? 0;
  const known = world.chats.topic(record.chat.id, thread);
  if (known === null) throw badRequest('TOPIC_ID_INVALID');
  return known;
}

function service(world: World, record: ChatRecord, thread: number, event: Partial<Message>): void {
  post(world, botMessage(world, record, { thread }, event));
}

function post(world: World, message: Message): void {
  world.post({ message, reactions: [], silent: true });
}
