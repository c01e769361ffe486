import { messageOf } from '../errors.ts';
import type { Ask, Choice, Reading } from '../domain/ask.ts';
import { claim, close, isOpen, reopen } from '../domain/decision.ts';
import type { Decision } from '../domain/decision.ts';
import { newDecisionId } from '../domain/ids.ts';
import type { DecisionId, SessionId } from '../domain/ids.ts';
import type { AnswerOutcome } from '../domain/outcomes.ts';
import type { Screen } from '../domain/screen.ts';
import type { Session } from '../domain/session.ts';
import { faultPoint } from '../fault.ts';
import type { DecisionsStore } from '../store/decisions-store.ts';
import type { PaneRef } from '../tmux/tmux.ts';
import type { Actor, Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { bindingOf, samePane } from './launch.ts';
import { press, readNow, readPane } from './press.ts';
import { stubborn } from './stubborn.ts';

/**
 * One prompt, one decision, at most one answer.
 *
 *   seen → stored → announced → claimed (compare-and-set) → looked at again → pressed → seen to go
 */
export interface Desk {
  /** What a pane of this session shows now. */
  see(id: SessionId, ref: PaneRef, reading: Reading, screen: Screen): Promise<void>;
  open(): Promise<readonly Decision[]>;
  get(id: DecisionId): Promise<Decision | null>;
  answer(id: DecisionId, choice: Choice, actor: Actor): Promise<AnswerOutcome>;
  /** The session's run is over: nothing can be answered any more. */
  expire(id: SessionId, why: string): Promise<void>;
  /** After a start: claims of a process that died are settled by what the pane shows now. */
  recover(): Promise<void>;
}

export function createDesk(engine: Engine, store: DecisionsStore): Desk {
  /** When the prompt of a decision was first seen by this process, on the steady clock. */
  const since = new Map<DecisionId, number>();
  /** The prompt that was closed last in each session: a late picture of it must not open it anew. */
  const closedLast = new Map<SessionId, string>();

  async function current(id: SessionId): Promise<Decision | undefined> {
    return (await store.all()).find((one) => one.sessionId === id && isOpen(one));
  }

  async function announce(session: Session, decision: Decision): Promise<void> {
    const kind =
      decision.state === 'open' && decision.note === null ? 'decision_opened' : 'decision_changed';
    await engine.announcer.announce({ kind, session, decision });
  }

  /** Pending question and proposed answer come and go together. */
  async function mirror(id: SessionId, decision: Decision | null): Promise<Session> {
    return engine.books.update(id, (session) => ({
      ...session,
      pendingDecision:
        decision === null
          ? null
          : {
              id: decision.id,
              runId: decision.runId,
              question: decision.ask.title,
              proposedDefault: decision.ask.options[0]?.label ?? null,
            },
    }));
  }

  async function open(session: Session, ref: PaneRef, ask: Ask): Promise<void> {
    if (session.runId === null) return;
    faultPoint('seen');
    const decision: Decision = {
      id: newDecisionId(),
      sessionId: session.id,
      runId: session.runId,
      pane: bindingOf(ref),
      agent: session.agent,
      ask,
      state: 'open',
      openedAt: stamp(engine.clock),
      answer: null,
      closedAt: null,
      note: null,
    };
    since.set(decision.id, engine.clock.monotonic());
    await store.insert(decision);
    faultPoint('written');
    // The card first: the record of the session can follow.
    await announce(session, decision);
    faultPoint('announced');
    await mirror(session.id, decision);
  }

  async function supersede(decision: Decision, note: string): Promise<void> {
    const closed = await store.update(decision.id, (one) =>
      one.state === 'open' ? close(one, 'superseded', stamp(engine.clock), note) : null,
    );
    if (closed === null) return;
    since.delete(decision.id);
    closedLast.set(decision.sessionId, decision.ask.fingerprint);
    await announce(await mirror(decision.sessionId, null), closed);
  }

  /** Writes down how the claimed decision ended. */
  async function settle(decision: Decision, outcome: AnswerOutcome): Promise<void> {
    const at = stamp(engine.clock);
    if (outcome.kind === 'needs_words') {
      // Nothing happened to it, so nobody is told.
      await store.update(decision.id, (one) => reopen(one, null));
      return;
    }
    const written = await store.update(decision.id, (one) => {
      switch (outcome.kind) {
        case 'answered':
          return close(one, 'answered', at);
        case 'superseded':
          return close(one, 'superseded', at, outcome.detail);
        default:
          return reopen(one, 'detail' in outcome ? outcome.detail : 'It did not take.');
      }
    });
    if (written === null) return;
    faultPoint('closed');
    const session = await mirror(decision.sessionId, isOpen(written) ? written : null);
    if (!isOpen(written)) {
      since.delete(decision.id);
      closedLast.set(decision.sessionId, decision.ask.fingerprint);
      await engine.books.update(session.id, (one) => ({ ...one, lastActivityAt: at }));
    }
    await announce(session, written);
  }

  return {
    see(id, ref, reading) {
      return engine.books.exclusive(`desk:${id}`, async () => {
        const standing = await current(id);
        if (standing?.state === 'answering') return;
        if (reading.kind === 'unknown') return;
        const ask = reading.kind === 'asking' ? reading.ask : null;
        const same =
          standing !== undefined &&
          ask !== null &&
          standing.ask.fingerprint === ask.fingerprint &&
          samePane(standing.pane, bindingOf(ref));
        if (same) {
          if (!since.has(standing.id)) since.set(standing.id, engine.clock.monotonic());
          return;
        }
        if (standing !== undefined) {
          await supersede(standing, noteFor(reading));
        }
        if (ask === null) return;
        const session = await engine.books.get(id);
        if (closedLast.get(id) === ask.fingerprint) {
          const now = await readPane(engine, session.agent, ref);
          if (now.kind !== 'asking' || now.ask.fingerprint !== ask.fingerprint) return;
        }
        await open(session, ref, ask);
      });
    },
    open: async () => (await store.all()).filter(isOpen),
    get: (id) => store.get(id),
    async answer(id, choice, actor) {
      const decision = await store.get(id);
      if (decision === null) {
        return { kind: 'not_found', detail: 'There is no such decision any more.' };
      }
      const label = labelOf(decision.ask, choice);
      if (label === null) {
        return { kind: 'refused', detail: 'That is not one of the options of this prompt.' };
      }
      faultPoint('tapped');
      return engine.books.exclusive(`desk:${decision.sessionId}`, async () => {
        const claimed = await store.update(id, (one) =>
          claim(one, { by: actor, label, at: stamp(engine.clock) }),
        );
        if (claimed === null) return recorded(await store.get(id));
        faultPoint('claimed');
        let outcome: AnswerOutcome;
        try {
          const age = engine.clock.monotonic() - (since.get(id) ?? 0);
          outcome = await press(engine, claimed, choice, age);
        } catch (error) {
          const detail = messageOf(error);
          await stubborn(engine, () => settle(claimed, { kind: 'unknown', detail }));
          throw error;
        }
        faultPoint('confirmed');
        if (outcome.kind === 'answered') outcome = { kind: 'answered', by: actor, label };
        const ended = outcome;
        await stubborn(engine, () => settle(claimed, ended));
        return outcome;
      });
    },
    expire(id, why) {
      return engine.books.exclusive(`desk:${id}`, async () => {
        for (const decision of await store.all()) {
          if (decision.sessionId !== id || !isOpen(decision)) continue;
          const closed = await store.update(decision.id, (one) =>
            close(one, 'expired', stamp(engine.clock), why),
          );
          since.delete(decision.id);
          if (closed !== null) await announce(await engine.books.get(id), closed);
        }
      });
    },
    async recover() {
      for (const decision of await store.all()) {
        if (decision.state !== 'answering') continue;
        const shown = await readNow(engine, decision);
        if (shown.kind === 'unknown') continue;
        if (shown.kind === 'exited') {
          await settle(decision, { kind: 'superseded', detail: 'Its program has ended.' });
          continue;
        }
        const stays = shown.kind === 'asking' && shown.ask.fingerprint === decision.ask.fingerprint;
        await settle(
          decision,
          stays
            ? {
                kind: 'not_taken',
                detail: 'tapmux restarted while answering; the prompt is still there.',
              }
            : {
                kind: 'answered',
                by: decision.answer?.by ?? '',
                label: decision.answer?.label ?? '',
              },
        );
      }
    },
  };
}

/** Why a prompt is no longer there, as far as the screen tells. */
function noteFor(reading: Reading): string {
  if (reading.kind === 'asking') return 'Another prompt took its place.';
  return reading.kind === 'exited' ? 'Its program has ended.' : 'Answered at the keyboard.';
}

function recorded(decision: Decision | null): AnswerOutcome {
  if (decision === null)
    return { kind: 'not_found', detail: 'There is no such decision any more.' };
  if (decision.answer !== null) {
    return { kind: 'already', by: decision.answer.by, label: decision.answer.label };
  }
  return { kind: 'superseded', detail: decision.note ?? 'That prompt is no longer on the screen.' };
}

/** What the choice is called, or null when the ask has no such choice. */
export function labelOf(ask: Ask, choice: Choice): string | null {
  switch (choice.kind) {
    case 'option':
      return ask.options[choice.index]?.label ?? null;
    case 'options': {
      const labels = choice.indexes.map((index) => ask.options[index]?.label);
      return labels.every((label) => label !== undefined) ? labels.join(', ') : null;
    }
    case 'text':
      return choice.text.length > 80 ? `${choice.text.slice(0, 80)}…` : choice.text;
  }
}
