import type { Message } from 'grammy/types';
import type { SessionId } from '../domain/ids.ts';
import type { Decision } from '../domain/decision.ts';
import { resolveSession } from '../domain/resolve.ts';
import { isLive, isTerminal } from '../domain/session.ts';
import type { Session } from '../domain/session.ts';
import type { Logger } from '../log.ts';
import type { Leases } from '../sessions/leases.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { sessionData } from './callbacks.ts';
import type { Confirmations, Focus, Health, Room, Settings } from './command.ts';
import type { DecisionCards } from './decisions.ts';
import type { Keyboard, OutgoingMessage, Place } from './message.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { SentBook } from './outbox/sent.ts';
import type { Shorts } from './state/shorts.ts';
import { shortMark } from './state/shorts.ts';
import { code, compose } from './text/compose.ts';
import { brief } from './text/split.ts';
import { iconOf } from './text/words.ts';

export interface RoomDeps {
  readonly sessions: () => Sessions;
  readonly leases: Leases;
  readonly log: Logger;
  readonly settings: Settings;
  readonly focus: Focus;
  readonly confirmations: Confirmations;
  readonly shorts: Shorts;
  readonly outbox: Outbox;
  readonly sent: SentBook;
  readonly cards: DecisionCards;
  readonly projects: readonly string[];
  health(): Promise<Health>;
  /** The message goes; the book has forgotten it. */
  remove(chat: number, message: number): void;
}

/** Who speaks where, on behalf of which update. */
export interface Visit {
  readonly place: Place;
  readonly actor: string;
  readonly userName: string;
  readonly updateId: number;
  /** The message that was written; null for a tap. */
  readonly message: Message | null;
  readonly repliedTo: Session | null;
  /** The engine as this update may use it. */
  readonly sessions: Sessions;
  wizard(room: Room): Promise<void>;
}

/** A card this many messages up is still in sight: it is edited where it is. */
const inSight = 10;
const offered = 8;

export function createRoom(deps: RoomDeps, visit: Visit): Room {
  const { outbox, sent } = deps;
  const { place } = visit;
  let said = 0;

  /** The same id when the update is taken up again, so that nothing is said twice. */
  const nextId = () => {
    said += 1;
    return `u${visit.updateId}.${said}`;
  };

  async function offer(text: string, then: string, sessions: readonly Session[]): Promise<void> {
    const keyboard: Keyboard = sessions.slice(0, offered).map((one) => [
      {
        label: `${iconOf(one)} ${brief(one.name, 40)}`,
        data: sessionData(then, one.id),
      },
    ]);
    await room.reply({ body: compose(text), keyboard });
  }

  async function found(text: string, then: string): Promise<Session | null> {
    const view = await visit.sessions.list();
    const known = await visit.sessions.get(text as SessionId).catch(() => null);
    if (known !== null) return view.sessions.find((one) => one.id === known.id) ?? known;
    const result = resolveSession(view.sessions, text);
    if (result.kind === 'found') return result.session;
    if (result.kind === 'ambiguous') {
      const { candidates } = result;
      const which = `${candidates.length} sessions begin with "${brief(text, 40)}". Which one?`;
      await offer(which, then, candidates);
      return null;
    }
    const archived = await visit.sessions.resolve(text).catch(() => null);
    if (archived !== null) return archived;
    const live = view.sessions.filter((one) => !isTerminal(one));
    await room.reply({
      body: compose(
        'There is no session ',
        code(brief(text, 60)),
        live.length > 0 ? '. These are there:' : '.',
      ),
      keyboard: live
        .slice(0, offered)
        .map((one) => [
          { label: `${iconOf(one)} ${brief(one.name, 40)}`, data: sessionData(then, one.id) },
        ]),
    });
    return null;
  }

  const room: Room = {
    sessions: visit.sessions,
    leases: deps.leases,
    log: deps.log,
    place,
    actor: visit.actor,
    userName: visit.userName,
    settings: deps.settings,
    focus: deps.focus,
    confirmations: deps.confirmations,
    health: () => deps.health(),
    projects: deps.projects,

    reply: (message, key) =>
      outbox.put({
        lane: 'reply',
        place,
        id: nextId(),
        message,
        ...(key === undefined ? {} : { key }),
      }),
    edit: (messageId, message) =>
      outbox.put({ lane: 'reply', place, key: `edit:${messageId}`, edit: messageId, message }),
    async card(key, message) {
      const own = place.topic === null ? key : `${key}/${place.topic}`;
      const before = sent.byKey(place.chat, own);
      const asked = visit.message?.message_id;
      if (before !== null && asked !== undefined && asked - before.message > inSight) {
        deps.remove(place.chat, before.message);
      }
      await outbox.put({ lane: 'reply', place, key: own, message });
    },
    async session(text, then) {
      if (text.trim() !== '') return found(text.trim(), then);
      if (visit.repliedTo !== null) return visit.repliedTo;
      const { sessions } = await visit.sessions.list();
      const focused = await deps.focus.get(place);
      const session = sessions.find((one) => one.id === focused);
      if (session !== undefined) return session;
      const live = sessions.filter((one) => !isTerminal(one));
      const running = live.filter(isLive);
      if (live.length === 0) await room.reply(nothingThere);
      else await offer('Which session?', then, running.length > 0 ? running : live);
      return null;
    },
    async showDecision(decision: Decision) {
      const session = await visit.sessions.get(decision.sessionId);
      const before = await deps.cards.again(decision, session, place);
      if (before !== null) deps.remove(place.chat, before);
    },
    shorten: async (argument) => `${shortMark}${await deps.shorts.keep(argument)}`,
    wizard: () => visit.wizard(room),
  };
  return room;
}

const nothingThere: OutgoingMessage = {
  body: compose('There is no session yet. /new starts one.'),
};
