import type { Clock } from '../clock.ts';
import { conflict } from './api-error.ts';
import type { Update } from './model.ts';
import { isObject } from './model.ts';

/** The queue of updates and the one long poll that may wait on it. */
export interface Updates {
  /** Null when the bot has not asked for this type. */
  push(type: string, payload: unknown): number | null;
  poll(request: PollRequest): Promise<readonly Update[]>;
  /** These are handed out once more with the next answer, though they are confirmed. */
  repeat(updates: readonly Update[]): void;
  pendingCount(): number;
  /** Not yet confirmed, oldest first. */
  pending(): readonly Update[];
  clear(): void;
  webhook(): Webhook;
  setWebhook(url: string, allowed: readonly string[] | null): void;
  /** True while a poll waits. */
  waiting(): boolean;
  toJSON(): unknown;
  restore(value: unknown): void;
}

export interface PollRequest {
  readonly offset: number;
  readonly limit: number;
  readonly timeoutSeconds: number;
  /** Null: as before. */
  readonly allowed: readonly string[] | null;
  readonly signal: AbortSignal;
}

export interface Webhook {
  readonly url: string;
  readonly allowed: readonly string[];
}

export const otherGetUpdates =
  'terminated by other getUpdates request; make sure that only one bot instance is running';
export const webhookActive =
  "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

/** Types that have to be asked for by name. */
const onRequest = ['chat_member', 'message_reaction', 'message_reaction_count'];

interface Waiting {
  readonly wake: () => void;
  readonly fail: (error: Error) => void;
}

export interface UpdatesOptions {
  readonly clock: Clock;
  readonly onChange: () => void;
  /** The bot has taken these for good. */
  readonly onConfirmed: (updates: readonly Update[]) => void;
}

export function createUpdates({ clock, onChange, onConfirmed }: UpdatesOptions): Updates {
  let queue: Update[] = [];
  let again: Update[] = [];
  let nextId = 100_000_000 + Math.floor(Math.random() * 800_000_000);
  let allowed: readonly string[] = [];
  let url = '';
  let waiting: Waiting | null = null;

  const wants = (type: string) =>
    allowed.length === 0 ? !onRequest.includes(type) : allowed.includes(type);

  function confirm(offset: number): void {
    const before = queue;
    if (offset < 0) queue = queue.slice(offset);
    else if (offset > 0) queue = queue.filter((one) => one.update_id >= offset);
    if (queue.length === before.length) return;
    onConfirmed(before.slice(0, before.length - queue.length));
    onChange();
  }

  function take(limit: number): readonly Update[] {
    const batch = [...again, ...queue].slice(0, limit);
    again = [];
    return batch;
  }

  /** Resolves when something was pushed or the time is over. */
  async function wait(seconds: number, signal: AbortSignal): Promise<void> {
    const timer = new AbortController();
    let mine: Waiting | null = null;
    try {
      await new Promise<void>((resolve, reject) => {
        mine = { wake: resolve, fail: reject };
        waiting = mine;
        signal.addEventListener('abort', () => resolve(), { once: true });
        clock.sleep(seconds * 1000, timer.signal).then(resolve, () => {});
      });
    } finally {
      timer.abort();
      if (waiting === mine) waiting = null;
    }
  }

  return {
    push(type, payload) {
      if (!wants(type)) return null;
      const id = nextId;
      nextId += 1;
      queue.push({ update_id: id, [type]: payload });
      onChange();
      waiting?.wake();
      return id;
    },
    async poll({ offset, limit, timeoutSeconds, allowed: asked, signal }) {
      if (url !== '') throw conflict(webhookActive);
      waiting?.fail(conflict(otherGetUpdates));
      waiting = null;
      if (asked !== null && asked.join() !== allowed.join()) {
        allowed = asked;
        onChange();
      }
      confirm(offset);
      if (again.length + queue.length === 0 && timeoutSeconds > 0 && !signal.aborted) {
        await wait(timeoutSeconds, signal);
      }
      return take(limit);
    },
    repeat(updates) {
      again.push(...updates);
    },
    pendingCount: () => queue.length,
    pending: () => queue,
    clear() {
      queue = [];
      onChange();
    },
    webhook: () => ({ url, allowed }),
    setWebhook(next, asked) {
      if (next !== '') waiting?.fail(conflict('terminated by setWebhook request'));
      url = next;
      if (asked !== null) allowed = asked;
      onChange();
    },
    waiting: () => waiting !== null,
    toJSON: () => ({ nextId, allowed, url, queue }),
    restore(value) {
      if (!isObject(value)) return;
      if (typeof value['nextId'] === 'number') nextId = value['nextId'];
      if (typeof value['url'] === 'string') url = value['url'];
      if (Array.isArray(value['allowed']))
        allowed = value['allowed'].filter((one) => typeof one === 'string');
      if (Array.isArray(value['queue'])) queue = value['queue'].filter(isUpdate);
    },
  };
}

function isUpdate(value: unknown): value is Update {
  return isObject(value) && typeof value['update_id'] === 'number';
}
