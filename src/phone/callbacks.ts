import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { badRequest } from './api-error.ts';
import { isObject } from './model.ts';

/** Taps that the bot may still answer. The real server takes repeated answers and forgets after a while. */
export interface Callbacks {
  create(): string;
  /** Throws the server's refusal when the query is unknown or too old. */
  answer(id: string): void;
  toJSON(): unknown;
  restore(value: unknown): void;
}

const lifetimeMs = 15 * 60_000;
const kept = 1000;

export function createCallbacks(clock: Clock, onChange: () => void): Callbacks {
  const queries = new Map<string, number>();

  return {
    create() {
      const id = randomBytes(8).readBigUInt64BE().toString();
      queries.set(id, clock.now());
      for (const old of queries.keys()) {
        if (queries.size <= kept) break;
        queries.delete(old);
      }
      onChange();
      return id;
    },
    answer(id) {
      const at = queries.get(id);
      if (at === undefined || clock.now() - at > lifetimeMs) {
        throw badRequest('query is too old and response timeout expired or query ID is invalid');
      }
    },
    toJSON: () => Object.fromEntries(queries),
    restore(value) {
      if (!isObject(value)) return;
      for (const [id, at] of Object.entries(value)) if (typeof at === 'number') queries.set(id, at);
    },
  };
}
