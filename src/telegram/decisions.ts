import type { Choice } from '../domain/ask.ts';
import type { Decision } from '../domain/decision.ts';
import { isOpen } from '../domain/decision.ts';
import type { AnswerOutcome, RefusalReason, SendOutcome } from '../domain/outcomes.ts';
import type { Session } from '../domain/session.ts';
import type { Logger } from '../log.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { PadPress } from '../sessions/keypad.ts';
import { decisionCard, decisionFile, denyOption, ticksOf } from './cards/decision.ts';
import type { Place } from './message.ts';
import type { Outbox, Posting } from './outbox/outbox.ts';
import type { SentBook } from './outbox/sent.ts';
import type { People } from './people.ts';
import type { BotDocument } from './state/bot-book.ts';
import { titleOf } from './verbs/title.ts';

/** The cards of decisions, wherever they are shown, and what their buttons do. */
export interface DecisionCards {
  /** One card per chat: sent once, edited from then on. */
  show(decision: Decision, session: Session, chats: readonly number[]): Promise<void>;
  /** In every chat that has a card of it. */
  refresh(decision: Decision, session: Session): Promise<void>;
  shownIn(decision: Pick<Decision, 'id'>): readonly number[];
  /** As the newest message of the place; the earlier card is forgotten, and its message given back. */
  again(decision: Decision, session: Session, place: Place): Promise<number | null>;
  toggle(decision: Decision, index: number): Promise<readonly number[]>;
  /** What `Submit` sends. */
  ticks(decision: Decision): Promise<readonly number[]>;
  answer(decision: Decision, choice: Choice, actor: string): Promise<AnswerOutcome>;
  /** One key for a prompt that cannot be read. */
  press(decision: Decision, press: PadPress, actor: string): Promise<AnswerOutcome>;
  /** No, and the reason: through the prompt where the agent takes one there, else as a message. */
  denyWith(decision: Decision, reason: string, actor: string): Promise<string | null>;
}

export interface DecisionCardsDeps {
  readonly sessions: () => Sessions;
  readonly outbox: Outbox;
  readonly sent: SentBook;
  readonly book: BotDocument;
  readonly people: People;
  readonly log: Logger;
  forget(chat: number, message: number): Promise<void>;
}

const ticksKept = 100;

export const decisionKey = (id: string) => `d:${id}`;

