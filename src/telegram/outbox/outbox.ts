import type { Clock } from '../../clock.ts';
import type { OutgoingMessage, Place } from '../message.ts';
import type { CourierDeps } from './courier.ts';
import { createCourier } from './courier.ts';
import type { Entry, Lane } from './entry.ts';
import { createQueue } from './queue.ts';
import { loggable } from './failure.ts';
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
  running: Promise<void> | null;
  parked: boolean;
  wake: AbortController;
}

/** What a chat that nobody reads may pile up, decisions apart. */
const parkedKept = 200;
const stopMs = 5_000;

export function createOutbox(deps: OutboxDeps): Outbox {
  const { shelf, clock, log } = deps;
  const courier = createCourier(deps);
  const chats = new Map<number, ChatState>();
  const ending = new AbortController();
  let started = false;
  let halted = false;
  for (const entry of shelf.found) stateOf(entry.place.chat).queue.add(itemOf(entry, true));

  function stateOf(chat: number): ChatState {
    let state = chats.get(chat);
    if (state === undefined) {
      const parked = deps.parked.includes(chat);
      state = { queue: createQueue(), running: null, parked, wake: new AbortController() };
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
        if (state.queue.all().some((item) => item.stored)) poke(chat);
      });
  }

  async function drain(chat: number, state: ChatState): Promise<void> {
    while (!ending.signal.aborted && !halted && !state.parked) {
      const item = state.queue.next();
      if (item === null) return;
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

  return {
    async put(posting) {
      if (posting.id !== undefined && shelf.has(posting.id)) return;
      const { chat } = posting.place;
      const state = stateOf(chat);
      const waiting = posting.key === undefined ? null : state.queue.find(posting.key);
      const { message } = posting;
      const entry = waiting === null ? entryOf(posting) : { ...waiting.entry, message };
      if (state.parked && !isKept(state.queue, entry)) {
        log.info({ chat, lane: entry.lane }, 'nobody there to read it; dropped');
        return;
      }
      const item = waiting ?? itemOf(entry, false);
      item.entry = entry;
      item.stored = false;
      if (waiting === null) state.queue.add(item);
      await shelf.put(entry).catch((error: unknown) => {
        // A full disk is a reason to speak, not to fall silent.
        log.error({ err: error, chat }, 'the outbox could not be stored; sent all the same');
      });
      // A newer text may have taken its place meanwhile; that one is not on the disk yet.
      if (item.entry === entry) item.stored = true;
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

function isKept(queue: Queue, entry: Entry): boolean {
  if (entry.lane === 'decision') return true;
  return entry.lane === 'notice' && queue.size < parkedKept;
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
  };
}
