import type { Chat, ForumTopic, User } from './model.ts';
import { isObject } from './model.ts';
import type { TopicView } from './feed.ts';

/** What the bot is in a chat. In a private chat `left` means: the user never started the bot. */
export type BotStatus = 'administrator' | 'member' | 'left' | 'kicked' | 'blocked' | 'gone';

export interface TopicRecord {
  readonly topic: ForumTopic;
  readonly closed: boolean;
}

export interface ChatRecord {
  readonly chat: Chat;
  readonly bot: BotStatus;
  /** Everybody the chat knows, the owner of a private chat included. */
  readonly members: readonly User[];
  readonly topics: readonly TopicRecord[];
  readonly pinned: readonly number[];
}

export interface Chats {
  all(): readonly ChatRecord[];
  get(id: number): ChatRecord | null;
  byUsername(name: string): ChatRecord | null;
  put(record: ChatRecord): void;
  topic(chatId: number, threadId: number): TopicRecord | null;
  putTopic(chatId: number, record: TopicRecord): void;
  removeTopic(chatId: number, threadId: number): void;
  toJSON(): unknown;
  restore(value: unknown): void;
}

export function createChats(onChange: (record: ChatRecord) => void): Chats {
  const records = new Map<number, ChatRecord>();

  function put(record: ChatRecord): void {
    records.set(record.chat.id, record);
    onChange(record);
  }

  function changeTopics(
    chatId: number,
    change: (topics: readonly TopicRecord[]) => readonly TopicRecord[],
  ): void {
    const record = records.get(chatId);
    if (record !== undefined) put({ ...record, topics: change(record.topics) });
  }

  return {
    all: () => [...records.values()],
    get: (id) => records.get(id) ?? null,
    byUsername: (name) =>
      [...records.values()].find(
        (one) => one.chat.username?.toLowerCase() === name.toLowerCase(),
      ) ?? null,
    put,
    topic: (chatId, threadId) =>
      records.get(chatId)?.topics.find((one) => one.topic.message_thread_id === threadId) ?? null,
    putTopic(chatId, record) {
      const id = record.topic.message_thread_id;
      changeTopics(chatId, (topics) =>
        topics.some((one) => one.topic.message_thread_id === id)
          ? topics.map((one) => (one.topic.message_thread_id === id ? record : one))
          : [...topics, record],
      );
    },
    removeTopic(chatId, threadId) {
      changeTopics(chatId, (topics) =>
        topics.filter((one) => one.topic.message_thread_id !== threadId),
      );
    },
    toJSON: () => [...records.values()],
    restore(value) {
      if (!Array.isArray(value)) return;
      for (const one of value) if (isChatRecord(one)) records.set(one.chat.id, one);
    },
  };
}

export function topicViews(record: ChatRecord): readonly TopicView[] {
  return record.topics.map(({ topic, closed }) => ({ ...topic, closed }));
}

function isChatRecord(value: unknown): value is ChatRecord {
  return (
    isObject(value) &&
    isObject(value['chat']) &&
    typeof value['chat']['id'] === 'number' &&
    typeof value['bot'] === 'string' &&
    Array.isArray(value['members']) &&
    Array.isArray(value['topics']) &&
    Array.isArray(value['pinned'])
  );
}
