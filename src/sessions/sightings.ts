import type { Ask, Behind, Reading } from '../domain/ask.ts';
import { answeredElsewhere } from '../domain/decision.ts';
import type { Decision } from '../domain/decision.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Session } from '../domain/session.ts';
import type { PaneRef } from '../tmux/tmux.ts';
import type { Asides } from './asides.ts';
import type { Docket } from './docket.ts';
import { createDrawings, drawnMs } from './drawings.ts';
import type { Engine } from './engine.ts';
import type { Expected } from './expected.ts';
import { agentOf, bindingOf, refOf, samePane } from './launch.ts';
import { inFull, isSeenAgain, ownerOf } from './pairing.ts';
import { readHeld, readPane } from './press.ts';
import { createSecondLook } from './second-look.ts';
import { isPad } from './unreadable.ts';
import type { Waiting } from './waiting.ts';

/** What screens show, brought together with the decisions that are open. All of it runs with the desk of the session held. */
export interface Sightings {
  see(id: SessionId, ref: PaneRef, reading: Reading): Promise<void>;
  /** Reads the pane now, for a reason that no screen has told of. */
  look(session: Session): Promise<Reading>;
  /** Once more in a moment, until the pane can be read: nothing may ever be drawn there that says how it went. */
  lookLater(id: SessionId): void;
  /** The prompt that was seen last, while it stands there. */
  onScreen(id: SessionId): Ask | null;
  /** A new decision may fit what is on the screen, or make it doubtful whose it is. */
  compare(id: SessionId): Promise<void>;
}

/** A prompt that its agent only told of has this long to show up. */
export const unseenMs = 3_000;
/** Whether it was answered nobody knows: behind the other one it may wait still. */
export const displacedNote = 'Another prompt took its place.';
/** A prompt that was just answered may be drawn for a moment longer: its agent may tell of the answer sooner. */
const lingerMs = 1_000;

export interface SightingsDeps {
  readonly engine: Engine;
  readonly docket: Docket;
  readonly waiting: Waiting;
  readonly expected: Expected;
  readonly asides: Asides;
  readonly ending: AbortSignal;
}

