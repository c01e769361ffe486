import type { Api } from 'grammy';
import type { Logger } from '../../log.ts';
import { faultPoint } from '../../fault.ts';
import type { Delivery } from './deliver.ts';
import { editText, sendStep, stepsOf } from './deliver.ts';
import type { Entry, Sent } from './entry.ts';
import { describeFailure, failureOf } from './failure.ts';
import type { Item } from './queue.ts';
import type { Shelf } from './shelf.ts';

export interface CourierDeps {
  readonly api: Api;
  readonly shelf: Shelf;
  readonly log: Logger;
  readonly sendTimeoutMs: number;
  /** The topic of a session in this chat, made when there is none; null where there are no topics. */
  topicOf(chat: number, session: string): Promise<number | null>;
  topicGone(chat: number, topic: number): Promise<void>;
}

export type Delivered =
  | { readonly kind: 'done' }
  /** A firm wait is one that Telegram asked for. */
  | { readonly kind: 'again'; readonly afterMs: number; readonly firm: boolean }
  | { readonly kind: 'moved'; readonly to: number }
  | { readonly kind: 'unreachable'; readonly why: string }
  | { readonly kind: 'unauthorized' };

const backoffCapMs = 30_000;
const done: Delivered = { kind: 'done' };
const after = (afterMs: number): Delivered => ({ kind: 'again', afterMs, firm: false });

/** Takes one entry to Telegram, and knows what each of its answers means for the entry. */
export function createCourier(deps: CourierDeps): (item: Item) => Promise<Delivered> {
  const { api, shelf, log } = deps;

  async function deliver(item: Item): Promise<Delivered> {
    const { entry } = item;
    if (entry.inFlight) return doubtful(item, 'tapmux stopped while it was being sent');
    const { chat } = entry.place;
    const known = entry.key === null ? null : shelf.sent.byKey(chat, entry.key);
    const target = entry.edit ?? known?.message ?? null;
    if (target === null) return send(item);
    await editText(api, chat, target, deliveryOf(item));
    faultPoint('edited');
    const before = shelf.sent.byMessage(chat, target);
    await shelf.done(entry, edited(entry, target, before));
    return done;
  }

  async function send(item: Item): Promise<Delivered> {
    const { chat, topic: given } = item.entry.place;
    const { inTopicOf } = item.entry;
    const topic = inTopicOf === null ? given : await deps.topicOf(chat, inTopicOf);
    const steps = stepsOf(item.entry.message, item.entry.repeat).slice(item.entry.sentParts);
    if (steps.length === 0) await shelf.done(item.entry, null);
    for (const step of steps) {
      await shelf.flying(item.entry);
      item.entry = { ...item.entry, inFlight: true };
      const message = await sendStep(api, { chat, topic }, step, deliveryOf(item));
      faultPoint('sent');
      item.entry = { ...item.entry, inFlight: false, sentParts: item.entry.sentParts + 1 };
      const sent = sentOf(item.entry, message, topic);
      if (step === steps.at(-1)) await shelf.done(item.entry, sent);
      else await shelf.part(item.entry, { ...sent, key: null, live: false });
    }
    return done;
  }

  async function onError(item: Item, error: unknown): Promise<Delivered> {
    const failure = failureOf(error);
    const { entry } = item;
    const { chat, topic } = entry.place;
    if (failure.kind === 'not_modified') {
      await shelf.done(entry, null);
      return done;
    }
    log.warn({ chat, lane: entry.lane, ...describeFailure(failure) }, 'not sent');
    item.attempts += 1;
    if (failure.kind === 'ambiguous') {
      return entry.inFlight ? doubtful(item, failure.why) : after(backoff(item.attempts));
    }
    // Telegram said no, or was not there: surely not sent, and the disk should say so too.
    if (entry.inFlight) {
      item.entry = { ...entry, inFlight: false };
      await shelf.put(item.entry);
    }
    switch (failure.kind) {
      case 'edit_gone':
        await forgetTarget(entry);
        item.entry = { ...item.entry, edit: null };
        await shelf.put(item.entry);
        return after(0);
      case 'wait':
        return { kind: 'again', afterMs: failure.seconds * 1000, firm: true };
      case 'moved':
        return { kind: 'moved', to: failure.chat };
      case 'unreachable':
      case 'unauthorized':
        return failure;
      case 'topic_gone': {
        const gone = entry.inTopicOf === null ? topic : await deps.topicOf(chat, entry.inTopicOf);
        if (gone !== null) await deps.topicGone(chat, gone);
        const inTopicOf = item.attempts > 3 ? null : (entry.inTopicOf ?? entry.session);
        item.entry = { ...item.entry, place: { chat, topic: null }, inTopicOf };
        return after(0);
      }
      case 'unsent':
      case 'conflict':
        return after(backoff(item.attempts));
      case 'refused':
        if (!item.refused) {
          item.refused = true;
          return after(0);
        }
        log.error({ chat, lane: entry.lane, why: failure.why }, 'Telegram refuses it; dropped');
        await shelf.done(entry, null);
        return done;
    }
  }

  /** It may have arrived. What must not be missed is repeated and says so; the rest is let go. */
  async function doubtful(item: Item, why: string): Promise<Delivered> {
    const { entry } = item;
    const { chat } = entry.place;
    if (entry.lane === 'decision' || entry.lane === 'notice') {
      item.entry = { ...entry, inFlight: false, repeat: true };
      await shelf.put(item.entry);
      return after(item.attempts > 1 ? backoff(item.attempts) : 0);
    }
    log.warn({ chat, lane: entry.lane, why }, 'nobody knows whether it arrived; not repeated');
    await shelf.done(entry, null);
    return done;
  }

  async function forgetTarget(entry: Entry): Promise<void> {
    const { chat } = entry.place;
    const known = entry.key === null ? null : shelf.sent.byKey(chat, entry.key);
    const message = entry.edit ?? known?.message;
    if (message !== undefined) await shelf.forget(chat, message);
  }

  function deliveryOf({ entry, refused }: Item): Delivery {
    const { message } = entry;
    // Files take longer than words.
    const ms = message.document === undefined ? deps.sendTimeoutMs : deps.sendTimeoutMs * 6;
    return { message, bare: refused, signal: AbortSignal.timeout(ms) };
  }

  return (item) => deliver(item).catch((error: unknown) => onError(item, error));
}

function sentOf(entry: Entry, message: number, topic: number | null): Sent {
  return {
    chat: entry.place.chat,
    topic,
    message,
    entry: entry.id,
    key: entry.key,
    session: entry.session,
    decision: entry.decision,
    live: (entry.message.keyboard ?? []).length > 0,
  };
}

/** An edit changes the text, not whose message it is, unless it knows better. */
function edited(entry: Entry, message: number, before: Sent | null): Sent {
  const sent = sentOf(entry, message, before?.topic ?? entry.place.topic);
  if (before === null) return sent;
  return {
    ...sent,
    key: entry.key ?? before.key,
    session: entry.session ?? before.session,
    decision: entry.decision ?? before.decision,
  };
}

function backoff(attempts: number): number {
  return Math.min(backoffCapMs, 500 * 2 ** Math.min(attempts, 10));
}
