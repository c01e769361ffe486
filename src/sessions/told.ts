import type { Ask } from '../domain/ask.ts';
import { answeredElsewhere, isOpen } from '../domain/decision.ts';
import type { Decision } from '../domain/decision.ts';
import type { DecisionId } from '../domain/ids.ts';
import type { Session } from '../domain/session.ts';
import type { Asides } from './asides.ts';
import type { Docket } from './docket.ts';
import type { Engine } from './engine.ts';
import type { Expected } from './expected.ts';
import { refOf } from './launch.ts';
import { readHeld } from './press.ts';
import { inFull, tellsOf } from './pairing.ts';
import { displacedNote, unseenMs } from './sightings.ts';
import type { Sightings } from './sightings.ts';
import { nothing } from './waiting.ts';
import type { Waiting, WaitingHook } from './waiting.ts';

/** What agents tell of their prompts. All of it runs with the desk of the session held. */
export interface Told {
  /** What a hook that waits is told in the end is in the box, so that nobody who holds the desk waits for it. */
  asks(session: Session, told: Asked): Promise<{ readonly reply: Promise<unknown> }>;
  settled(session: Session, about: string, refused?: boolean): Promise<void>;
  /** Nothing of the turn waits any more, or with `ended` nothing at all. */
  over(session: Session, ended: boolean): Promise<void>;
  hungUp(session: Session, id: DecisionId, hook: WaitingHook): Promise<void>;
  /** Has the agent told that what was asked for went on, while we were answering? */
  wasSettled(id: DecisionId): boolean;
  /** And was it refused? Null: the agent does not say. */
  wasRefused(id: DecisionId): boolean | null;
}

export interface Asked {
  readonly about: string;
  readonly ask: Ask;
  /** By an agent that works beside the turn. */
  readonly aside: boolean;
  /** Null: the hook only reports. */
  readonly hook: WaitingHook | null;
}

/** A report may come this much later than what it tells of. */
const lateMs = 1_500;

export interface ToldDeps {
  readonly engine: Engine;
  readonly docket: Docket;
  readonly waiting: Waiting;
  readonly expected: Expected;
  readonly asides: Asides;
  readonly sightings: Sightings;
  readonly ending: AbortSignal;
}

