import type { Key, Reading } from '../domain/ask.ts';
import { isOpen } from '../domain/decision.ts';
import type { Decision } from '../domain/decision.ts';
import type { DecisionId, SessionId } from '../domain/ids.ts';
import type { AnswerOutcome } from '../domain/outcomes.ts';
import type { Screen } from '../domain/screen.ts';
import { UserError } from '../errors.ts';
import type { PaneRef } from '../tmux/tmux.ts';
import type { Docket } from './docket.ts';
import type { Actor, Engine } from './engine.ts';
import { agentOf, bindingOf, refOf } from './launch.ts';
import { witnesses } from './witness.ts';
import { coreOf, isPad, padAsk, pictureOf, wantsKeys } from './unreadable.ts';

/**
 * Prompts that nobody here can read: announced as what they are once they stand still, and answered key by key.
 * A key is pressed only while the screen is the very one that the operator saw.
 */
export interface Keypad {
  see(id: SessionId, ref: PaneRef, reading: Reading, screen: Screen): void;
  press(id: DecisionId, press: PadPress, actor: Actor): Promise<AnswerOutcome>;
}

export interface PadPress {
  readonly key: Key;
  /** What `markOf` gave for the screen that was shown. */
  readonly mark: string;
}

interface Look {
  readonly screen: Screen;
  readonly reading: Reading;
  readonly picture: string;
}

/** A screen that may be a prompt. */
interface Doubt {
  picture: string;
  readonly core: string | null;
  /** The core has been the same since then. */
  readonly since: number;
  told: boolean;
}

/** Half-drawn screens and answers that are being written look like anything. */
const stillMs = 2_000;
/** A dialog may stand beside something that never stops, such as a clock. */
const restlessMs = 6_000;
/** How long a key may take to show. */
const effectMs = 1_500;
const lookMs = 50;

/** Short, because it travels in a button. */
export function markOf({ shown }: Pick<Decision, 'shown'>): string {
  return (shown ?? '').slice(0, 8);
}

