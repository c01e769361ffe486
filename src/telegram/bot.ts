import type { Bot, Context } from 'grammy';
import type { Message, Update } from 'grammy/types';
import type { Session } from '../domain/session.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Access, AccessRules, Origin } from './access.ts';
import { accessOf, nameOf } from './access.ts';
import type { Command, CommandCall, Room } from './command.ts';
import type { FreeText } from './free-text.ts';
import type { Groups } from './groups.ts';
import { guarded } from './inbox/guard.ts';
import type { Inbox } from './inbox/inbox.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { SentBook } from './outbox/sent.ts';
import type { Pairing } from './pairing.ts';
import type { People } from './people.ts';
import type { Presence } from './presence.ts';
import type { Visit } from './room.ts';
import type { BotDocument } from './state/bot-book.ts';
import type { Tap } from './taps.ts';
import { commandOf, isContent } from './slash.ts';
import { callbackOf, sentenceOf } from './taps.ts';
import { compose } from './text/compose.ts';
import { brief } from './text/split.ts';
import type { WizardRunner } from './wizard-runner.ts';

export interface BotDeps {
  readonly rules: AccessRules;
  readonly book: BotDocument;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly sent: SentBook;
  readonly sessions: () => Sessions;
  readonly pairing: Pairing;
  readonly groups: Groups;
  readonly people: People;
  readonly presence: Presence;
  readonly commands: readonly Command[];
  readonly wizards: WizardRunner;
  readonly freeText: FreeText;
  tapped(tap: Tap): Promise<void>;
  roomFor(visit: Visit): Room;
  /** One of ours is there. */
  heardFrom(chat: number): void;
  /** Somebody may use the bot from now on. */
  onPaired(user: number): void;
}

/**
 * The way of an update, after it was written down:
 * access → membership → taps → a known command leaves the wizard → wizard → commands → free text.
 */
