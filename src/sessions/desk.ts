import type { Choice, Reading } from '../domain/ask.ts';
import { close, isOpen } from '../domain/decision.ts';
import type { Decision } from '../domain/decision.ts';
import type { DecisionId, SessionId } from '../domain/ids.ts';
import type { AnswerOutcome } from '../domain/outcomes.ts';
import type { Screen } from '../domain/screen.ts';
import type { Session } from '../domain/session.ts';
import type { DecisionsStore } from '../store/decisions-store.ts';
import type { PaneRef } from '../tmux/tmux.ts';
import { createAnswering } from './answering.ts';
import { createDocket } from './docket.ts';
import type { Actor, Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { createExpected } from './expected.ts';
import { createKeypad } from './keypad.ts';
import type { PadPress } from './keypad.ts';
import { bindingOf, samePane } from './launch.ts';
import { readNow } from './press.ts';
import { createSightings } from './sightings.ts';
import { createTold } from './told.ts';
import type { Asked } from './told.ts';
import { createWaiting } from './waiting.ts';

/**
 * One prompt, one decision, at most one answer, however it came to be known.
 *
 *   told of or seen → stored → announced → claimed → looked at again → answered → seen to take
 */
export interface Desk {
  /** What a pane of this session shows now. */
  see(id: SessionId, ref: PaneRef, reading: Reading, screen: Screen): Promise<void>;
  /** The agent tells of a prompt; what its hook is told comes when it is known. */
  asks(session: Session, told: Asked): Promise<unknown>;
  /** The agent tells that what was asked for went on. */
  settled(session: Session, about: string, refused?: boolean): Promise<void>;
  turnOver(session: Session, ended: boolean): Promise<void>;
  open(): Promise<readonly Decision[]>;
  /** Closed at this moment (RFC 3339) or later. */
  settledSince(at: string): Promise<readonly Decision[]>;
  get(id: DecisionId): Promise<Decision | null>;
  answer(id: DecisionId, choice: Choice, actor: Actor): Promise<AnswerOutcome>;
  /** A key for a prompt that nobody can read, while the screen is the one that the operator saw. */
  key(id: DecisionId, press: PadPress, actor: Actor): Promise<AnswerOutcome>;
  /** A word on how it went on, on the card. */
  remark(id: DecisionId, note: string): Promise<void>;
  /** The session's run is over: nothing can be answered any more. */
  expire(id: SessionId, why: string): Promise<void>;
  /** After a start: claims of a process that died are settled by what the pane shows now. */
  recover(): Promise<void>;
  /** Hooks that wait are told nothing: their prompts stay where they are. */
  stop(): void;
}

export function createDesk(engine: Engine, store: DecisionsStore): Desk {
  const docket = createDocket(engine, store);
  const waiting = createWaiting();
  const expected = createExpected();
  const ending = new AbortController();
  const sightings = createSightings(engine, docket, waiting, expected, ending.signal);
  const told = createTold(engine, docket, waiting, expected, sightings, ending.signal);
  const answering = createAnswering({ engine, docket, waiting, sightings, told });
  const keypad = createKeypad(engine, docket, ending.signal);
  const held = <T>(id: SessionId, work: () => Promise<T>) =>
    engine.books.exclusive(`desk:${id}`, work);

  return {
    see(id, ref, reading, screen) {
      keypad.see(id, ref, reading, screen);
      return held(id, async () => {
        await recover(await docket.openOf(id), { ref, reading });
        await sightings.see(id, ref, reading);
      });
    },
    async asks(session, asked) {
      const { reply } = await held(session.id, () => told.asks(session, asked));
      return reply;
    },
    settled: (session, about, refused) =>
      held(session.id, () => told.settled(session, about, refused)),
    turnOver: (session, ended) => held(session.id, () => told.over(session, ended)),
    open: async () => (await store.all()).filter(isOpen),
    settledSince: async (at) =>
      (await store.all()).filter((one) => one.closedAt !== null && one.closedAt >= at),
    get: (id) => store.get(id),
    answer: (id, choice, actor) => answering.answer(id, choice, actor),
    key: (id, press, actor) => keypad.press(id, press, actor),
    async remark(id, note) {
      const written = await docket.change(id, (one) => ({ ...one, note }));
      if (written !== null) await docket.tell(written);
    },
    expire(id, why) {
      return held(id, async () => {
        for (const decision of await docket.openOf(id)) {
          await docket.expire(decision, why);
          waiting.release(decision.id);
        }
      });
    },
    async recover() {
      for (const decision of await store.all()) {
        if (decision.state !== 'answering') continue;
        await held(decision.sessionId, () => recover([decision], null));
      }
    },
    stop() {
      ending.abort();
      waiting.releaseAll();
    },
  };

  /** Claims of a process that died. While the pane cannot be read they wait for a screen that can. */
  async function recover(decisions: readonly Decision[], told: Picture | null): Promise<void> {
    for (const decision of decisions) {
      if (decision.state !== 'answering' || answering.isInHand(decision.id)) continue;
      const read = await readNow(engine, decision);
      // Every picture that this process is told of is newer than the claim.
      const isTold = told !== null && samePane(decision.pane, bindingOf(told.ref));
      await recovered(decision, read.kind === 'unknown' && isTold ? told.reading : read);
    }
  }

  async function recovered(decision: Decision, now: Reading): Promise<void> {
    // A blank screen may be one between two drawings.
    if (now.kind === 'unknown' || now.kind === 'starting') return;
    if (now.kind === 'exited') {
      const detail = 'Its program has ended.';
      return answering.settle(decision, { kind: 'superseded', detail });
    }
    const stands = now.kind === 'asking' && [null, now.ask.fingerprint].includes(decision.shown);
    // One that its agent has told this process of waits as long as its hook does, perhaps behind another one.
    if (stands || waiting.of(decision.id) !== null) {
      const detail = 'tapmux restarted while answering; the prompt is still there.';
      await answering.settle(decision, { kind: 'not_taken', detail });
      await sightings.look(await engine.books.get(decision.sessionId));
      return;
    }
    const closed = await docket.change(decision.id, (one) =>
      one.state === 'answering' ? close(one, 'answered', stamp(engine.clock), unseenAnswer) : null,
    );
    if (closed !== null) await docket.tell(closed);
  }
}

/** A screen that tmux told of. */
interface Picture {
  readonly ref: PaneRef;
  readonly reading: Reading;
}

/** The prompt has gone, and nobody saw by whose key. */
const unseenAnswer = 'tapmux restarted while answering, so nobody saw whose key it was.';