export function createSightings(deps: SightingsDeps): Sightings {
  const { engine, docket, waiting, expected, asides, ending } = deps;
  const lookLater = createSecondLook({ engine, ending, firstMs: unseenMs, look });
  const lookSoon = createSecondLook({ engine, ending, firstMs: drawnMs, look });
  const drawings = createDrawings(engine);

  async function shows(id: SessionId, ref: PaneRef, ask: Ask): Promise<void> {
    const open = await inPane(id, ref);
    // While the answer to one that looks alike is on its way, nobody knows whose prompt is still there.
    const owner = ownerOf(
      ask,
      open,
      (one) => one.state === 'answering' || waiting.of(one.id) !== null,
    );
    for (const one of open) {
      const mine = owner.kind === 'one' && owner.decision.id === one.id;
      if (mine) await pair(one, ask.fingerprint);
      // One that only the screen knows stays what it was read as: before a key the doubt is looked at again.
      else if (isSeenAgain(ask, one)) await pair(one, one.about === null ? one.shown : null);
      else if (one.shown !== null) await displaced(one);
    }
    if (owner.kind !== 'none') return;
    if (open.some((one) => mayBe(one, ask))) {
      lookLater(id);
      return;
    }
    const session = await engine.books.get(id);
    if (drawings.isUnderWay(session, ask)) {
      lookSoon(id);
      return;
    }
    if (await isOver(session, ref, ask)) return;
    const told = expected.take(id, ask);
    // Each of them gets its card as it was told of, and none of them a key.
    if (told === 'several') return;
    const whole = told === null ? asForm(session, ask) : inFull(ask, told.ask);
    const about = told?.about ?? null;
    await docket.open(session, { pane: bindingOf(ref), ask: whole, about, shown: ask.fingerprint });
  }

  /** A prompt of a form that was told of before it came up. */
  function asForm({ id, agent }: Session, ask: Ask): Ask {
    return agentOf(engine, agent).whole?.(ask, engine.heard.forms.of(id)) ?? ask;
  }

  async function inPane(id: SessionId, ref: PaneRef): Promise<readonly Decision[]> {
    const open = await docket.openOf(id);
    for (const one of open) {
      const elsewhere = one.state === 'open' && !samePane(one.pane, bindingOf(ref));
      if (elsewhere) await over(one, displacedNote);
    }
    return open.filter((one) => samePane(one.pane, bindingOf(ref)));
  }

  async function pair(decision: Decision, shown: string | null): Promise<void> {
    if (shown !== null) docket.seen(decision.id);
    if (decision.shown === shown || decision.state !== 'open') return;
    await docket.change(decision.id, (one) => (one.state === 'open' ? { ...one, shown } : null));
  }

  /** Of prompts that wait side by side the agent shows one at a time; a hook that waits says that its own is open still. */
  async function displaced(decision: Decision): Promise<void> {
    if (waiting.of(decision.id) === null) {
      await docket.finish(decision, displacedNote);
    }
  }

  /** A prompt that was told of a moment ago and has not been seen yet may be this one. For a moment that is enough. */
  function mayBe(decision: Decision, ask: Ask): boolean {
    return (
      decision.shown === null &&
      waiting.of(decision.id) !== null &&
      decision.ask.kind === ask.kind &&
      docket.openFor(decision.id) < unseenMs
    );
  }

  /** Is this a late picture of a prompt that is over? Then a look at the pane shows something else. */
  async function isOver(session: Session, ref: PaneRef, ask: Ask): Promise<boolean> {
    const closed = docket.closedLike(session.id, ask);
    if (closed === null) return false;
    const lingers = lingerMs - (engine.clock.monotonic() - closed.at);
    if (lingers > 0) await engine.clock.sleep(lingers);
    const now = await readPane(engine, session.agent, ref);
    if (now.kind === 'unknown') lookLater(session.id);
    return now.kind !== 'asking' || now.ask.fingerprint !== ask.fingerprint;
  }

  /** No dialog is on the screen. */
  async function bare(id: SessionId, exited: boolean): Promise<void> {
    for (const one of await docket.openOf(id)) {
      if (one.state !== 'open') continue;
      if (exited) await dropped(one);
      else if (one.shown !== null) await over(one, goneNote(one));
      else if (waiting.of(one.id) !== null) continue;
      else if (docket.openFor(one.id) >= unseenMs) await over(one, 'It does not wait any more.');
      else lookLater(id);
    }
  }

  /** No dialog is on the screen, which says that one waits elsewhere. Somebody may have opened it and left it. */
  async function behind(id: SessionId, ref: PaneRef, waits: Behind): Promise<void> {
    for (const one of await docket.openOf(id)) {
      const isIt = one.shown === waits.ask.fingerprint;
      if (one.state !== 'open' || one.shown === null || isIt) continue;
      if (docket.isAside(one.id)) await pair(one, null);
      else await over(one, goneNote(one));
    }
    await asides.seen(id, ref, waits);
  }

  async function over(decision: Decision, note: string): Promise<void> {
    await docket.finish(decision, note);
    waiting.release(decision.id);
  }

  async function dropped(decision: Decision): Promise<void> {
    await docket.drop(decision, 'Its program has ended.');
    waiting.release(decision.id);
  }

  async function look(session: Session): Promise<Reading> {
    if (session.pane === null) return { kind: 'exited' };
    const ref = refOf(session.pane);
    const reading = await readHeld(engine, session.id, session.agent, ref);
    await take(session.id, ref, reading);
    return reading;
  }

  async function take(id: SessionId, ref: PaneRef, reading: Reading): Promise<void> {
    switch (reading.kind) {
      case 'unknown':
      case 'starting':
        return;
      case 'asking':
        // One that only takes single keys is the keypad's.
        if (isPad(reading.ask)) return;
        drawings.seen(id, ref, reading.ask);
        return shows(id, ref, reading.ask);
      case 'idle':
      case 'working':
      case 'exited':
        drawings.gone(id);
        return reading.kind === 'exited' || reading.behind === undefined
          ? bare(id, reading.kind === 'exited')
          : behind(id, ref, reading.behind);
    }
  }

  /**
   * Pictures come late, and a look may have been faster: before one of them says that a prompt is over, the pane
   * is read once more, as soon as it can be.
   */
  async function latest(id: SessionId, ref: PaneRef, reading: Reading): Promise<Reading> {
    const shown = shownBy(reading);
    const ends = (one: Decision) => one.shown !== null && one.shown !== shown;
    const open = await docket.openOf(id);
    if (!open.some((one) => one.state === 'open' && ends(one))) return reading;
    const { agent } = await engine.books.get(id);
    const now = await readHeld(engine, id, agent, ref);
    if (!isClear(now)) lookLater(id);
    return now;
  }

  async function see(id: SessionId, ref: PaneRef, reading: Reading): Promise<void> {
    if (isClear(reading)) await take(id, ref, await latest(id, ref, reading));
  }

  return {
    see,
    look,
    lookLater,
    onScreen: (id) => drawings.of(id)?.ask ?? null,
    async compare(id) {
      const drawing = drawings.of(id);
      if (drawing !== null) await shows(id, drawing.ref, drawing.ask);
    },
  };
}

function shownBy(reading: Reading): string | null {
  if (reading.kind === 'asking') return reading.ask.fingerprint;
  const waits = reading.kind === 'idle' || reading.kind === 'working' ? reading.behind : undefined;
  return waits?.ask.fingerprint ?? null;
}

function isClear({ kind }: Reading): boolean {
  return kind !== 'unknown' && kind !== 'starting';
}

function goneNote({ ask }: Decision): string {
  return ask.kind === 'menu' ? 'It is gone from the screen.' : answeredElsewhere;
}
