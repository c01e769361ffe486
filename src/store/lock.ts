import { unlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { diskError, isAbsent } from './failures.ts';
import { breakStale, linked, newToken, readHolder, writeNote } from './lock-file.ts';
import { StoreError } from './sessions-store.ts';
import { tempPath } from './temp-file.ts';
import { isGone } from './writer.ts';

export interface LockOptions {
  /** How long to wait for another holder. */
  readonly waitMs?: number;
}

/**
 * Runs `job` while `<path>.lock` is ours, against every other process. The lock is a hard link to a
 * file that already says who made it, so it is never seen empty and its holder can always be judged.
 */
export async function withLock<T>(
  path: string,
  job: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const lock = `${path}.lock`;
  const token = await acquire(lock, options.waitMs ?? 10_000);
  try {
    return await job();
  } finally {
    await release(lock, token);
  }
}

async function acquire(lock: string, waitMs: number): Promise<string> {
  const until = performance.now() + waitMs;
  const token = newToken();
  const temp = await tempPath(lock);
  try {
    await writeNote(temp, token);
    for (let pause = 1; ; pause = Math.min(pause * 2, 20)) {
      if (await linked(temp, lock)) return token;
      const holder = await readHolder(lock);
      if (holder === null) continue;
      if (leftBehind.delete(holder.token)) {
        await letGo(lock, holder.token);
        continue;
      }
      if (await isGone(holder.writer, holder.ageMs)) {
        if (await breakStale(lock, holder)) continue;
      }
      if (performance.now() > until) {
        throw new StoreError('io', `${lock} is held by process ${holder.writer.pid}`);
      }
      // A random part, so that two who wait do not stay in step.
      await sleep(pause * (0.5 + Math.random()));
    }
  } catch (error) {
    throw diskError(error, 'lock', lock);
  } finally {
    await unlink(temp).catch(() => undefined);
  }
}

/**
 * Locks of this process that are over but could not be removed, because the disk had become read-only.
 * Nobody else can tell that they are over: their process lives.
 */
const leftBehind = new Set<string>();

async function release(lock: string, token: string): Promise<void> {
  const holder = await readHolder(lock).catch(() => null);
  // Not ours any more only if somebody removed the folder or the file by hand.
  if (holder?.token === token) await letGo(lock, token);
}

async function letGo(lock: string, token: string): Promise<void> {
  await unlink(lock).catch((error: unknown) => {
    if (!isAbsent(error)) leftBehind.add(token);
  });
}
