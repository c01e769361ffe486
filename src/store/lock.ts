import { existsSync, unlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { removeQuietly } from './durable-adapter.ts';
import { diskError, isAbsent } from './failures.ts';
import { breakStale, linked, newToken, readHolder, writeNote } from './lock-file.ts';
import type { Holder } from './lock-file.ts';
import { StoreError } from './sessions-store.ts';
import { tempPath } from './temp-file.ts';
import { isGone } from './writer.ts';

export interface LockOptions {
  /** How long to wait for another holder. */
  readonly waitMs?: number;
}

/** A lock is held for milliseconds, and the one that is next has to see soon that it is free. */
const longestPauseMs = 10;

/**
 * Runs `job` while `<path>.lock` is ours, against every other process. The lock is a hard link to a
 * file that already says who made it, so it is never seen empty and its holder can always be judged.
 *
 * Whoever has to wait for it first takes the place of the one who is next, `<path>.lock.next`, which is a lock
 * of the same kind. While that is taken nobody else reaches for the lock: a process that gives it back and wants it
 * again at once cannot overtake those who wait.
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
    release(lock, token);
  }
}

async function acquire(lock: string, waitMs: number): Promise<string> {
  const until = performance.now() + waitMs;
  const next = `${lock}.next`;
  const token = newToken();
  const temp = await tempPath(lock);
  try {
    await writeNote(temp, token);
    if (!existsSync(next) && linked(temp, lock)) return token;
    await take(next, temp, until, lock);
    try {
      await take(lock, temp, until, lock);
    } finally {
      release(next, token);
    }
    return token;
  } catch (error) {
    throw diskError(error, 'lock', lock);
  } finally {
    removeQuietly(temp);
  }
}

/** The lock, or the place of the next: of several who want it, the one that links first. */
async function take(place: string, temp: string, until: number, lock: string): Promise<void> {
  for (let pause = 1, free = 0; ; pause = Math.min(pause * 2, longestPauseMs)) {
    if (linked(temp, place)) return;
    const holder = readHolder(place);
    // Just let go. What is never free and has no holder either is something else of that name.
    if (holder === null && (free += 1) < 10) continue;
    if (holder !== null && (await removed(place, holder))) continue;
    if (performance.now() > until) {
      // Who has it for so long matters, not who else waits for it.
      const last = readHolder(lock) ?? holder;
      const by = last === null ? 'something that is no lock' : `process ${last.writer.pid}`;
      throw new StoreError('io', `${lock} is held by ${by}`);
    }
    // A random part, so that two who wait do not stay in step.
    await sleep(pause * (0.5 + Math.random()));
  }
}

/** A lock that is over, but still there. */
async function removed(lock: string, holder: Holder): Promise<boolean> {
  if (leftBehind.delete(named(lock, holder.token))) return letGo(lock, holder.token);
  return (await isGone(holder.writer, holder.ageMs)) && breakStale(lock, holder);
}

/**
 * Locks of this process that are over but could not be removed, because the disk had become read-only.
 * Nobody else can tell that they are over: their process lives.
 */
const leftBehind = new Set<string>();

function release(lock: string, token: string): void {
  // Not ours any more only if somebody removed the folder or the file by hand.
  if (holderOrNull(lock)?.token === token) letGo(lock, token);
}

function holderOrNull(lock: string): Holder | null {
  try {
    return readHolder(lock);
  } catch {
    return null;
  }
}

/** False: it is still there. */
function letGo(lock: string, token: string): boolean {
  try {
    unlinkSync(lock);
    return true;
  } catch (error) {
    if (isAbsent(error)) return true;
    leftBehind.add(named(lock, token));
    return false;
  }
}

function named(lock: string, token: string): string {
  return `${lock} ${token}`;
}
