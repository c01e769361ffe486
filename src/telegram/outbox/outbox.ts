import type { Clock } from '../../clock.ts';
import type { OutgoingMessage, Place } from '../message.ts';
import type { CourierDeps } from './courier.ts';
import { createCourier } from './courier.ts';
import { digestCard, gathered } from './digest.ts';
import type { Entry, Lane } from './entry.ts';
import { createQueue } from './queue.ts';
import { loggable } from './failure.ts';
import { readable } from './long.ts';
import { createPace } from './pace.ts';
import type { Pace } from './pace.ts';
import type { Item, Queue } from './queue.ts';

export interface Posting {
  readonly lane: Lane;
  readonly place: Place;
  readonly message: OutgoingMessage;
  /** Put twice under one id, it is sent once. */
  readonly id?: string;
  readonly inTopicOf?: string;
  readonly session?: string;
  readonly decision?: string;
  readonly key?: string;
  readonly edit?: number;
}

/** Everything that is said goes through here: stored first, then sent, each chat at its own pace. */
export interface Outbox {
  /** Safe on the disk when this resolves. */
  put(posting: Posting): Promise<void>;
  /** It was put under this id: it waits or was sent. */
  knows(id: string): boolean;
  start(): void;
  stop(): Promise<void>;
  waiting(): number;
  /** The network is back: nobody waits any longer than Telegram said. */
  wake(): void;
  /** Somebody is there again. */
  unpark(chat: number): void;
  isParked(chat: number): boolean;
}

export interface OutboxDeps extends CourierDeps {
  readonly clock: Clock;
  readonly parked: readonly number[];
  moved(from: number, to: number): Promise<void>;
  unreachable(chat: number, why: string): Promise<void>;
  unauthorized(): void;
}

interface ChatState {
  readonly queue: Queue;
  readonly pace: Pace;
  /** The key of the digest that was begun last. */
  digest: string | null;
  running: Promise<void> | null;
  parked: boolean;
  wake: AbortController;
}

/** More notices than this that wait for one chat are told in one card. */
const floodAt = 20;
const stopMs = 2_000;

