import type { Chat, Entry } from './model.ts';
import { isObject } from './model.ts';

/** The history of every chat. Old messages are forgotten; for the bot they are then not found. */
export interface Messages {
  /** Private chats and groups share one counter, supergroups and channels have their own. */
  nextId(chat: Chat): number;
  get(chatId: number, messageId: number): Entry | null;
  /** Oldest first. */
  list(chatId: number): readonly Entry[];
  put(entry: Entry): void;
  remove(chatId: number, messageId: number): boolean;
  removeThread(chatId: number, threadId: number): readonly number[];
  chatJSON(chatId: number): unknown;
  restoreChat(value: unknown): void;
  countersJSON(): unknown;
  restoreCounters(value: unknown): void;
}

export const historyLimit = 1000;

export function createMessages(onChange: (chatId: number) => void): Messages {
  const histories = new Map<number, Map<number, Entry>>();
  const counters = new Map<string, number>();

  function historyOf(chatId: number): Map<number, Entry> {
    const known = histories.get(chatId);
    if (known !== undefined) return known;
    const made = new Map<number, Entry>();
    histories.set(chatId, made);
    return made;
  }

  return {
    nextId(chat) {
      const key = counterOf(chat);
      const id = (counters.get(key) ?? 0) + 1;
      counters.set(key, id);
      return id;
    },
    get: (chatId, messageId) => histories.get(chatId)?.get(messageId) ?? null,
    list: (chatId) => [...(histories.get(chatId)?.values() ?? [])],
    put(entry) {
      const chatId = entry.message.chat.id;
      const history = historyOf(chatId);
      history.set(entry.message.message_id, entry);
      if (history.size > historyLimit) {
        const oldest = history.keys().next();
        if (oldest.done !== true) history.delete(oldest.value);
      }
      onChange(chatId);
    },
    remove(chatId, messageId) {
      const removed = histories.get(chatId)?.delete(messageId) ?? false;
      if (removed) onChange(chatId);
      return removed;
    },
    removeThread(chatId, threadId) {
      const history = historyOf(chatId);
      const ids = [...history.values()]
        .filter((one) => one.message.message_thread_id === threadId)
        .map((one) => one.message.message_id);
      for (const id of ids) history.delete(id);
      onChange(chatId);
      return ids;
    },
    chatJSON: (chatId) => [...historyOf(chatId).values()],
    restoreChat(value) {
      if (!Array.isArray(value)) return;
      for (const one of value) {
        if (!isEntry(one)) continue;
        const { chat, message_id: id } = one.message;
        historyOf(chat.id).set(id, one);
        // The counters are a document of their own: whatever was lost of it, no id is given twice.
        const key = counterOf(chat);
        counters.set(key, Math.max(counters.get(key) ?? 0, id));
      }
    },
    countersJSON: () => Object.fromEntries(counters),
    restoreCounters(value) {
      if (!isObject(value)) return;
      for (const [key, one] of Object.entries(value)) {
        if (typeof one === 'number') counters.set(key, Math.max(counters.get(key) ?? 0, one));
      }
    },
  };
}

function counterOf({ id, type }: Chat): string {
  return type === 'supergroup' || type === 'channel' ? String(id) : 'shared';
}

function isEntry(value: unknown): value is Entry {
  if (!isObject(value) || !isObject(value['message']) || !Array.isArray(value['reactions'])) {
    return false;
  }
  const { message_id: id, chat } = value['message'];
  return typeof id === 'number' && isObject(chat) && typeof chat['id'] === 'number';
}
