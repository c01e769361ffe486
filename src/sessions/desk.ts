import type { Choice, Reading } from '../domain/ask.ts';
import { isOpen } from '../domain/decision.ts';
import type { Decision } from '../domain/decision.ts';
import type { DecisionId, SessionId } from '../domain/ids.ts';
import type { AnswerOutcome } from '../domain/outcomes.ts';
import type { Screen } from '../domain/screen.ts';
import type { Session } from '../domain/session.ts';
import type { DecisionsStore } from '../store/decisions-store.ts';
import type { PaneRef } from '../tmux/tmux.ts';
import { createAnswering } from './answering.ts';
import { createAsides } from './asides.ts';
import { createDocket } from './docket.ts';
import type { Actor, Engine } from './engine.ts';
import { createExpected } from './expected.ts';
import { createKeypad } from './keypad.ts';
import type { PadPress } from './keypad.ts';
import { createRecovery } from './recovery.ts';
import type { Recovery } from './recovery.ts';
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
  /** After a start. */
  readonly recovery: Recovery;
  /** Hooks that wait are told nothing: their prompts stay where they are. */
  stop(): void;
}

export function createDesk(engine: Engine, store: DecisionsStore): Desk {
  const docket = createDocket(engine, store);
  const waiting = createWaiting();
  const expected = createExpected();
  const asides = createAsides(engine, docket, expected);
  const leaving = new AbortController();
  const ending = leaving.signal;
  const sightings = createSightings({ engine, docket, waiting, expected, asides, ending });
  const told = createTold({ engine, docket, waiting, expected, asides, sightings, ending });
  const answering = createAnswering({ engine, docket, waiting, sightings, told });
  const recovery = createRecovery({ engine, docket, waiting, answering, sightings, ending });
  const keypad = createKeypad(engine, docket, ending);
  const held = <T>(id: SessionId, work: () => Promise<T>) =>
    engine.books.exclusive(`desk:${id}`, work);

  return {
    see(id, ref, reading, screen) {
      keypad.see(id, ref, reading, screen);
      return held(id, async () => {
        await recovery.see(id, { ref, reading });
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
    recovery,
    stop() {
      leaving.abort();
      waiting.releaseAll();
    },
  };
}
