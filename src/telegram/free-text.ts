import type { Message } from 'grammy/types';
import { parseDecisionId } from '../domain/ids.ts';
import type { DecisionId, SessionId } from '../domain/ids.ts';
import type { Decision } from '../domain/decision.ts';
import { isOpen } from '../domain/decision.ts';
import type { Session } from '../domain/session.ts';
import { isLive } from '../domain/session.ts';
import { takesText } from './cards/decision.ts';
import { textData } from './callbacks.ts';
import type { Room } from './command.ts';
import type { DecisionCards } from './decisions.ts';
import { answerSentence, recordOf } from './decisions.ts';
import type { Part } from './inbox/joiner.ts';
import type { SentBook } from './outbox/sent.ts';
import type { People } from './people.ts';
import type { Sign } from './reactions.ts';
import type { BotDocument } from './state/bot-book.ts';
import { placeKey } from './state/focus.ts';
import type { Shorts } from './state/shorts.ts';
import { compose } from './text/compose.ts';
import { brief } from './text/split.ts';
import { iconOf } from './text/words.ts';
import { mayDrive } from './verbs/drive.ts';
import { afterwards, sentOf } from './verbs/typed.ts';

export interface FreeTextDeps {
  readonly sent: SentBook;
  readonly cards: DecisionCards;
  readonly people: People;
  readonly book: BotDocument;
  readonly shorts: Shorts;
  join(part: Part): Promise<string | null>;
  react(chat: number, message: number, sign: Sign): void;
}

export interface FreeText {
  /** Everything that is no command. */
  handle(message: Message, room: Room): Promise<void>;
  /** The operator chose where a text goes. */
  chosen(word: string, session: string, messageId: number, room: Room): Promise<void>;
  /** The next message of this person here belongs to the decision: the words, or the reason for a no. */
  awaitWords(decision: Decision, room: Room, invitation: string): Promise<void>;
}

const offered = 8;

async function askedBy({ id }: Session, room: Room): Promise<Decision | undefined> {
  return (await room.sessions.pending()).find((one) => one.sessionId === id);
}

