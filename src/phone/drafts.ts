import type { Clock } from '../clock.ts';
import type { Draft, Feed } from './feed.ts';

/** Messages that the bot is still writing: shown for half a minute, then gone unless they go on. */
export interface Drafts {
  set(chatId: number, threadId: number | null, draft: Draft): void;
  /** A message was sent there: the draft has become it. */
  clear(chatId: number, threadId: number | null): void;
  list(): readonly ShownDraft[];
  stop(): void;
}

export interface ShownDraft {
  readonly chatId: number;
  readonly threadId: number | null;
  readonly draft: Draft;
}

const lifetimeMs = 30_000;

export function createDrafts(clock: Clock, feed: Feed): Drafts {
  const shown = new Map<string, ShownDraft & { readonly timer: AbortController }>();

  function clear(chatId: number, threadId: number | null): void {
    const key = keyOf(chatId, threadId);
    const current = shown.get(key);
    if (current === undefined) return;
    current.timer.abort();
    shown.delete(key);
    feed.publish({ kind: 'draft', chatId, threadId, draft: null });
  }

  async function expire(chatId: number, threadId: number | null, signal: AbortSignal) {
    try {
      await clock.sleep(lifetimeMs, signal);
    } catch {
      return; // Replaced, sent or stopped.
    }
    clear(chatId, threadId);
  }

  return {
    set(chatId, threadId, draft) {
      const key = keyOf(chatId, threadId);
      shown.get(key)?.timer.abort();
      const timer = new AbortController();
      shown.set(key, { chatId, threadId, draft, timer });
      feed.publish({ kind: 'draft', chatId, threadId, draft });
      void expire(chatId, threadId, timer.signal); // Ends with the draft.
    },
    clear,
    list: () =>
      [...shown.values()].map(({ chatId, threadId, draft }) => ({ chatId, threadId, draft })),
    stop() {
      for (const { timer } of shown.values()) timer.abort();
      shown.clear();
    },
  };
}

function keyOf(chatId: number, threadId: number | null): string {
  return `${chatId}/${threadId ?? 0}`;
}
