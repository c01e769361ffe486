import type { CallbackAnswer, Chat, Entry, ForumTopic } from './model.ts';

/** Everything that happens on the phone, in order: what the page shows and what tests wait for. */
export type Happening =
  | { readonly kind: 'message'; readonly entry: Entry }
  | { readonly kind: 'edited'; readonly entry: Entry }
  | { readonly kind: 'deleted'; readonly chatId: number; readonly messageIds: readonly number[] }
  | { readonly kind: 'answered'; readonly answer: CallbackAnswer }
  /** The bot has received this message of a person. */
  | { readonly kind: 'taken'; readonly chatId: number; readonly messageId: number }
  | {
      readonly kind: 'action';
      readonly chatId: number;
      readonly threadId: number | null;
      readonly action: string;
    }
  | {
      readonly kind: 'draft';
      readonly chatId: number;
      readonly threadId: number | null;
      readonly draft: Draft | null;
    }
  | { readonly kind: 'chat'; readonly chat: Chat; readonly topics: readonly TopicView[] }
  | { readonly kind: 'profile' }
  | { readonly kind: 'bot'; readonly online: boolean };

export interface Draft {
  readonly id: number;
  readonly text: string;
  readonly entities: readonly unknown[];
  readonly canStop: boolean;
}

export interface TopicView extends ForumTopic {
  readonly closed: boolean;
}

export interface FeedEvent {
  readonly id: number;
  readonly what: Happening;
}

export interface Feed {
  publish(what: Happening): void;
  /** Events after `id` that are still known; null when some of them are gone. */
  after(id: number): readonly FeedEvent[] | null;
  lastId(): number;
  subscribe(listener: (event: FeedEvent) => void): () => void;
}

const kept = 5000;

export function createFeed(): Feed {
  const events: FeedEvent[] = [];
  const listeners = new Set<(event: FeedEvent) => void>();
  let last = 0;

  return {
    publish(what) {
      last += 1;
      const event = { id: last, what };
      events.push(event);
      if (events.length > kept) events.splice(0, events.length - kept);
      for (const listener of listeners) listener(event);
    },
    after(id) {
      const first = events[0]?.id ?? last + 1;
      if (id > last || id < first - 1) return null;
      return events.slice(id - first + 1);
    },
    lastId: () => last,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
