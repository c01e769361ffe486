import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { errorCode, messageOf } from '../errors.ts';
import type { PhoneLog } from './log.ts';

/**
 * Where the phone keeps its state: one JSON document per name, written whole and atomically. Changes
 * are collected for a moment; `flush` writes what is pending now, so that what was accepted from a
 * person or answered to the bot is on disk first. Without a folder everything stays in memory.
 */
export interface Vault {
  read(name: string): Promise<unknown>;
  names(): Promise<readonly string[]>;
  /** The document will be written with what `produce` gives at that time; null removes it. */
  save(name: string, produce: () => unknown): void;
  flush(): Promise<void>;
  readBytes(name: string): Promise<Uint8Array | null>;
  writeBytes(name: string, bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

const debounceMs = 150;

export function createVault(dir: string | null, clock: Clock, log: PhoneLog): Vault {
  return dir === null ? createMemoryVault() : createDiskVault(dir, clock, log);
}

function createMemoryVault(): Vault {
  const bytes = new Map<string, Uint8Array>();
  return {
    read: async () => null,
    names: async () => [],
    save: () => {},
    flush: async () => {},
    readBytes: async (name) => bytes.get(name) ?? null,
    writeBytes: async (name, data) => {
      bytes.set(name, data);
    },
    close: async () => {},
  };
}

function createDiskVault(dir: string, clock: Clock, log: PhoneLog): Vault {
  const pending = new Map<string, () => unknown>();
  const closing = new AbortController();
  const files = join(dir, 'files');
  let writing: Promise<void> = Promise.resolve();
  let scheduled = false;

  const ready = mkdir(files, { recursive: true, mode: 0o700 });
  ready.catch((error: unknown) => log.error({ why: messageOf(error) }, 'phone: no state folder'));

  async function writeAll(): Promise<void> {
    await ready;
    const batch = [...pending];
    pending.clear();
    if (batch.length === 0) return;
    try {
      await Promise.all(
        batch.map(async ([name, produce]) => {
          const value = produce();
          const path = join(dir, `${name}.json`);
          await (value === null
            ? rm(path, { force: true })
            : writeAtomically(path, JSON.stringify(value)));
        }),
      );
      await syncFolder(dir);
    } catch (error) {
      // What was not written stays pending, unless a newer version waits already.
      for (const [name, produce] of batch) if (!pending.has(name)) pending.set(name, produce);
      throw error;
    }
  }

  /** Writes run one after the other; a caller waits for one that began after its call. */
  function flush(): Promise<void> {
    if (pending.size === 0) return writing;
    writing = writing.catch(() => {}).then(writeAll);
    return writing;
  }

  async function later(): Promise<void> {
    try {
      await clock.sleep(debounceMs, closing.signal);
    } catch {
      return;
    } finally {
      scheduled = false;
    }
    await flush().catch((error: unknown) =>
      log.error({ why: messageOf(error) }, 'phone: state not written'),
    );
  }

  return {
    async read(name) {
      await ready;
      const path = join(dir, `${name}.json`);
      const text = await readText(path);
      if (text === null) return null;
      try {
        return JSON.parse(text) as unknown;
      } catch (error) {
        const aside = `${path}.broken-${clock.now()}`;
        await rename(path, aside);
        log.warn({ path: aside, why: messageOf(error) }, 'phone: unreadable state put aside');
        return null;
      }
    },
    async names() {
      await ready;
      const all = await readdir(dir);
      return all.filter((one) => one.endsWith('.json')).map((one) => one.slice(0, -5));
    },
    save(name, produce) {
      pending.set(name, produce);
      if (scheduled || closing.signal.aborted) return;
      scheduled = true;
      void later(); // Ends by itself; its failure is logged and the document stays pending.
    },
    flush,
    async readBytes(name) {
      try {
        return await readFile(join(files, name));
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return null;
        throw error;
      }
    },
    async writeBytes(name, data) {
      await ready;
      await writeAtomically(join(files, name), data);
      await syncFolder(files);
    },
    async close() {
      closing.abort();
      await flush();
    },
  };
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

let counter = 0;

async function writeAtomically(path: string, data: string | Uint8Array): Promise<void> {
  counter += 1;
  const temp = `${path}.${process.pid}-${counter}.tmp`;
  const file = await open(temp, 'w', 0o600);
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temp, path);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
