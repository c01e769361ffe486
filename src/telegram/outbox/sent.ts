import type { Sent } from './entry.ts';

/** Which message is whose: for edits under a key, and for replies that find their session. */
export interface SentBook {
  add(sent: Sent): void;
  forget(chat: number, message: number): void;
  byKey(chat: number, key: string): Sent | null;
  byMessage(chat: number, message: number): Sent | null;
  byEntry(entry: string): boolean;
  all(): readonly Sent[];
}

const kept = 5000;

export function createSentBook(): SentBook {
  const messages = new Map<string, Sent>();
  const keys = new Map<string, Sent>();
  const entries = new Set<string>();
  const at = (chat: number, what: number | string) => `${chat} ${what}`;

  function remove(sent: Sent): void {
    messages.delete(at(sent.chat, sent.message));
    entries.delete(sent.entry);
    if (sent.key !== null && keys.get(at(sent.chat, sent.key)) === sent) {
      keys.delete(at(sent.chat, sent.key));
    }
  }

  return {
    add(sent) {
      const before = messages.get(at(sent.chat, sent.message));
      if (before !== undefined) remove(before);
      messages.set(at(sent.chat, sent.message), sent);
      entries.add(sent.entry);
      if (sent.key !== null) keys.set(at(sent.chat, sent.key), sent);
      const [oldest] = messages.values();
      if (messages.size > kept && oldest !== undefined) remove(oldest);
    },
    forget(chat, message) {
      const sent = messages.get(at(chat, message));
      if (sent !== undefined) remove(sent);
    },
    byKey: (chat, key) => keys.get(at(chat, key)) ?? null,
    byMessage: (chat, message) => messages.get(at(chat, message)) ?? null,
    byEntry: (entry) => entries.has(entry),
    all: () => [...messages.values()],
  };
}
