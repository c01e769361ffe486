import type { Chat, Update, User } from 'grammy/types';
import type { Place } from './message.ts';
import type { BotBook } from './state/bot-book.ts';

/** Whom the bot listens to besides those who paired. */
export type Trust =
  | { readonly kind: 'pairing' }
  /** The embedded phone: the key in its address is the pairing. */
  | { readonly kind: 'owner'; readonly userId: number };

export interface AccessRules {
  readonly operators: readonly number[];
  readonly trust: Trust;
}

/** Where an update comes from, as far as it comes from a person in a chat. */
export interface Origin {
  readonly user: User;
  readonly chat: Chat;
  readonly place: Place;
}

export type Access =
  | { readonly kind: 'allowed'; readonly origin: Origin }
  /** An operator in a group that was not opened yet: only `/start` is heard. */
  | { readonly kind: 'closed_group'; readonly origin: Origin }
  /** Somebody unknown in a private chat: may pair, hears nothing else. */
  | { readonly kind: 'stranger'; readonly origin: Origin }
  | { readonly kind: 'nobody' };

export function accessOf(update: Update, book: BotBook, rules: AccessRules): Access {
  const origin = originOf(update);
  if (origin === null || origin.user.is_bot) return { kind: 'nobody' };
  const { user, chat } = origin;
  const known = isOperator(user.id, book, rules);
  switch (chat.type) {
    case 'private':
      // A private chat is the user's own; anything else is forged.
      if (chat.id !== user.id) return { kind: 'nobody' };
      return { kind: known ? 'allowed' : 'stranger', origin };
    case 'group':
    case 'supergroup': {
      if (!known) return { kind: 'nobody' };
      const group = book.groups.find((one) => one.chat === chat.id);
      if (group === undefined) return { kind: 'nobody' };
      return { kind: group.enabled ? 'allowed' : 'closed_group', origin };
    }
    default:
      return { kind: 'nobody' };
  }
}

export function isOperator(user: number, book: BotBook, rules: AccessRules): boolean {
  return (
    rules.operators.includes(user) ||
    (rules.trust.kind === 'owner' && rules.trust.userId === user) ||
    book.paired.some((one) => one.user === user)
  );
}

/** Every chat that is told what happens: the operators' own, and the groups they opened. */
export function audience(book: BotBook, rules: AccessRules): readonly number[] {
  return [
    ...new Set([
      ...rules.operators,
      ...(rules.trust.kind === 'owner' ? [rules.trust.userId] : []),
      ...book.paired.map((one) => one.user),
      ...book.groups.filter((one) => one.enabled).map((one) => one.chat),
    ]),
  ];
}

function originOf(update: Update): Origin | null {
  const message = update.message ?? update.edited_message;
  if (message !== undefined) {
    // Written in the name of a chat or a channel: nobody in particular.
    if (message.from === undefined || message.sender_chat !== undefined) return null;
    return { user: message.from, chat: message.chat, place: placeOf(message) };
  }
  const query = update.callback_query;
  if (query?.message !== undefined) {
    return { user: query.from, chat: query.message.chat, place: placeOf(query.message) };
  }
  const member = update.my_chat_member;
  if (member !== undefined) {
    return { user: member.from, chat: member.chat, place: { chat: member.chat.id, topic: null } };
  }
  return null;
}

export function placeOf(message: {
  readonly chat: { readonly id: number };
  readonly message_thread_id?: number;
  readonly is_topic_message?: boolean;
}): Place {
  const topic = message.is_topic_message === true ? message.message_thread_id : undefined;
  return { chat: message.chat.id, topic: topic ?? null };
}

export function nameOf(user: Pick<User, 'first_name' | 'last_name'>): string {
  return [user.first_name, user.last_name]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
}