export function createOutbox(deps: OutboxDeps): Outbox {
  const { shelf, clock, log } = deps;
  const courier = createCourier(deps);
  const chats = new Map<number, ChatState>();
  const ending = new AbortController();
  let started = false;
  let halted = false;
  for (const entry of shelf.found) {
    const state = stateOf(entry.place.chat);
    state.queue.add(itemOf(entry, true));
    if (entry.digest !== null && !entry.inFlight) state.digest = entry.key;
  }

  function stateOf(chat: number): ChatState {
    let state = chats.get(chat);
    if (state === undefined) {
      const parked = deps.parked.includes(chat);
      state = {
        queue: createQueue(),
        pace: createPace(clock, chat),
        digest: null,
        running: null,
        parked,
        wake: new AbortController(),
      };
      chats.set(chat, state);
    }
    return state;
  }

  function poke(chat: number): void {
    const state = stateOf(chat);
    if (!started || halted || ending.signal.aborted || state.parked) return;
    state.running ??= drain(chat, state)
      .catch((error: unknown) => log.error({ ...loggable(error), chat }, 'the outbox stumbled'))
      .finally(() => {
        state.running = null;
        // What is not on the disk yet calls again when it is.
        if (state.queue.ready()) poke(chat);
      });
  }

  async function drain(chat: number, state: ChatState): Promise<void> {
    while (!ending.signal.aborted && !halted && !state.parked) {
      const item = state.queue.next();
      if (item === null) return;
      const tooSoon = item.attempts > 0 ? 0 : state.pace.admit(item.entry.lane);
      if (tooSoon > 0) {
        state.queue.putBack(item);
        await pause(state, tooSoon, false);
        continue;
      }
      const result = await courier(item);
      if (result.kind === 'done') continue;
      if (result.kind !== 'moved') state.queue.putBack(item);
      switch (result.kind) {
        case 'again':
          if (result.afterMs > 0) await pause(state, result.afterMs, result.firm);
          break;
        case 'moved':
          await move(chat, result.to, item);
          break;
        case 'unreachable':
          state.parked = true;
          await deps.unreachable(chat, result.why);
          break;
        case 'unauthorized':
          halted = true;
          deps.unauthorized();
      }
    }
  }

  async function pause(state: ChatState, ms: number, firm: boolean): Promise<void> {
    state.wake = new AbortController();
    const signals = firm ? [ending.signal] : [ending.signal, state.wake.signal];
    await clock.sleep(ms, AbortSignal.any(signals)).catch(() => undefined);
  }

  /** A group became a supergroup: the same people under another number, its messages under none. */
  async function move(from: number, to: number, first: Item): Promise<void> {
    await deps.moved(from, to);
    const { queue } = stateOf(from);
    for (let item: Item | null = first; item !== null; item = queue.next()) {
      item.entry = { ...item.entry, place: { chat: to, topic: null }, edit: null };
      await shelf.put(item.entry);
      stateOf(to).queue.add(item);
    }
    poke(to);
  }

  /** A newer text under the key of a waiting one, one more for the digest, or simply the next. */
  function entryFor(state: ChatState, posting: Posting): { waiting: Item | null; entry: Entry } {
    const message = readable(posting.message);
    const same = posting.key === undefined ? null : state.queue.find(posting.key);
    if (same !== null) return { waiting: same, entry: { ...same.entry, message } };
    // What has a key is one message however often it is said.
    const single = posting.lane === 'notice' && posting.key === undefined;
    const floods = single && state.queue.sizeOf('notice') >= floodAt;
    if (!floods) return { waiting: null, entry: entryOf({ ...posting, message }) };
    const begun = state.digest === null ? null : state.queue.find(state.digest);
    const digest = gathered(begun?.entry.digest ?? null, message);
    const card = { digest, message: digestCard(digest) };
    if (begun !== null) return { waiting: begun, entry: { ...begun.entry, ...card } };
    state.digest = `digest:${crypto.randomUUID()}`;
    const place = { chat: posting.place.chat, topic: null };
    const first = entryOf({ lane: 'notice', place, key: state.digest, message });
    return { waiting: null, entry: { ...first, ...card } };
  }

  return {
    async put(posting) {
      if (posting.id !== undefined && shelf.has(posting.id)) return;
      const { chat } = posting.place;
      const state = stateOf(chat);
      if (state.parked && posting.lane !== 'decision' && posting.lane !== 'notice') {
        log.info({ chat, lane: posting.lane }, 'nobody there to read it; dropped');
        return;
      }
      const { waiting, entry } = entryFor(state, posting);
      const item = waiting ?? itemOf(entry, false);
      item.entry = entry;
      item.stored = false;
      if (waiting === null) state.queue.add(item);
      await shelf.put(entry);
      // A newer text may have taken its place meanwhile; that one is not on the disk yet.
      if (item.entry === entry) item.stored = true;
      // Whoever waits for an answer does not wait for what was put off.
      if (posting.lane === 'decision' || posting.lane === 'reply') state.wake.abort();
      poke(chat);
    },
    knows: (id) => shelf.has(id),
    start() {
      started = true;
      for (const chat of chats.keys()) poke(chat);
    },
    async stop() {
      ending.abort();
      const running = [...chats.values()].map((state) => state.running ?? Promise.resolve());
      await Promise.race([Promise.all(running), clock.sleep(stopMs)]);
    },
    waiting: () => [...chats.values()].reduce((sum, state) => sum + state.queue.size, 0),
    wake() {
      halted = false;
      for (const [chat, state] of chats) {
        state.wake.abort();
        poke(chat);
      }
    },
    unpark(chat) {
      stateOf(chat).parked = false;
      poke(chat);
    },
    isParked: (chat) => stateOf(chat).parked,
  };
}

function itemOf(entry: Entry, stored: boolean): Item {
  return { entry, stored, attempts: 0, refused: false };
}

function entryOf(posting: Posting): Entry {
  return {
    id: posting.id ?? crypto.randomUUID(),
    lane: posting.lane,
    place: posting.place,
    inTopicOf: posting.inTopicOf ?? null,
    session: posting.session ?? null,
    decision: posting.decision ?? null,
    key: posting.key ?? null,
    edit: posting.edit ?? null,
    message: posting.message,
    sentParts: 0,
    inFlight: false,
    repeat: false,
    digest: null,
  };
}
