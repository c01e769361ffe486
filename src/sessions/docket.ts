import type { Ask } from '../domain/ask.ts';
import { close, isOpen } from '../domain/decision.ts';
import type { Decision, DecisionAnswer } from '../domain/decision.ts';
import { newDecisionId } from '../domain/ids.ts';
import type { DecisionId, SessionId } from '../domain/ids.ts';
import type { PaneBinding, Session } from '../domain/session.ts';
import { faultPoint } from '../fault.ts';
import type { DecisionsStore } from '../store/decisions-store.ts';
import type { Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { stubborn } from './stubborn.ts';
import { likeness } from './pairing.ts';

/** The desk's book: every change is written, then told. With it, what this process alone knows of the decisions. */
export interface Docket {
  readonly store: DecisionsStore;
  /** Of one session, the oldest first. */
  openOf(id: SessionId): Promise<readonly Decision[]>;
  open(session: Session, entry: Entry): Promise<Decision | null>;
  /** Null from `change` leaves it as it is. */
  change(id: DecisionId, change: (one: Decision) => Decision | null): Promise<Decision | null>;
  /** A change that can be seen on its card. */
  tell(decision: Decision): Promise<void>;
  /** It is over. The answer that was handed over before, when there is one, was the one that counted. */
  finish(decision: Decision, note: string): Promise<void>;
  /** It went away unanswered. */
  drop(decision: Decision, note: string): Promise<void>;
  /** Its run is over, whatever was being done about it. */
  expire(decision: Decision, why: string): Promise<void>;
  /** An answer went to the agent, or with a doubt may have gone there, and nobody has seen yet that it took. */
  handedOver(id: DecisionId, answer: DecisionAnswer, doubt?: string): void;
  /** Without a doubt. */
  wasHandedOver(id: DecisionId): boolean;
  mayBeAnswered(id: DecisionId): boolean;
  /** Its prompt waits behind the screen, wherever somebody looks. */
  isAside(id: DecisionId): boolean;
  /** Milliseconds since this process first saw its prompt on the screen; 0 when it never did. */
  ageOf(id: DecisionId): number;
  seen(id: DecisionId): void;
  /** Milliseconds since this process opened it; without end for those of an earlier one. */
  openFor(id: DecisionId): number;
  /** Of the decisions closed last, those whose prompt looks like this one. */
  closedLike(id: SessionId, ask: Ask): Closed | null;
}

export interface Entry {
  readonly pane: PaneBinding;
  readonly ask: Ask;
  readonly about: string | null;
  readonly shown: string | null;
  /** A word on it for its card. */
  readonly note?: string | null;
  /** It waits behind the screen. */
  readonly aside?: boolean;
}

export interface Closed {
  readonly decision: Decision;
  /** On the steady clock. */
  readonly at: number;
}

interface Handed {
  readonly answer: DecisionAnswer;
  readonly doubt: string | null;
}

const closedKept = 8;

export function createDocket(engine: Engine, store: DecisionsStore): Docket {
  const opened = new Map<DecisionId, number>();
  const firstSeen = new Map<DecisionId, number>();
  const handed = new Map<DecisionId, Handed>();
  const asides = new Set<DecisionId>();
  const closed = new Map<SessionId, readonly Closed[]>();
  const now = () => engine.clock.monotonic();

  /** The session shows the oldest of its open decisions: question and proposal come and go together. */
  async function mirror(id: SessionId): Promise<Session> {
    const [first] = await openOf(id);
    const pending =
      first === undefined
        ? null
        : {
            id: first.id,
            runId: first.runId,
            question: first.ask.title,
            proposedDefault: first.ask.options[0]?.label ?? null,
          };
    return engine.books.update(id, (session) =>
      session.pendingDecision?.id === pending?.id ? null : { ...session, pendingDecision: pending },
    );
  }

  async function openOf(id: SessionId): Promise<readonly Decision[]> {
    return (await store.all()).filter((one) => one.sessionId === id && isOpen(one));
  }

  async function tell(decision: Decision): Promise<void> {
    const session = await stubborn(engine, () => mirror(decision.sessionId));
    await engine.announcer.announce({ kind: 'decision_changed', session, decision });
  }

  function closing(decision: Decision): void {
    opened.delete(decision.id);
    firstSeen.delete(decision.id);
    handed.delete(decision.id);
    asides.delete(decision.id);
    const others = closed.get(decision.sessionId) ?? [];
    const latest = [...others, { decision, at: now() }].slice(-closedKept);
    closed.set(decision.sessionId, latest);
  }

  async function change(
    id: DecisionId,
    make: (one: Decision) => Decision | null,
  ): Promise<Decision | null> {
    const written = await store.update(id, make);
    if (written !== null && !isOpen(written)) closing(written);
    return written;
  }

  async function drop(decision: Decision, note: string): Promise<void> {
    const at = stamp(engine.clock);
    const written = await change(decision.id, (one) =>
      one.state === 'open' ? close(one, 'superseded', at, note) : null,
    );
    if (written !== null) await tell(written);
  }

  return {
    store,
    openOf,
    async open(session, { aside = false, ...entry }) {
      if (session.runId === null) return null;
      const decision: Decision = {
        note: null,
        id: newDecisionId(),
        sessionId: session.id,
        runId: session.runId,
        agent: session.agent,
        ...entry,
        state: 'open',
        openedAt: stamp(engine.clock),
        answer: null,
        closedAt: null,
      };
      faultPoint('seen');
      opened.set(decision.id, now());
      if (entry.shown !== null) firstSeen.set(decision.id, now());
      if (aside) asides.add(decision.id);
      await store.insert(decision);
      faultPoint('written');
      // The card first: somebody may wait for it, while the record can follow.
      await engine.announcer.announce({ kind: 'decision_opened', session, decision });
      faultPoint('announced');
      await mirror(session.id);
      return decision;
    },
    change,
    tell,
    async finish(decision, note) {
      const over = handed.get(decision.id);
      if (over === undefined) return drop(decision, note);
      const at = stamp(engine.clock);
      const written = await change(decision.id, (one) =>
        one.state === 'open'
          ? close({ ...one, answer: over.answer }, 'answered', at, over.doubt)
          : null,
      );
      if (written !== null) await tell(written);
    },
    drop,
    async expire(decision, why) {
      const at = stamp(engine.clock);
      const written = await change(decision.id, (one) =>
        isOpen(one) ? close(one, 'expired', at, why) : null,
      );
      if (written !== null) await tell(written);
    },
    handedOver: (id, answer, doubt) => void handed.set(id, { answer, doubt: doubt ?? null }),
    wasHandedOver: (id) => handed.get(id)?.doubt === null,
    mayBeAnswered: (id) => handed.has(id),
    isAside: (id) => asides.has(id),
    ageOf: (id) => now() - (firstSeen.get(id) ?? now()),
    seen(id) {
      if (!firstSeen.has(id)) firstSeen.set(id, now());
    },
    openFor: (id) => now() - (opened.get(id) ?? Number.NEGATIVE_INFINITY),
    closedLike(id, ask) {
      const like = ({ decision }: Closed) =>
        decision.shown === ask.fingerprint || likeness(ask, decision.ask) > 1;
      return (closed.get(id) ?? []).findLast((one) => like(one)) ?? null;
    },
  };
}
