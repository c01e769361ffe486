import type { Reading } from '../domain/ask.ts';
import { close, isOpen } from '../domain/decision.ts';
import type { Decision } from '../domain/decision.ts';
import type { SessionId } from '../domain/ids.ts';
import { isLive } from '../domain/session.ts';
import type { PaneRef } from '../tmux/tmux.ts';
import type { Answering } from './answering.ts';
import type { Docket } from './docket.ts';
import type { Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { bindingOf, samePane } from './launch.ts';
import { readNow } from './press.ts';
import { unseenMs } from './sightings.ts';
import type { Sightings } from './sightings.ts';
import type { Waiting } from './waiting.ts';

/**
 * What a daemon that was killed left behind. A claim of its is settled by what the pane shows:
 *
 *   answering → open        the prompt is still there, or for a while nothing can be read
 *             → answered    it has gone, and nobody saw by whose key
 *             → superseded  the pane has gone
 */
export interface Recovery {
  /** Claims, as soon as tmux has answered; those that wait for a pane are gone after in the background. */
  claims(): Promise<void>;
  /** With the desk of the session held: what tmux tells of by itself is newer than every such claim. */
  see(id: SessionId, picture: Picture): Promise<void>;
  /** Once the books match what runs: prompts whose run has ended while nobody could write that down. */
  leftovers(): Promise<void>;
}

/** A screen that tmux told of. */
export interface Picture {
  readonly ref: PaneRef;
  readonly reading: Reading;
}

export interface RecoveryDeps {
  readonly engine: Engine;
  readonly docket: Docket;
  readonly waiting: Waiting;
  readonly answering: Answering;
  readonly sightings: Sightings;
  readonly ending: AbortSignal;
}

/** The prompt has gone, and nobody saw by whose key. */
const unseenAnswer = 'tapmux restarted while answering, so nobody saw whose key it was.';

export function createRecovery(deps: RecoveryDeps): Recovery {
  const { engine, docket, waiting, answering, sightings, ending } = deps;
  const held = <T>(id: SessionId, work: () => Promise<T>) =>
    engine.books.exclusive(`desk:${id}`, work);

  const isClaim = (one: Decision) => one.state === 'answering' && !answering.isInHand(one.id);

  /** Why it could not be settled yet; null when it is. */
  async function recover(decision: Decision, told: Picture | null): Promise<string | null> {
    const read = await readNow(engine, decision);
    const isTold = told !== null && samePane(decision.pane, bindingOf(told.ref));
    const now = read.kind === 'unknown' && isTold ? told.reading : read;
    if (now.kind === 'unknown') return now.why;
    // A blank screen may be one between two drawings.
    if (now.kind === 'starting') return 'it is blank';
    await recovered(decision, now);
    return null;
  }

  async function recovered(decision: Decision, now: Reading): Promise<void> {
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

  /** A prompt that stands still sends no picture, and its card may not say for ever that it is being answered. */
  function later(claimed: Decision): void {
    const again = async () => {
      await engine.clock.sleep(unseenMs, ending);
      await held(claimed.sessionId, async () => {
        const now = await docket.store.get(claimed.id);
        if (now === null || !isClaim(now)) return;
        const why = await recover(now, null);
        if (why !== null) await givenUp(now, why);
      });
    };
    again().catch((error: unknown) => {
      if (!ending.aborted) failed(claimed, error);
    });
  }

  /** It is asked again, and stays open until the pane can be read: a key needs a look at it anyway. */
  async function givenUp(decision: Decision, why: string): Promise<void> {
    const detail = `tapmux restarted while answering, and cannot see its screen now (${why}).`;
    await answering.settle(decision, { kind: 'unknown', detail });
    if (decision.answer !== null) docket.handedOver(decision.id, decision.answer, unseenAnswer);
    sightings.lookLater(decision.sessionId);
  }

  /** Such as one whose session has no record that can be read: the others are not held up by it. */
  function failed({ id, sessionId }: Decision, error: unknown): void {
    engine.log.error({ session: sessionId, decision: id, err: error }, 'a claim was not settled');
  }

  return {
    async claims() {
      for (const decision of await docket.store.all()) {
        if (!isClaim(decision)) continue;
        try {
          const why = await held(decision.sessionId, () => recover(decision, null));
          if (why !== null) later(decision);
        } catch (error) {
          failed(decision, error);
        }
      }
    },
    async see(id, picture) {
      for (const decision of await docket.openOf(id)) {
        if (isClaim(decision)) await recover(decision, picture);
      }
    },
    async leftovers() {
      const sessions = new Map((await engine.books.all()).map((one) => [one.id, one]));
      for (const decision of (await docket.store.all()).filter(isOpen)) {
        const session = sessions.get(decision.sessionId);
        if (session === undefined) continue;
        if (isLive(session) && session.runId === decision.runId) continue;
        const why = `${decision.agent} has ended`;
        await held(decision.sessionId, () => docket.expire(decision, why));
      }
    },
  };
}