export function createFreeText(deps: FreeTextDeps): FreeText {
  const { sent, cards, people, book, shorts } = deps;
  const reasonKey = (room: Room) => `${placeKey(room.place)} ${room.actor}`;

  /** Whose words the next message here was to be; not when it answers another card. */
  async function takeReason(room: Room, replied: Decision | null): Promise<DecisionId | null> {
    const key = reasonKey(room);
    const id = parseDecisionId((await book.read()).reasons[key]);
    if (id === null || (replied !== null && replied.id !== id)) return null;
    await book.update((one) => {
      const { [key]: _taken, ...reasons } = one.reasons;
      return { ...one, reasons };
    });
    return id;
  }

  /** Words for a prompt that is over are for nobody else. */
  async function give(id: DecisionId, words: string, room: Room): Promise<string | null> {
    const decision = await room.sessions.desk.get(id);
    if (decision !== null && isOpen(decision)) return cards.denyWith(decision, words, room.actor);
    const record = decision === null ? null : recordOf(decision, people.nameOf);
    return `${record ?? 'That prompt is over.'} Your text went nowhere: write it again to send it.`;
  }

  async function send(session: Session, text: string, room: Room, messageId: number | null) {
    if (messageId !== null) deps.react(room.place.chat, messageId, '👀');
    await mayDrive(room, session);
    const outcome = await room.sessions.send(session.id, text, room.actor);
    if (outcome.kind === 'delivered' && messageId !== null) {
      deps.react(room.place.chat, messageId, '👌');
      return;
    }
    const isKeptOut = outcome.kind === 'refused' && outcome.reason === 'dialog_open';
    const asked = isKeptOut ? await askedBy(session, room) : undefined;
    const words = asked?.ask.ownWords === true ? ' To answer in words, reply to its card.' : '';
    await room.reply({
      body: compose(sentOf(outcome, session.name), words),
      ...(messageId === null ? {} : { replyTo: messageId }),
      ...(outcome.kind === 'refused' || outcome.kind === 'unknown'
        ? { keyboard: afterwards(outcome, session.id) }
        : {}),
    });
  }

  async function answer(decision: Decision, text: string, room: Room, messageId: number) {
    const record = recordOf(decision, people.nameOf);
    const choice = { kind: 'text' as const, text };
    const said =
      record ?? answerSentence(await cards.answer(decision, choice, room.actor), people.nameOf);
    if (said === null) deps.react(room.place.chat, messageId, '👌');
    else await room.reply({ body: compose(said), replyTo: messageId });
  }

  /** What a reply to one of our messages is about. */
  async function repliedTo(message: Message, room: Room): Promise<Decision | SessionId | null> {
    const to = message.reply_to_message;
    const known = to === undefined ? null : sent.byMessage(room.place.chat, to.message_id);
    if (known === null) return null;
    const id = parseDecisionId(known.decision);
    const decision = id === null ? null : await room.sessions.desk.get(id);
    if (decision !== null && isOpen(decision)) return decision;
    return known.session as SessionId | null;
  }

  async function ask(text: string, room: Room, messageId: number): Promise<void> {
    const { sessions } = await room.sessions.list();
    const live = sessions.filter(isLive).slice(0, offered);
    const word = live.length === 0 ? '' : await shorts.keep(text);
    await room.reply({
      body: compose(
        live.length === 0
          ? 'Nothing runs that could take this. /new starts a session.'
          : 'Which session is this for?',
      ),
      keyboard: live.map((one) => [
        { label: `${iconOf(one)} ${brief(one.name, 40)}`, data: textData(word, one.id) },
      ]),
      replyTo: messageId,
    });
  }

  return {
    async handle(message, room) {
      const { message_id: id } = message;
      const key = `${placeKey(room.place)} ${room.actor}`;
      const text = await deps.join({ key, text: message.text ?? '' });
      if (text === null || text === '') return;
      const replied = await repliedTo(message, room);
      const asked = typeof replied === 'object' ? replied : null;
      const awaited = typeof replied === 'string' ? null : await takeReason(room, asked);
      if (awaited !== null) {
        const said = await give(awaited, text, room);
        if (said === null) deps.react(room.place.chat, id, '👌');
        else await room.reply({ body: compose(said), replyTo: id });
        return;
      }
      if (asked !== null) {
        if (asked.ask.kind === 'permission' || asked.ask.kind === 'trust') {
          await room.reply({
            body: compose(
              asked.ask.kind === 'trust'
                ? 'This one takes no words. Tap a button.'
                : 'This one takes no words. Tap a button, or "Deny and say why".',
            ),
            replyTo: id,
          });
        } else await answer(asked, text, room, id);
        return;
      }
      const wanted = replied ?? (await room.focus.get(room.place));
      const { sessions } = await room.sessions.list();
      const session = sessions.find((one) => one.id === wanted);
      if (session === undefined) {
        await ask(text, room, id);
        return;
      }
      const open = await askedBy(session, room);
      if (open !== undefined && takesText(open)) await answer(open, text, room, id);
      else await send(session, text, room, id);
    },
    async chosen(word, wanted, messageId, room) {
      const text = await shorts.expand(word);
      const { sessions } = await room.sessions.list();
      const session = sessions.find((one) => one.id === wanted);
      if (text === null || session === undefined) {
        await room.edit(messageId, { body: compose('That is too old. Write it once more.') });
        return;
      }
      await room.edit(messageId, { body: compose(`For ${session.name}.`) });
      await send(session, text, room, null);
    },
    async awaitWords(decision, room, invitation) {
      const key = reasonKey(room);
      await book.update((one) => ({ ...one, reasons: { ...one.reasons, [key]: decision.id } }));
      await room.reply({
        body: compose(invitation),
        asksReply: true,
      });
    },
  };
}