export function createKeypad(engine: Engine, docket: Docket, ending: AbortSignal): Keypad {
  const doubtful = new Map<SessionId, Doubt>();

  async function capture(agent: string, ref: PaneRef): Promise<Look | null> {
    const captured = await engine.tmux.capture(ref);
    if (captured.kind !== 'screen' || captured.screen.dead) return null;
    const { screen } = captured;
    return { screen, reading: agentOf(engine, agent).read(screen), picture: pictureOf(screen) };
  }

  async function padOf(id: SessionId): Promise<Decision | undefined> {
    return (await docket.openOf(id)).find((one) => isPad(one.ask));
  }

  /** A prompt that stands still sends no second screen: what a full disk kept from being told is tried again. */
  async function whenStill(id: SessionId, ref: PaneRef, picture: string): Promise<void> {
    for (;;) {
      await engine.clock.sleep(stillMs, ending);
      if (doubtful.get(id)?.picture !== picture) return;
      try {
        return await announce(id, ref, (now) => now.picture === picture);
      } catch (error) {
        if (error instanceof UserError && error.kind === 'session_not_found') return;
        engine.log.error({ session: id, err: error }, 'a prompt could not be announced');
      }
    }
  }

  /** Its rows have been the same for long, and each second something else is another. */
  async function whenRestless(id: SessionId, ref: PaneRef, doubt: Doubt): Promise<void> {
    try {
      await announce(id, ref, (now) => coreOf(now.screen) === doubt.core);
    } catch (error) {
      doubt.told = false;
      engine.log.error({ session: id, err: error }, 'a prompt could not be announced');
    }
  }

  async function announce(
    id: SessionId,
    ref: PaneRef,
    isSame: (now: Look) => boolean,
  ): Promise<void> {
    const session = await engine.books.get(id);
    if (!agentOf(engine, session.agent).structured) return;
    const now = await capture(session.agent, ref);
    if (now === null || !isSame(now)) return;
    const own = now.reading.kind === 'unknown' ? await engine.own.fresh(id) : null;
    if (own === 'unreadable') throw new Error('what its agent says of itself cannot be read');
    if (own !== 'asking' && !wantsKeys(now.reading, now.screen)) return;
    await engine.books.exclusive(`desk:${id}`, async () => {
      const open = await docket.openOf(id);
      // What can be read, or was told of, has a card already.
      if (open.some((one) => !isPad(one.ask))) return;
      const ask = padAsk(now.reading, now.screen);
      if (open.length > 0) await follow(open[0], ask);
      else
        await docket.open(session, { pane: bindingOf(ref), ask, about: null, shown: now.picture });
    });
  }

  async function follow(decision: Decision | undefined, ask: Decision['ask']): Promise<void> {
    if (decision === undefined || decision.shown === ask.fingerprint) return;
    const followed = await docket.change(decision.id, (one) =>
      one.state === 'open' ? { ...one, ask, shown: ask.fingerprint, note: null } : null,
    );
    if (followed !== null) await docket.tell(followed);
  }

  /** The card shows what the key has made of the screen; true: nothing. Another prompt, or none, is for whoever watches the pane. */
  async function settle(decision: Decision): Promise<boolean> {
    const ref = refOf(decision.pane);
    const start = engine.clock.monotonic();
    let now = await capture(decision.agent, ref);
    while (now?.picture === decision.shown && engine.clock.monotonic() - start < effectMs) {
      await engine.clock.sleep(lookMs);
      now = await capture(decision.agent, ref);
    }
    if (now === null) return false;
    const stays = now.picture === decision.shown;
    if (now.reading.kind !== 'unknown' && !wantsKeys(now.reading, now.screen)) return stays;
    const ask = padAsk(now.reading, now.screen);
    await engine.books.exclusive(`desk:${decision.sessionId}`, async () =>
      follow(await padOf(decision.sessionId), ask),
    );
    return stays;
  }

  return {
    see(id, ref, reading, screen) {
      const before = doubtful.get(id);
      const mayBe = reading.kind === 'unknown' || wantsKeys(reading, screen);
      if (!mayBe) {
        doubtful.delete(id);
        return;
      }
      const picture = pictureOf(screen);
      if (before?.picture === picture) return;
      const core = coreOf(screen);
      const now = engine.clock.monotonic();
      const goesOn = before !== undefined && core !== null && before.core === core;
      const doubt = goesOn ? before : { picture, core, since: now, told: false };
      doubt.picture = picture;
      doubtful.set(id, doubt);
      // Only the end of all of it makes it reject.
      void whenStill(id, ref, picture).catch(() => undefined);
      if (doubt.told || !goesOn || now - doubt.since < restlessMs) return;
      doubt.told = true;
      void whenRestless(id, ref, doubt);
    },
    async press(id, { key, mark }, actor) {
      const decision = await docket.store.get(id);
      if (decision === null || !isPad(decision.ask)) {
        return { kind: 'not_found', detail: 'There is no such prompt any more.' };
      }
      if (!isOpen(decision)) {
        return { kind: 'superseded', detail: decision.note ?? 'It is gone from the screen.' };
      }
      const changed: AnswerOutcome = {
        kind: 'refused',
        detail: 'The screen is another one now. Nothing was pressed.',
      };
      if (mark !== markOf(decision)) return changed;
      return engine.books.exclusive(decision.sessionId, async () => {
        const now = await capture(decision.agent, refOf(decision.pane));
        if (now?.picture !== decision.shown) return changed;
        const words = witnesses(padAsk(now.reading, now.screen), now.screen);
        const typed = await engine.tmux.keys(refOf(decision.pane), [key], { while: words });
        if (typed.kind === 'refused' && typed.why === 'changed') return changed;
        if (typed.kind === 'refused') {
          return { kind: 'refused' as const, detail: `The pane takes no keys (${typed.why}).` };
        }
        // Held until the key shows: a second tap meets the screen that the first one made.
        const stays = await settle(decision);
        if (typed.kind === 'unknown') {
          return { kind: 'unknown' as const, detail: `tmux did not answer (${typed.why}).` };
        }
        if (stays) {
          const detail = 'Pressed, but the screen has not changed.';
          return { kind: 'not_taken' as const, detail };
        }
        const label = 'name' in key ? key.name : keyText(key);
        return { kind: 'answered' as const, by: actor, label };
      });
    },
  };
}

function keyText(key: Key): string {
  return 'text' in key ? key.text : '';
}