export function createTold(deps: ToldDeps): Told {
  const { engine, docket, waiting, expected, asides, sightings, ending } = deps;
  /** Decisions that are being answered, and have been seen to go on. */
  const settledNow = new Map<DecisionId, boolean | null>();
  /** Requests that went on, by when. */
  const wentOn = new Map<string, number>();

  async function decisionFor(session: Session, told: Asked): Promise<Decision | null> {
    const open = await docket.openOf(session.id);
    const same = open.find((one) => one.about === told.about && one.state === 'open');
    if (same !== undefined && waiting.of(same.id) === null) {
      if (!docket.wasHandedOver(same.id)) return same;
      // It asks for the same once more: so the answer to the first one was taken.
      await docket.finish(same, 'Answered.');
    }
    // Also one that is being answered already: a report may be slower than the operator.
    const seen = open.filter((one) => tellsOf(told.ask, one));
    const standing = seen.filter((one) => one.state === 'open');
    const [twin, ...others] = standing.length > 0 ? standing : seen;
    if (twin !== undefined && others.length === 0) return join(twin, told);
    if (isLate(session, told)) return null;
    if (told.hook === null) {
      expected.add(session.id, told);
      openUnseen(session, told);
      return null;
    }
    return openTold(session, told);
  }

  async function openTold(session: Session, { ask, about }: Asked): Promise<Decision | null> {
    if (session.pane === null) return null;
    return docket.open(session, { pane: session.pane, ask, about, shown: null });
  }

  /** Nobody has seen it for certain: unless there is no dialog at all, it is announced as it was told of. */
  function openUnseen(session: Session, told: Asked): void {
    const later = async () => {
      await engine.clock.sleep(unseenMs, ending);
      await engine.books.exclusive(`desk:${session.id}`, async () => {
        if (!expected.has(session.id, told)) return;
        const reading = await sightings.look(session);
        if (!expected.has(session.id, told)) return;
        expected.drop(session.id, told.about);
        if (reading.kind === 'idle' || reading.kind === 'working') {
          if (told.aside && reading.behind !== undefined) {
            await asides.told(session, told, reading.behind);
          }
          return;
        }
        const opened = await openTold(session, told);
        if (opened !== null) sightings.lookLater(session.id);
      });
    };
    later().catch((error: unknown) => {
      if (ending.aborted) return;
      engine.log.error({ session: session.id, err: error }, 'a prompt that was told of is lost');
    });
  }

  /** Seen first and told of now: its card gets the whole of it, and keeps its buttons. */
  async function join(decision: Decision, { about, ask }: Asked): Promise<Decision> {
    const joined = await docket.change(decision.id, (one) =>
      isOpen(one) ? { ...one, about, ask: inFull(one.ask, ask) } : null,
    );
    if (joined === null) return decision;
    await docket.tell(joined);
    return joined;
  }

  /** Its prompt was answered before we were told of it. */
  function isLate(session: Session, { about, ask, hook }: Asked): boolean {
    const now = engine.clock.monotonic();
    const recent = (at: number | undefined) => at !== undefined && now - at < lateMs;
    const closed = docket.closedLike(session.id, ask);
    // Behind the one that took its place it may wait still, as its hook does.
    const waits = hook !== null && closed?.decision.note === displacedNote;
    if (closed !== null && recent(closed.at) && tellsOf(ask, closed.decision)) return !waits;
    return hook === null && recent(wentOn.get(`${session.id} ${about}`));
  }

  function remember(session: Session, about: string): void {
    const now = engine.clock.monotonic();
    for (const [key, at] of wentOn) if (now - at > lateMs) wentOn.delete(key);
    wentOn.set(`${session.id} ${about}`, now);
  }

  async function finish(
    decision: Decision,
    note: string,
    refused: boolean | null = null,
  ): Promise<void> {
    if (decision.state === 'answering') {
      settledNow.set(decision.id, refused);
      return;
    }
    await docket.finish(decision, note);
    waiting.release(decision.id);
  }

  return {
    async asks(session, told) {
      const decision = await decisionFor(session, told);
      if (decision === null) return { reply: Promise.resolve(nothing) };
      settledNow.delete(decision.id);
      const reply =
        told.hook === null ? Promise.resolve(nothing) : waiting.join(decision.id, told.hook);
      const { hook } = told;
      const hungUp = () => {
        if (hook === null) return;
        const work = engine.books.exclusive(`desk:${session.id}`, () =>
          this.hungUp(session, decision.id, hook),
        );
        work.catch((error: unknown) => {
          engine.log.error({ session: session.id, err: error }, 'the end of a hook was not noted');
        });
      };
      // It may have gone while it waited for its turn here.
      if (hook?.gone.aborted === true) hungUp();
      else hook?.gone.addEventListener('abort', hungUp);
      await sightings.compare(session.id);
      return { reply };
    },
    async settled(session, about, refused) {
      remember(session, about);
      expected.drop(session.id, about);
      // Each end is told of one request: of several by the same name the next word is of another one.
      const open = (await docket.openOf(session.id)).filter(
        (one) => one.about === about && !settledNow.has(one.id),
      );
      const ended = open.find((one) => one.state === 'answering') ?? open[0];
      if (ended === undefined) return;
      await finish(ended, answeredElsewhere, refused);
      await sightings.look(session);
    },
    async over(session, ended) {
      if (ended) expected.drop(session.id, null);
      else expected.turnOver(session.id);
      const reading = await sightings.look(session);
      if (!ended && reading.kind === 'unknown') return;
      const stays = !ended && reading.kind === 'asking';
      for (const one of await docket.openOf(session.id)) {
        if (stays && (one.shown !== null || waiting.of(one.id) !== null)) continue;
        if (!ended && docket.isAside(one.id)) continue;
        if (ended) await docket.drop(one, 'Its program has ended.');
        else await finish(one, answeredElsewhere);
        waiting.release(one.id);
      }
    },
    async hungUp(session, id, hook) {
      if (!waiting.release(id, hook)) return;
      const decision = await docket.store.get(id);
      if (decision === null) return;
      if (decision.state === 'answering') settledNow.set(id, null);
      if (decision.state !== 'open') return;
      const { pane, agent } = decision;
      const reading = await readHeld(engine, session.id, agent, refOf(pane));
      if (reading.kind === 'unknown') {
        sightings.lookLater(session.id);
        return;
      }
      if (reading.kind === 'asking') {
        await sightings.see(session.id, refOf(pane), reading);
        // While its prompt stands there it goes on without its hook, with keys.
        if ((await docket.store.get(id))?.shown === reading.ask.fingerprint) return;
      }
      await docket.finish(decision, answeredElsewhere);
      await sightings.see(session.id, refOf(pane), reading);
    },
    wasSettled: (id) => settledNow.has(id),
    wasRefused: (id) => settledNow.get(id) ?? null,
  };
}
