import type { DecisionId } from '../domain/ids.ts';
import { isOpen } from '../domain/decision.ts';
import type { Session } from '../domain/session.ts';
import type { Announcer, Notice } from '../sessions/announcer.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { AccessRules } from './access.ts';
import { audience } from './access.ts';
import type { AlertKind } from './alerts.ts';
import { alertOf, levelOf } from './alerts.ts';
import {
  createdNotice,
  endedNotice,
  interruptedNotice,
  tmuxLostNotice,
  turnNotice,
} from './cards/notices.ts';
import { troubleNotice, troubleOver } from './cards/trouble.ts';
import type { ChatSettings, Settings } from './command.ts';
import type { DecisionCards } from './decisions.ts';
import { decisionKey } from './decisions.ts';
import type { OutgoingMessage } from './message.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { Presence } from './presence.ts';
import type { SentBook } from './outbox/sent.ts';
import type { BotDocument } from './state/bot-book.ts';
import type { Topics } from './topics.ts';
import type { Tasks } from './tasks.ts';
import { titleOf } from './verbs/title.ts';

export interface NoticesDeps extends AccessRules {
  readonly sessions: () => Sessions;
  readonly book: BotDocument;
  readonly outbox: Outbox;
  readonly sent: SentBook;
  readonly cards: DecisionCards;
  readonly settings: Settings;
  readonly topics: Topics;
  readonly presence: Presence;
  readonly tasks: Tasks;
}

export interface Notices extends Announcer {
  /** After a start: decisions without a card get one, cards of closed decisions are closed. */
  catchUp(): Promise<void>;
}

export function createNotices(deps: NoticesDeps): Notices {
  const { book, outbox, sent, cards, settings, topics, presence, tasks } = deps;
  const chats = async () => audience(await book.read(), deps);

  /** What a chat is told of a session, as loud as it wants it. With a name, it is told at most once. */
  async function tell(
    session: Session,
    kind: AlertKind | null,
    message: OutgoingMessage,
    name: { readonly id?: string; readonly key?: string } = {},
    wants: (settings: ChatSettings) => boolean = () => true,
  ): Promise<void> {
    let attended: Promise<boolean> | null = null;
    const readAlong = async (chat: number) =>
      presence.isActive(chat) || (await (attended ??= isAttended(session)));
    for (const chat of await chats()) {
      const chosen = await settings.read(chat);
      const level = kind === null ? 'sound' : levelOf(chosen, kind, session.id);
      if (level === 'off' || !wants(chosen)) continue;
      const quiet = level === 'silent' || (level === 'auto' && (await readAlong(chat)));
      await outbox.put({
        lane: 'notice',
        place: { chat, topic: null },
        inTopicOf: session.id,
        session: session.id,
        message: quiet ? { ...message, silent: true } : message,
        ...(name.id === undefined ? {} : { id: `${name.id}.${chat}` }),
        ...(name.key === undefined ? {} : { key: name.key }),
      });
    }
  }

  /** A terminal on the session itself: somebody sees it there. */
  const isAttended = (session: Session) =>
    deps
      .sessions()
      .attended(session.id)
      .catch(() => false);

  async function trouble(notice: Extract<Notice, { kind: 'trouble' }>): Promise<void> {
    const { session, episode, trouble: what } = notice;
    const title = titleOf(session.agent);
    if (!notice.over) {
      const message = troubleNotice(session, what, title);
      return tell(session, alertOf[what.kind], message, { id: episode, key: episode });
    }
    const message = troubleOver(session, what, title);
    for (const chat of await chats()) {
      if (!outbox.knows(`${episode}.${chat}`)) continue;
      const place = { chat, topic: null };
      const about = { inTopicOf: session.id, session: session.id };
      await outbox.put({ lane: 'notice', place, ...about, key: episode, message });
    }
  }

  async function turn({
    session,
    tail,
    problem = null,
    interrupted,
  }: Extract<Notice, { kind: 'turn_finished' }>) {
    if (interrupted !== undefined) {
      const name = interrupted === null ? {} : { key: interrupted };
      return tell(session, 'turns', interruptedNotice(session), name);
    }
    const message = turnNotice(session, tail, problem);
    // The error is a notice of its own; who does not want those still hears that the turn is over.
    const wants = (chosen: ChatSettings) =>
      problem === null || levelOf(chosen, 'problems', session.id) === 'off';
    return tell(session, 'turns', message, {}, wants);
  }

  const follow = (session: Session) =>
    tasks.run('following a session with its topic', () => topics.follow(session));

  async function announce(notice: Notice): Promise<void> {
    switch (notice.kind) {
      case 'decision_opened':
      case 'decision_changed': {
        // A card that still waits to be sent gets its outcome too, so all chats are gone through.
        const all = new Set([...(await chats()), ...cards.shownIn(notice.decision)]);
        return cards.show(notice.decision, notice.session, [...all]);
      }
      case 'session_created':
        return tell(
          notice.session,
          null,
          createdNotice(notice.session, titleOf(notice.session.agent)),
        );
      case 'ended': {
        const { session, tail } = notice;
        follow(session);
        const message = endedNotice(session, tail, titleOf(session.agent));
        const { runId, stop } = session;
        const id = runId === null ? {} : { id: `ended.${runId}.${stop?.cause}` };
        return tell(session, 'ended', message, id);
      }
      case 'turn_finished':
        return turn(notice);
      case 'trouble':
        return trouble(notice);
      case 'tmux_lost': {
        const message = tmuxLostNotice(notice.sessions);
        const key = `lost:${notice.server}`;
        for (const chat of await chats()) {
          const level = levelOf(await settings.read(chat), 'ended', null);
          if (level === 'off') continue;
          const silent = level === 'silent' || (level === 'auto' && presence.isActive(chat));
          const place = { chat, topic: null };
          await outbox.put({ lane: 'notice', place, key, message: { ...message, silent } });
        }
        for (const session of notice.sessions) follow(session);
        return;
      }
      case 'session_changed':
      case 'session_removed':
        follow(notice.session);
    }
  }

  return {
    announce,
    async catchUp() {
      const { desk } = deps.sessions();
      const all = await chats();
      for (const decision of await desk.open()) {
        const session = await deps
          .sessions()
          .get(decision.sessionId)
          .catch(() => null);
        if (session === null) continue;
        const missing = all.filter((chat) => sent.byKey(chat, decisionKey(decision.id)) === null);
        await cards.show(decision, session, missing);
      }
      const live = sent.all().filter((one) => one.decision !== null && one.live);
      for (const id of new Set(live.map((one) => one.decision))) {
        const decision = await desk.get(id as DecisionId);
        if (decision === null || isOpen(decision)) continue;
        const session = await deps
          .sessions()
          .get(decision.sessionId)
          .catch(() => null);
        if (session !== null) await cards.refresh(decision, session);
      }
    },
  };
}