export function installBot(bot: Bot, deps: BotDeps): void {
  const { book, wizards } = deps;

  bot.use(async (ctx) => {
    const access = accessOf(ctx.update, await book.read(), deps.rules);
    switch (access.kind) {
      case 'nobody':
        return deps.groups.onMembership(ctx.update);
      case 'stranger':
        return stranger(ctx.update, access.origin);
      case 'closed_group':
        return closedGroup(ctx.update, access);
      case 'allowed':
        return allowed(ctx, access.origin);
    }
  });

  /** Silence, unless it is the code. */
  async function stranger({ message }: Update, { user }: Origin): Promise<void> {
    const text = message?.text;
    if (text === undefined) return;
    const done = await deps.pairing.redeem({ id: user.id, name: nameOf(user) }, text);
    if (!done) return;
    deps.onPaired(user.id);
    await deps.outbox.put({
      lane: 'reply',
      place: { chat: user.id, topic: null },
      message: { body: compose(`Paired. Hello ${nameOf(user)}! /start shows what to do first.`) },
    });
  }

  /** In a group the operator says /start once; before that the bot is deaf and dumb there. */
  async function closedGroup(update: Update, access: Extract<Access, { kind: 'closed_group' }>) {
    await deps.groups.onMembership(update);
    if (commandOf(update.message, bot.botInfo.username)?.name !== 'start') return;
    await deps.groups.open(access.origin.chat);
    await deps.outbox.put({
      lane: 'reply',
      place: access.origin.place,
      message: { body: compose('tapmux listens to its operators here from now on.') },
    });
  }

  async function allowed(ctx: Context, origin: Origin): Promise<void> {
    await deps.people.seen(origin.user);
    deps.presence.seen(origin.chat.id);
    deps.heardFrom(origin.chat.id);
    if (deps.outbox.isParked(origin.chat.id) && ctx.update.my_chat_member === undefined) {
      await deps.groups.reachable(origin.chat.id);
    }
    if (ctx.update.my_chat_member !== undefined || ctx.message?.migrate_to_chat_id !== undefined) {
      return deps.groups.onMembership(ctx.update);
    }
    if (ctx.message !== undefined) await deps.groups.seen(ctx.message.chat);
    const room = await roomOf(ctx, origin);
    await attempt(room, () => route(ctx, room));
  }

  async function route(ctx: Context, room: Room): Promise<void> {
    if (ctx.callbackQuery !== undefined) return tap(ctx, room);
    if (ctx.editedMessage !== undefined) return edited(ctx.editedMessage, room);
    if (ctx.message === undefined) return;
    const command = commandOf(ctx.message, ctx.me.username);
    const known = deps.commands.find((one) => one.name === command?.name);
    if (command !== null && (known !== undefined || command.name === 'cancel')) {
      const left = await wizards.leave(room);
      if (known === undefined) {
        await room.reply({ body: compose(left ? 'Cancelled.' : 'There is nothing to cancel.') });
        return;
      }
      await known.handle(await callOf(ctx.message, command.argument, room));
      return;
    }
    if (await wizards.resume(ctx, room)) return;
    if (command !== null) {
      await room.reply({
        body: compose(
          `There is no /${brief(command.name, 40)}. /help shows what there is; /send passes text on as it is.`,
        ),
      });
      return;
    }
    if (ctx.message.text === undefined) return otherContent(ctx.message, room);
    await deps.freeText.handle(ctx.message, room);
  }

  async function tap(ctx: Context, room: Room): Promise<void> {
    const messageId = ctx.callbackQuery?.message?.message_id;
    if (messageId === undefined) return;
    const callback = callbackOf(ctx);
    if (callback.kind === 'wizard' && (await wizards.isWaiting(room))) {
      const answered = ctx.answerCallbackQuery().catch(() => undefined);
      await wizards.resume(ctx, room);
      await answered;
      return;
    }
    await deps.tapped({ ctx, room, updateId: ctx.update.update_id, messageId, callback });
  }

  async function edited(message: Message, room: Room): Promise<void> {
    await deps.outbox.put({
      lane: 'reply',
      place: room.place,
      id: `edited.${message.chat.id}.${message.message_id}`,
      message: {
        body: compose('An edit is not sent on: what was sent stays. Write it anew if it matters.'),
        replyTo: message.message_id,
        silent: true,
      },
    });
  }

  /** Once per album. */
  async function otherContent(message: Message, room: Room): Promise<void> {
    if (!isContent(message)) return;
    const one = message.media_group_id ?? String(message.message_id);
    await deps.outbox.put({
      lane: 'reply',
      place: room.place,
      id: `content.${message.chat.id}.${one}`,
      message: {
        body: compose('Only text reaches a session so far; files and pictures come later.'),
        replyTo: message.message_id,
      },
    });
  }

  async function callOf(message: Message, argument: string, room: Room): Promise<CommandCall> {
    return {
      ...room,
      argument,
      updateId: updateOf.get(room) ?? 0,
      messageId: message.message_id,
      repliedTo: await repliedTo(message),
    };
  }

  async function repliedTo(message: Message | undefined): Promise<Session | null> {
    const to = message?.reply_to_message;
    if (message === undefined || to === undefined) return null;
    const session = deps.sent.byMessage(message.chat.id, to.message_id)?.session ?? null;
    if (session === null) return null;
    return deps
      .sessions()
      .get(session as SessionId)
      .catch(() => null);
  }

  const updateOf = new WeakMap<Room, number>();

  async function roomOf(ctx: Context, { user, place }: Origin): Promise<Room> {
    const id = ctx.update.update_id;
    const room = deps.roomFor({
      place,
      actor: `telegram:${user.id}`,
      userName: nameOf(user),
      updateId: id,
      message: ctx.message ?? null,
      repliedTo: await repliedTo(ctx.message),
      sessions: guarded(deps.sessions(), (what) => deps.inbox.once(id, what)),
      async wizard(mine) {
        await wizards.leave(mine);
        await wizards.enter('new', ctx, mine);
      },
    });
    updateOf.set(room, id);
    return room;
  }

  /** A refusal is said as it is; a bug is logged, and the operator gets a calm sentence. */
  async function attempt(room: Room, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const sentence = sentenceOf(error);
      if (sentence === null) throw error;
      await room.reply({ body: compose(sentence) });
    }
  }
}
