import type { Chat, Update } from 'grammy/types';
import type { AccessRules } from './access.ts';
import { isOperator } from './access.ts';
import type { BotBook, BotDocument, Group } from './state/bot-book.ts';

/** Which chats the bot is in, and which of them can be written to. */
export interface Groups {
  /** Somebody brought the bot somewhere, threw it out, blocked or unblocked it, or a group got a new number. */
  onMembership(update: Update): Promise<void>;
  open(chat: Chat): Promise<void>;
  /** Title and topics as they are now. */
  seen(chat: Chat): Promise<void>;
  reachable(chat: number): Promise<void>;
  unreachable(chat: number, why: string): Promise<void>;
  moved(from: number, to: number): Promise<void>;
}

export interface GroupsDeps {
  readonly book: BotDocument;
  readonly rules: AccessRules;
  now(): number;
  unpark(chat: number): void;
  /** Commands are shown in chats that may use them, and nowhere else. */
  onOpened(chat: number): void;
}

export function createGroups(deps: GroupsDeps): Groups {
  const { book } = deps;

  async function change(chat: number, changes: Partial<Group>): Promise<void> {
    await book.update((one) => {
      const group = one.groups.find((each) => each.chat === chat);
      if (group === undefined || isSame(group, changes)) return null;
      const next = { ...group, ...changes };
      return { ...one, groups: one.groups.map((each) => (each === group ? next : each)) };
    });
  }

  async function reachable(chat: number): Promise<void> {
    await book.update((one) =>
      one.unreachable.some((each) => each.chat === chat)
        ? { ...one, unreachable: one.unreachable.filter((each) => each.chat !== chat) }
        : null,
    );
    deps.unpark(chat);
  }

  /** A group became a supergroup: another number, new topics, and everything else as it was. */
  async function moved(from: number, to: number): Promise<void> {
    await book.update((one) => {
      const { [from]: settings, ...others } = one.settings;
      return {
        ...one,
        groups: one.groups.map((each) => (each.chat === from ? { ...each, chat: to } : each)),
        topics: one.topics.filter((each) => each.chat !== from),
        settings: settings === undefined ? others : { ...others, [to]: settings },
      };
    });
  }

  return {
    async onMembership({ my_chat_member: change_, message }) {
      if (message?.migrate_to_chat_id !== undefined) {
        await moved(message.chat.id, message.migrate_to_chat_id);
      }
      if (change_ === undefined) return;
      const { chat, from, new_chat_member: now } = change_;
      const inside = now.status === 'member' || now.status === 'administrator';
      if (chat.type === 'private') {
        if (inside) await reachable(chat.id);
        return;
      }
      if (chat.type === 'channel') return;
      await book.update((one) => membership(one, chat, from.id, inside, deps.rules));
      if (inside) await reachable(chat.id);
    },
    async open(chat) {
      await change(chat.id, { enabled: true, forum: isForum(chat) });
      deps.onOpened(chat.id);
    },
    async seen(chat) {
      if (chat.type === 'private') return;
      await change(chat.id, { title: chat.title ?? '', forum: isForum(chat) });
    },
    reachable,
    async unreachable(chat, why) {
      const at = new Date(deps.now()).toISOString();
      await book.update((one) => ({
        ...one,
        unreachable: [...one.unreachable.filter((each) => each.chat !== chat), { chat, why, at }],
      }));
    },
    moved,
  };
}

/** Only an operator can bring the bot; when it is thrown out, the group is forgotten. */
function membership(
  book: BotBook,
  chat: Chat,
  by: number,
  inside: boolean,
  rules: AccessRules,
): BotBook | null {
  const known = book.groups.find((one) => one.chat === chat.id);
  const others = book.groups.filter((one) => one.chat !== chat.id);
  if (!inside) return known === undefined ? null : { ...book, groups: others };
  if (known !== undefined || !isOperator(by, book, rules)) return null;
  const title = chat.title ?? '';
  const group = { chat: chat.id, title, by, forum: isForum(chat), enabled: false };
  return { ...book, groups: [...others, group] };
}

function isForum(chat: Chat): boolean {
  return 'is_forum' in chat && chat.is_forum === true;
}

function isSame(group: Group, changes: Partial<Group>): boolean {
  return (Object.keys(changes) as (keyof Group)[]).every((key) => group[key] === changes[key]);
}
