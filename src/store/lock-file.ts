import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { errorCode } from '../errors.ts';
import { removeQuietly } from './durable-adapter.ts';
import { isAbsent } from './failures.ts';
import { tempPath } from './temp-file.ts';
import { formatWriter, isGone, parseWriter, thisWriter } from './writer.ts';
import type { Writer } from './writer.ts';

export interface Holder {
  readonly writer: Writer;
  readonly token: string;
  readonly ageMs: number;
}

/**
 * Removes the lock of a holder that is gone. Between reading it and unlinking it the lock may have
 * become somebody else's, so whoever removes it first claims exactly this acquisition; the claim
 * is a lock of its own kind and may be left behind and broken like one.
 */
export async function breakStale(lock: string, stale: Holder): Promise<boolean> {
  const claim = `${lock}.${stale.token}`;
  const temp = await tempPath(lock);
  try {
    await writeNote(temp, newToken());
    if (!linked(temp, claim)) {
      const other = readHolder(claim);
      if (other !== null && (await isGone(other.writer, other.ageMs))) {
        await breakStale(claim, other);
      }
      return false;
    }
    if (readHolder(lock)?.token === stale.token) unlinkSync(lock);
    unlinkSync(claim);
    return true;
  } finally {
    removeQuietly(temp);
  }
}

/** Names one acquisition. */
export function newToken(): string {
  return randomBytes(4).toString('hex');
}

/** Who holds it, and which of their acquisitions this is. */
export async function writeNote(path: string, token: string): Promise<void> {
  const note = `${formatWriter(await thisWriter())} ${token}\n`;
  writeFileSync(path, note, { mode: 0o600, flag: 'wx' });
}

/** False when there is such a file already. */
export function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Null when there is no lock (any more). */
export function readHolder(lock: string): Holder | null {
  try {
    const text = readFileSync(lock, 'utf8');
    const [, writer = '', token = ''] = /^(\S+) ([0-9a-f]{8})\n$/.exec(text) ?? [];
    const parsed = parseWriter(writer);
    const { mtimeMs } = statSync(lock);
    const ageMs = Date.now() - mtimeMs;
    // Not written by us: it may be removed once it is old, like one from another machine.
    return { writer: parsed ?? { place: '', pid: 0, start: 0 }, token, ageMs };
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}
