import {
  closeSync,
  fstatSync,
  fsync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Adapter } from 'lowdb';
import { messageOf } from '../errors.ts';
import { BrokenDocument, diskError, isAbsent } from './failures.ts';
import { fingerprintOf, isSameStamp, isUnchanged } from './fingerprint.ts';
import type { Fingerprint } from './fingerprint.ts';
import { StoreError } from './sessions-store.ts';
import { tempPath } from './temp-file.ts';

/** What is on the disk. Absent is a state of its own, not an empty value and not a failure. */
export type Stored<T> = { readonly kind: 'absent' } | { readonly kind: 'value'; readonly value: T };

export interface DurableAdapter<T> extends Adapter<Stored<T>> {
  /** False only when the file is surely what was last read or written here. */
  changed(): boolean;
  /** Of what was last read or written; null when that was nothing. */
  readonly fingerprint: Fingerprint | null;
}

export interface AdapterOptions<T> {
  readonly path: string;
  readonly parse: (value: unknown) => T;
  readonly serialize: (value: T) => unknown;
  /** A document whose `version` is higher was written by a newer tapmux and is left alone. */
  readonly version: number;
}

const sync = promisify(fsync);

/**
 * A lowdb adapter whose write is complete or never happened: unique temp file, fsync, rename, fsync
 * of the folder. Its read tells absent, broken (`BrokenDocument`) and unreadable (`StoreError`) apart.
 */
export function createDurableAdapter<T>(options: AdapterOptions<T>): DurableAdapter<T> {
  const { path } = options;
  let known: Fingerprint | null = null;
  let looked = false;
  /** What was read or written last: the same bytes need not be understood again. */
  let last: { readonly bytes: Buffer; readonly stored: Stored<T> } | null = null;

  function changed(): boolean {
    try {
      const stats = statSync(path, { bigint: true });
      return known === null || !isUnchanged(known, stats);
    } catch (error) {
      return !(isAbsent(error) && looked && known === null);
    }
  }

  async function read(): Promise<Stored<T>> {
    const content = readWhole(path);
    if (content === null) {
      known = null;
      looked = true;
      return { kind: 'absent' };
    }
    if (last === null || !last.bytes.equals(content.bytes)) {
      const value = parseBytes(content.bytes, options);
      last = { bytes: content.bytes, stored: { kind: 'value', value } };
    }
    known = content.fingerprint;
    return last.stored;
  }

  async function write(stored: Stored<T>): Promise<void> {
    if (stored.kind === 'absent') throw new Error('a document is removed, not written as absent');
    const bytes = Buffer.from(toText(stored.value, options));
    await replaceFile(path, bytes);
    last = { bytes, stored };
    // By path, because the rename changed the stamps. A fingerprint this young is not trusted.
    known = fingerprintNow(path);
    looked = known !== null;
  }

  return {
    read,
    write,
    changed,
    get fingerprint() {
      return known;
    },
  };
}

export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw diskError(error, 'create', folder);
  }
}

/** Makes a rename, link or unlink in `folder` outlast a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = openSync(folder, 'r');
  try {
    await sync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Content and stamps come from the same open file, so they belong together. Null: no such file.
 *
 * Synchronous on purpose: a state file is small and local, and five trips through the thread pool cost
 * four times as much as the reading.
 */
function readWhole(path: string): { bytes: Buffer; fingerprint: Fingerprint } | null {
  let handle: number | null = null;
  try {
    handle = openSync(path, 'r');
    for (let attempt = 0; ; attempt += 1) {
      const before = fstatSync(handle, { bigint: true });
      const size = Number(before.size);
      const bytes = Buffer.allocUnsafe(size + 1);
      const bytesRead = readSync(handle, bytes, 0, bytes.length, 0);
      const after = fstatSync(handle, { bigint: true });
      // An editor may write in place; a text of two halves must not be taken for a broken one.
      if (attempt < 3 && !(isSameStamp(before, after) && bytesRead === size)) continue;
      const fingerprint = fingerprintOf(after, Date.now());
      return { bytes: bytes.subarray(0, bytesRead), fingerprint };
    }
  } catch (error) {
    if (isAbsent(error)) return null;
    throw diskError(error, 'read', path);
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

function fingerprintNow(path: string): Fingerprint | null {
  try {
    return fingerprintOf(statSync(path, { bigint: true }), Date.now());
  } catch {
    return null;
  }
}

function parseBytes<T>(bytes: Buffer, options: AdapterOptions<T>): T {
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new BrokenDocument(`not JSON: ${messageOf(error)}`, { cause: error });
  }
  refuseNewer(raw, options);
  try {
    return options.parse(raw);
  } catch (error) {
    throw new BrokenDocument(messageOf(error), { cause: error });
  }
}

function toText<T>(value: T, options: AdapterOptions<T>): string {
  try {
    const text = JSON.stringify(options.serialize(value), null, 2) as string | undefined;
    if (text === undefined) throw new Error('there is no JSON for this value');
    return `${text}\n`;
  } catch (error) {
    throw new StoreError('serialize', `serialize: ${messageOf(error)} (${options.path})`, error);
  }
}

function refuseNewer(raw: unknown, options: { path: string; version: number }): void {
  if (typeof raw !== 'object' || raw === null || !('version' in raw)) return;
  const { version } = raw;
  if (typeof version !== 'number' || version <= options.version) return;
  throw new StoreError(
    'newer',
    `${options.path} was written by a newer tapmux (version ${version}, this one knows ${options.version}); it is left as it is`,
  );
}

/**
 * The new content completely, or the old one; on the disk when this resolves. Only the waiting for the disk is
 * left to the thread pool: all else takes microseconds, and a trip there costs more.
 */
export async function replaceFile(path: string, content: string | Buffer): Promise<void> {
  const temp = await tempPath(path);
  try {
    const handle = openSync(temp, 'wx', 0o600);
    try {
      writeFileSync(handle, content);
      await sync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temp, path);
    await syncFolder(dirname(path));
  } catch (error) {
    removeQuietly(temp);
    throw diskError(error, 'write', path);
  }
}

/** What cannot be removed now is swept later. */
export function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It may be gone, or the disk may have become read-only.
  }
}