export function createDecisionCards(deps: DecisionCardsDeps): DecisionCards {
  const { outbox, sent, book, people } = deps;

  async function posting(decision: Decision, session: Session, chat: number): Promise<Posting> {
    const { ticks } = await book.read();
    const message = decisionCard({
      decision,
      session,
      agentTitle: titleOf(decision.agent),
      ticks: ticks[decision.id] ?? null,
      nameOf: people.nameOf,
    });
    return {
      lane: 'decision',
      place: { chat, topic: null },
      inTopicOf: session.id,
      session: session.id,
      decision: decision.id,
      key: decisionKey(decision.id),
      message,
    };
  }

  async function show(decision: Decision, session: Session, chats: readonly number[]) {
    for (const chat of chats) {
      const card = await posting(decision, session, chat);
      await outbox.put(card);
      await attach(decision, card, chat);
    }
  }

  /** Below its card, once: all of a text that is too long for it. It may have become known after the card was sent. */
  async function attach(decision: Decision, card: Posting, chat: number): Promise<void> {
    const message = isOpen(decision) ? decisionFile(decision) : null;
    const key = `f:${decision.id}`;
    if (message === null || sent.byKey(chat, key) !== null) return;
    await outbox.put({ ...card, id: `${key}:${chat}`, key, message });
  }

  function shownIn({ id }: Pick<Decision, 'id'>): readonly number[] {
    const key = decisionKey(id);
    return [...new Set(sent.all().flatMap((one) => (one.key === key ? [one.chat] : [])))];
  }

  return {
    show,
    shownIn,
    refresh: (decision, session) => show(decision, session, shownIn(decision)),
    async again(decision, session, place) {
      const before = sent.byKey(place.chat, decisionKey(decision.id));
      if (before !== null) await deps.forget(place.chat, before.message);
      const made = await posting(decision, session, place.chat);
      const { inTopicOf: _own, ...here } = made;
      await outbox.put(place.topic === null ? made : { ...here, place });
      return before?.message ?? null;
    },
    async toggle(decision, index) {
      const written = await book.update((one) => {
        const before = ticksOf({ decision, ticks: one.ticks[decision.id] ?? null });
        const after = before.includes(index)
          ? before.filter((each) => each !== index)
          : [...before, index].sort((a, b) => a - b);
        const { [decision.id]: _old, ...rest } = one.ticks;
        const latest = Object.entries(rest).slice(-ticksKept);
        return { ...one, ticks: { ...Object.fromEntries(latest), [decision.id]: after } };
      });
      return written.ticks[decision.id] ?? [];
    },
    ticks: async (decision) =>
      ticksOf({ decision, ticks: (await book.read()).ticks[decision.id] ?? null }),
    answer: (decision, choice, actor) =>
      deps.sessions().answer(decision.sessionId, decision.id, choice, actor),
    press: (decision, press, actor) =>
      deps.sessions().pressKey(decision.sessionId, decision.id, press, actor),
    async denyWith(decision, reason, actor) {
      const sessions = deps.sessions();
      const { sessionId, id } = decision;
      const direct = await sessions.answer(sessionId, id, { kind: 'text', text: reason }, actor);
      if (direct.kind !== 'refused') return answerSentence(direct, people.nameOf);
      const index = denyOption(decision.ask.options);
      if (index === null) return answerSentence(direct, people.nameOf);
      const denied = await sessions.answer(sessionId, id, { kind: 'option', index }, actor);
      if (denied.kind !== 'answered') return answerSentence(denied, people.nameOf);
      const told = await sendWhenIdle(sessionId, reason, actor);
      const there = told.kind === 'delivered' || told.kind === 'queued';
      await sessions.desk.remark(
        id,
        there ? 'The reason went to it as the next message.' : 'The reason did not get there.',
      );
      return there ? null : `Denied. The reason did not get there: ${told.detail}`;
    },
  };

  /** The no has ended the turn, and the agent needs a moment until it takes words. */
  async function sendWhenIdle(
    id: Session['id'],
    text: string,
    actor: string,
  ): Promise<SendOutcome> {
    for (let tries = 1; ; tries += 1) {
      const outcome = await deps.sessions().send(id, text, actor);
      const early = outcome.kind === 'refused' && notYet.has(outcome.reason);
      if (!early || tries === idleTries) return outcome;
      await new Promise((resolve) => {
        setTimeout(resolve, idleEveryMs);
      });
    }
  }
}

const notYet: ReadonlySet<RefusalReason> = new Set(['starting', 'unreadable']);
const idleTries = 40;
const idleEveryMs = 250;

/** Null when the card itself says it all. */
export function answerSentence(
  outcome: AnswerOutcome,
  name: (actor: string) => string,
): string | null {
  switch (outcome.kind) {
    case 'answered':
      return null;
    case 'already':
      return `${name(outcome.by)} was first: ${outcome.label}.`;
    case 'not_taken':
      return `It did not take: ${outcome.detail}`;
    case 'unknown':
      return `It is not known whether that took: ${outcome.detail}`;
    case 'superseded':
    case 'not_found':
    case 'needs_words':
    case 'refused':
      return outcome.detail;
  }
}

/** What is on record of a decision that takes no answer now; null while it does. */
export function recordOf(decision: Decision, name: (actor: string) => string): string | null {
  const { answer } = decision;
  if (decision.state === 'answering' && answer !== null) {
    return `${name(answer.by)} is answering it: ${answer.label}.`;
  }
  if (isOpen(decision)) return null;
  if (answer !== null) return `Already answered by ${name(answer.by)}: ${answer.label}.`;
  return decision.note ?? 'That prompt is no longer on the screen.';
}
