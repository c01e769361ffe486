import type { Clock } from '../clock.ts';
import type { Callbacks } from './callbacks.ts';
import { createCallbacks } from './callbacks.ts';
import type { Calls } from './calls.ts';
import { createCalls } from './calls.ts';
import type { ChatRecord, Chats } from './chats.ts';
import { createChats, topicViews } from './chats.ts';
import type { Drafts } from './drafts.ts';
import { createDrafts } from './drafts.ts';
import type { Faults } from './faults.ts';
import { createFaults } from './faults.ts';
import type { Feed } from './feed.ts';
import { createFeed } from './feed.ts';
import type { Files } from './files.ts';
import { createFiles } from './files.ts';
import type { PhoneLog } from './log.ts';
import type { Messages } from './messages.ts';
import { createMessages } from './messages.ts';
import type { BotUser, Entry, Update, User } from './model.ts';
import { isObject } from './model.ts';
import type { Pacing } from './pacing.ts';
import { createPacing } from './pacing.ts';
import type { Presence } from './presence.ts';
import { createPresence } from './presence.ts';
import type { Profile } from './profile.ts';
import { createProfile } from './profile.ts';
import type { Updates } from './updates.ts';
import { createUpdates } from './updates.ts';
import type { Vault } from './vault.ts';
import { createVault } from './vault.ts';

/** All the state behind the phone, and the few moves that touch more than one part of it. */
export interface World {
  readonly clock: Clock;
  readonly log: PhoneLog;
  readonly vault: Vault;
  readonly feed: Feed;
  readonly chats: Chats;
  readonly messages: Messages;
  readonly files: Files;
  readonly updates: Updates;
  readonly callbacks: Callbacks;
  readonly profile: Profile;
  readonly drafts: Drafts;
  readonly presence: Presence;
  readonly faults: Faults;
  readonly pacing: Pacing;
  readonly calls: Calls;
  readonly owner: User;
  /** Seconds, as the Bot API counts. */
  now(): number;
  /** Adds a message to its chat and shows it. */
  post(entry: Entry): void;
  /** Replaces a message and shows the change. */
  amend(entry: Entry): void;
  remove(chatId: number, messageIds: readonly number[]): void;
  load(): Promise<void>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly bot: BotUser;
  readonly owner: User;
  readonly stateDir: string | null;
  readonly clock: Clock;
  readonly log: PhoneLog;
}

export function createWorld({ bot, owner, stateDir, clock, log }: WorldOptions): World {
  const vault = createVault(stateDir, clock, log);
  const feed = createFeed();
  const saveQueue = () => vault.save('queue', () => ({ updates, callbacks }));
  const updates = createUpdates({
    clock,
    onChange: saveQueue,
    onConfirmed: (taken) => {
      for (const one of taken) {
        const place = messageOfUpdate(one);
        if (place !== null) feed.publish({ kind: 'taken', ...place });
      }
    },
  });
  const callbacks = createCallbacks(clock, saveQueue);
  const files = createFiles(vault, () => vault.save('files', () => files));
  const drafts = createDrafts(clock, feed);
  const presence = createPresence(clock, updates, feed);
  const chats = createChats((record: ChatRecord) => {
    vault.save('chats', () => chats);
    feed.publish({ kind: 'chat', chat: record.chat, topics: topicViews(record) });
  });
  const messages = createMessages((chatId) => {
    vault.save(historyName(chatId), () => messages.chatJSON(chatId));
    vault.save('counters', () => messages.countersJSON());
  });
  const profile = createProfile(bot, () => {
    vault.save('profile', () => profile);
    feed.publish({ kind: 'profile' });
  });

  return {
    clock,
    log,
    vault,
    feed,
    chats,
    messages,
    files,
    updates,
    callbacks,
    profile,
    drafts,
    presence,
    faults: createFaults(),
    pacing: createPacing(clock),
    calls: createCalls(),
    owner,
    now: () => Math.floor(clock.now() / 1000),
    post(entry) {
      const { chat, message_thread_id: thread, from } = entry.message;
      if (from?.id === bot.id) drafts.clear(chat.id, thread ?? null);
      messages.put(entry);
      feed.publish({ kind: 'message', entry });
    },
    amend(entry) {
      messages.put(entry);
      feed.publish({ kind: 'edited', entry });
    },
    remove(chatId, messageIds) {
      const gone = messageIds.filter((id) => messages.remove(chatId, id));
      if (gone.length > 0) feed.publish({ kind: 'deleted', chatId, messageIds: gone });
    },
    async load() {
      const queue = await vault.read('queue');
      if (typeof queue === 'object' && queue !== null) {
        if ('updates' in queue) updates.restore(queue.updates);
        if ('callbacks' in queue) callbacks.restore(queue.callbacks);
      }
      files.restore(await vault.read('files'));
      chats.restore(await vault.read('chats'));
      profile.restore(await vault.read('profile'));
      messages.restoreCounters(await vault.read('counters'));
      for (const name of await vault.names()) {
        if (name.startsWith('history_')) messages.restoreChat(await vault.read(name));
      }
    },
    async stop() {
      drafts.stop();
      presence.stop();
      await vault.close();
    },
  };
}

/** The message of a person that an update is about. */
export function messageOfUpdate(update: Update): { chatId: number; messageId: number } | null {
  const message = update['message'] ?? update['edited_message'];
  if (!isObject(message) || !isObject(message['chat'])) return null;
  return { chatId: Number(message['chat']['id']), messageId: Number(message['message_id']) };
}

function historyName(chatId: number): string {
  return `history_${chatId}`;
}
