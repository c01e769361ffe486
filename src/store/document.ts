import { openRecord } from './record.ts';
import type { UnreadableRecord } from './sessions-store.ts';

/**
 * One JSON document of its own (decisions, outbox, a lease …), safe against crashes, other processes
 * and bad content. An absent one reads as `empty()`.
 */
export interface Document<T> {
  /**
   * What the disk has now; what was last known when it cannot be read now; rejects with a
   * `StoreError` when it cannot be read and never was. A broken document is put aside and reported,
   * then the last known value (or an empty one) takes its place.
   */
  read(): Promise<T>;
  /**
   * Reads afresh under a lock that holds against other processes, runs `change`, writes. Null leaves
   * things as they are; a throw in `change` writes nothing and comes through. Rejects with a
   * `StoreError` when the document is unreadable, the disk is full or the lock is not to be had; then
   * nothing has changed, in memory neither.
   */
  update(change: (current: T) => T | null): Promise<T>;
}

export interface DocumentOptions<T> {
  readonly path: string;
  /** Throws when the value is not of this form; the sentence is shown to the operator. */
  readonly parse: (value: unknown) => T;
  readonly empty: () => T;
  readonly onQuarantine?: (record: UnreadableRecord & { readonly quarantined: string }) => void;
  /** The JSON form; by default the value itself. */
  readonly serialize?: (value: T) => unknown;
  /** A file with a higher number in its `version` is refused and left alone. */
  readonly version?: number;
  /** How long `update` waits for another process. */
  readonly waitMs?: number;
}

export function openDocument<T>(options: DocumentOptions<T>): Document<T> {
  const record = openRecord<T>({
    serialize: (value) => value,
    version: 1,
    whenBroken: 'absent',
    ...options,
  });
  return {
    async read() {
      const reading = await record.read();
      if (reading.kind === 'value') return reading.value;
      if (reading.kind === 'absent') return options.empty();
      if (reading.lastKnown !== null) return reading.lastKnown;
      if (reading.quarantined !== null) return options.empty();
      throw reading.error;
    },
    async update(change) {
      const kept = await record.update((current) => change(current ?? options.empty()));
      return kept ?? options.empty();
    },
  };
}
