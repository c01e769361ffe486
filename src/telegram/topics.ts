import type { Api } from 'grammy';
import type { SessionId } from '../domain/ids.ts';
import type { Session } from '../domain/session.ts';
import { isTerminal } from '../domain/session.ts';
import type { Logger } from '../log.ts';
import { createExclusive } from '../sessions/exclusive.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Place } from './message.ts';
import { signalOf } from './outbox/deliver.ts';
import { describeFailure, failureOf } from './outbox/failure.ts';
import type { BotBook, BotDocument, Topic } from './state/bot-book.ts';

/** Where the chat has topics, each session has its own. */
export interface Topics {
  /** Made when there is none; null where the chat has no topics. */
  of(chat: number, session: string): Promise<number | null>;
  /** Somebody deleted it; the next message makes a new one. */
  gone(chat: number, topic: number): Promise<void>;
  sessionAt(place: Place): Promise<string | null>;
  /** Name, open or closed: as the session is now. */
  follow(session: Session): Promise<void>;
}

export interface TopicsDeps {
  readonly api: Api;
  readonly book: BotDocument;
  readonly sessions: () => Sessions;
  readonly log: Logger;
  /** getMe's word on topics in private chats; null before the first answer. */
  readonly privateTopics: () => boolean | null;
}

const kept = 2000;
const nameLimit = 128;
const callMs = 20_000;

export function createTopics(deps: TopicsDeps): Topics {
  const { api, book, log } = deps;
  const exclusive = createExclusive();

  async function hasTopics(chat: number): Promise<boolean> {
    if (chat > 0) return deps.privateTopics() ?? false;
    return (await book.read()).groups.some((one) => one.chat === chat && one.forum);
  }

  async function nameOf(session: string): Promise<string> {
    const known = await deps
      .sessions()
      .get(session as SessionId)
      .catch(() => null);
    return (known?.name ?? session).slice(0, nameLimit);
  }

  async function create(chat: number, session: string): Promise<number | null> {
    const name = await nameOf(session);
    try {
      const made = await api.createForumTopic(chat, name, {}, timeout());
      const topic: Topic = {
        chat,
        topic: made.message_thread_id,
        session,
        name,
        closed: false,
      };
      await book.update((one) => ({ ...one, topics: [...one.topics, topic].slice(-kept) }));
      return topic.topic;
    } catch (error) {
      const failure = failureOf(error);
      // Not allowed to make topics here: the flat chat is better than nothing.
      if (failure.kind !== 'refused' && failure.kind !== 'topic_gone') throw error;
      log.warn({ chat, ...describeFailure(failure) }, 'no topic could be made; using the chat');
      return null;
    }
  }

  async function change(topic: Topic, changes: Partial<Topic>): Promise<void> {
    await book.update((one) => ({
      ...one,
      topics: one.topics.map((each) => (isSame(each, topic) ? { ...each, ...changes } : each)),
    }));
  }

  /** Cosmetics: when they fail, the next notice of the session tries again. */
  async function settle(topic: Topic, session: Session): Promise<void> {
    if (topic.name !== session.name) {
      await api.editForumTopic(topic.chat, topic.topic, { name: session.name }, timeout());
      await change(topic, { name: session.name });
    }
    const closed = isTerminal(session);
    // Only groups can close a topic.
    if (topic.closed === closed || topic.chat > 0) return;
    if (closed) await api.closeForumTopic(topic.chat, topic.topic, timeout());
    else await api.reopenForumTopic(topic.chat, topic.topic, timeout());
    await change(topic, { closed });
  }

  return {
    of: (chat, session) =>
      exclusive(`${chat} ${session}`, async () => {
        if (!(await hasTopics(chat))) return null;
        const known = find(await book.read(), chat, session);
        return known?.topic ?? create(chat, session);
      }),
    async gone(chat, topic) {
      await book.update((one) => ({
        ...one,
        topics: one.topics.filter((each) => !(each.chat === chat && each.topic === topic)),
      }));
    },
    async sessionAt({ chat, topic }) {
      if (topic === null) return null;
      const found = (await book.read()).topics.find(
        (one) => one.chat === chat && one.topic === topic,
      );
      return found?.session ?? null;
    },
    async follow(session) {
      const mine = (await book.read()).topics.filter((one) => one.session === session.id);
      for (const topic of mine) {
        try {
          await settle(topic, session);
        } catch (error) {
          const failure = failureOf(error);
          if (failure.kind === 'not_modified') await change(topic, { closed: isTerminal(session) });
          else
            log.info({ chat: topic.chat, ...describeFailure(failure) }, 'a topic stays as it was');
        }
      }
    },
  };
}

function find(book: BotBook, chat: number, session: string): Topic | undefined {
  return book.topics.findLast((one) => one.chat === chat && one.session === session);
}

function isSame(a: Topic, b: Topic): boolean {
  return a.chat === b.chat && a.topic === b.topic;
}

function timeout() {
  return signalOf(AbortSignal.timeout(callMs));
}
