import type { JsonObject } from './model.ts';

/** What the bot called, for tests and for the page's view of the traffic. */
export interface CallRecord {
  readonly method: string;
  readonly params: JsonObject;
  readonly at: number;
  readonly outcome:
    | { readonly kind: 'ok'; readonly result: unknown }
    | { readonly kind: 'error'; readonly code: number; readonly description: string }
    | { readonly kind: 'fault'; readonly action: string };
}

export interface Calls {
  add(record: CallRecord): void;
  /** Oldest first; long polls are left out. */
  list(method?: string): readonly CallRecord[];
  subscribe(listener: (record: CallRecord) => void): () => void;
  clear(): void;
}

const kept = 2000;

export function createCalls(): Calls {
  let records: CallRecord[] = [];
  const listeners = new Set<(record: CallRecord) => void>();

  return {
    add(record) {
      records.push(record);
      if (records.length > kept) records = records.slice(-kept);
      for (const listener of listeners) listener(record);
    },
    list: (method) =>
      method === undefined
        ? records
        : records.filter((one) => one.method.toLowerCase() === method.toLowerCase()),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clear() {
      records = [];
    },
  };
}
