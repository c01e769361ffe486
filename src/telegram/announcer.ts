import type { DecisionId } from '../domain/ids.ts';
import { isOpen } from '../domain/decision.ts';
import type { Session } from '../domain/session.ts';
import type { Announcer, Notice } from '../sessions/announcer.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { AccessRules } from './access.ts';
import { audience } from './access.ts';
import { createdNotice, endedNotice, tmuxLostNotice, turnNotice } from './cards/notices.ts';
import type { Settings } from './command.ts';
import type { DecisionCards } from './decisions.ts';
import { decisionKey } from './decisions.ts';
import type { OutgoingMessage } from './message.ts';
import type { Lane } from './outbox/entry.ts';
import type { Outbox } from './outbox/outbox.ts';
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
  readonly tasks: Tasks;
}

export interface Notices extends Announcer {
  /** After a start: decisions without a card get one, cards of closed decisions are closed. */
  catchUp(): Promise<void>;
}

export function createNotices(deps: NoticesDeps): Notices {
  const { book, outbox, sent, cards, settings, topics, tasks } = deps;
  const chats = async () => audience(await book.read(), deps);

  async function tell(
    session: Session,
    lane: Lane,
    messageFor: (chat: number) => Promise<OutgoingMessage | null>,
  ): Promise<void> {
    for (const chat of await chats()) {
      const message = await messageFor(chat);
      if (message === null) continue;
      const place = { chat, topic: null };
      await outbox.put({ lane, place, inTopicOf: session.id, session: session.id, message });
    }
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
        return tell(notice.session, 'notice', async () =>
          createdNotice(notice.session, titleOf(notice.session.agent)),
        );
      case 'ended':
        follow(notice.session);
        return tell(notice.session, 'notice', async (chat) =>
          (await settings.read(chat)).alerts.ended
            ? endedNotice(notice.session, notice.tail, titleOf(notice.session.agent))
            : null,
        );
      case 'turn_finished':
        return tell(notice.session, 'notice', async (chat) => {
          const { alerts, silentTurns } = await settings.read(chat);
          if (!alerts.turns) return null;
          return { ...turnNotice(notice.session, notice.tail), silent: silentTurns };
        });
      case 'tmux_lost': {
        const message = tmuxLostNotice(notice.sessions);
        const key = `lost:${notice.server}`;
        for (const chat of await chats()) {
          if (!(await settings.read(chat)).alerts.ended) continue;
          await outbox.put({ lane: 'notice', place: { chat, topic: null }, key, message });
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
