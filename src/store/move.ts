import { link, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { makeFolder, syncFolder } from './durable-adapter.ts';
import { diskError, isAbsent } from './failures.ts';
import { withLock } from './lock.ts';
import { settleQuarantined } from './quarantine.ts';
import { StoreError } from './sessions-store.ts';

/**
 * Moves a document without ever overwriting one of the same name: false when there is none to move.
 * A crash in between leaves it under both names; moving it again then finishes the move.
 */
export async function moveDocument(from: string, to: string, name: string): Promise<boolean> {
  const source = join(from, name);
  const target = join(to, name);
  return guarded('move', source, () =>
    withLock(source, async () => {
      if ((await inodeOf(source)) === null) return false;
      makeFolder(to);
      await linkOnce(source, target);
      await syncFolder(to);
      await unlink(source);
      await syncFolder(from);
      return true;
    }),
  );
}

/** False when there was none. */
export async function removeDocument(folder: string, name: string): Promise<boolean> {
  const path = join(folder, name);
  return guarded('remove', path, () =>
    withLock(path, async () => {
      await unlink(path);
      await settleQuarantined(path);
      await syncFolder(folder);
      return true;
    }),
  );
}

/** "Not found" at any step means that another was first, or that there never was one. */
async function guarded(doing: string, path: string, job: () => Promise<boolean>): Promise<boolean> {
  try {
    // Taking the lock needs the folder; a document that was never there must not make one.
    return (await inodeOf(path)) === null ? false : await job();
  } catch (error) {
    if (isAbsent(error) || (error instanceof StoreError && isAbsent(error.cause))) return false;
    throw diskError(error, doing, path);
  }
}

async function linkOnce(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    if ((await inodeOf(source)) === (await inodeOf(target))) return;
    throw new StoreError('exists', `${target} exists already and is not overwritten`, error);
  }
}

async function inodeOf(path: string): Promise<bigint | null> {
  try {
    return (await stat(path, { bigint: true })).ino;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}
