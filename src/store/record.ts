import { basename, dirname } from 'node:path';
import { Low } from 'lowdb';
import { createDurableAdapter, makeFolder } from './durable-adapter.ts';
import type { AdapterOptions, Stored } from './durable-adapter.ts';
import { BrokenDocument, diskError } from './failures.ts';
import { withLock } from './lock.ts';
import type { LockOptions } from './lock.ts';
import { quarantine, quarantinedSince } from './quarantine.ts';
import { createQueue } from './queue.ts';
import { StoreError } from './sessions-store.ts';
import type { UnreadableRecord } from './sessions-store.ts';
import { sweepTemps } from './temp-file.ts';

export type Reading<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'absent' }
  /** `lastKnown` is what this process saw or wrote last; null when it never did. */
  | {
      readonly kind: 'unreadable';
      readonly error: StoreError;
      readonly lastKnown: T | null;
      readonly quarantined: string | null;
    };

/** One JSON file that may be absent, with all that keeps it whole. */
export interface StoredRecord<T> {
  readonly path: string;
  /** Never rejects. */
  read(): Promise<Reading<T>>;
  /**
   * Under the lock, on what the disk has now: `change` gets null for an absent record and gives the
   * new value, or null to leave things as they are.
   */
  update(change: (current: T | null) => T | null): Promise<T | null>;
  /** What was last read or written. */
  readonly lastKnown: T | null;
}

export interface RecordOptions<T> extends AdapterOptions<T>, LockOptions {
  readonly onQuarantine?: (record: UnreadableRecord & { readonly quarantined: string }) => void;
  /** What `update` does with a broken record that nobody remembers: start anew, or refuse. */
  readonly whenBroken: 'absent' | 'refuse';
  /** Off where somebody else sweeps the whole folder. */
  readonly sweep?: boolean;
}

export function openRecord<T>(options: RecordOptions<T>): StoredRecord<T> {
  const { path } = options;
  const adapter = createDurableAdapter(options);
  const low = new Low<Stored<T>>(adapter, { kind: 'absent' });
  // Lowdb's memory has one user at a time; waiting for the lock does not hold up the readers.
  const updates = createQueue();
  const disk = createQueue();
  let sweeping = options.sweep === false ? Promise.resolve() : null;
  /** When the remembered value got to the disk, by the disk's clock. */
  let knownAt = 0n;
  /** The disk lost what is remembered, and bringing it back has not worked yet. */
  let owing = false;

  async function load(): Promise<Reading<T>> {
    const before = low.data;
    try {
      await low.read();
    } catch (error) {
      if (!(error instanceof BrokenDocument)) return unreadable(diskError(error, 'read', path));
      return unreadable(new StoreError('serialize', `parse ${path}: ${error.message}`, error));
    }
    owing = false;
    if (low.data.kind === 'value') knownAt = adapter.fingerprint?.ctimeNs ?? knownAt;
    if (low.data.kind === 'value' || before.kind === 'absent') return low.data;
    // It was there before. Removed on purpose, or put aside by another process that found it broken?
    const aside = await quarantinedSince(path, knownAt).catch(() => null);
    if (aside === null) return low.data;
    low.data = before;
    owing = true;
    return unreadable(new StoreError('serialize', `${path} was put aside as ${aside}`), aside);
  }

  function unreadable(error: StoreError, quarantined: string | null = null): Reading<T> {
    return { kind: 'unreadable', error, lastKnown: lastKnown(), quarantined };
  }

  function lastKnown(): T | null {
    return low.data.kind === 'value' ? low.data.value : null;
  }

  async function write(value: T): Promise<void> {
    const before = low.data;
    low.data = { kind: 'value', value };
    try {
      await low.write();
      knownAt = adapter.fingerprint?.ctimeNs ?? knownAt;
      owing = false;
    } catch (error) {
      low.data = before;
      throw diskError(error, 'write', path);
    }
  }

  /** Reads again under the lock, puts a broken file aside and brings back what is remembered of it. */
  async function loadAndRepair(): Promise<Reading<T>> {
    const reading = await load();
    if (reading.kind !== 'unreadable' || reading.error.kind !== 'serialize') return reading;
    const aside = reading.quarantined ?? (await putAside(reading.error));
    if (reading.lastKnown !== null) await write(reading.lastKnown);
    else low.data = { kind: 'absent' };
    return { ...reading, quarantined: aside };
  }

  async function putAside(error: StoreError): Promise<string> {
    const quarantined = await quarantine(path);
    options.onQuarantine?.({ path, why: error.message, quarantined });
    return quarantined;
  }

  function locked<R>(job: () => Promise<R>): Promise<R> {
    return withLock(path, () => disk(job), options);
  }

  async function sweepOnce(): Promise<void> {
    sweeping ??= sweepTemps(dirname(path), basename(path));
    await sweeping;
  }

  return {
    path,

    async read() {
      await sweepOnce();
      const reading = await disk(async () => (owing || adapter.changed() ? load() : low.data));
      if (reading.kind !== 'unreadable' || reading.error.kind !== 'serialize') return reading;
      // When the repair fails as well (a folder without write permission), the first answer stands.
      return updates(() => locked(loadAndRepair)).catch(() => reading);
    },

    update: (change) =>
      updates(async () => {
        await sweepOnce();
        makeFolder(dirname(path));
        return locked(async () => {
          const reading = await loadAndRepair();
          if (reading.kind === 'unreadable' && mustRefuse(reading, options)) throw reading.error;
          const current = reading.kind === 'value' ? reading.value : lastKnown();
          const next = change(current);
          if (next === null) return current;
          await write(next);
          return next;
        });
      }),

    get lastKnown() {
      return lastKnown();
    },
  };
}

function mustRefuse<T>(
  reading: Extract<Reading<T>, { kind: 'unreadable' }>,
  options: Pick<RecordOptions<T>, 'whenBroken'>,
): boolean {
  if (reading.error.kind !== 'serialize') return true;
  return reading.lastKnown === null && options.whenBroken === 'refuse';
}
