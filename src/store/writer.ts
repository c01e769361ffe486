import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/**
 * Who holds a lock or left a temp file: `<place>-<pid>-<start>`. A pid alone proves nothing, because
 * it is given again; the start tells one process from the next, and the place (machine, boot, pid
 * namespace) tells whether the pid can be looked up from here at all.
 */
export interface Writer {
  readonly place: string;
  readonly pid: number;
  /** In the kernel's ticks since boot; 0 where the system does not tell. */
  readonly start: number;
}

/** Locks and temp files live for milliseconds; one from elsewhere that is this old was left behind. */
const forgottenAfterMs = 60_000;

let self: Promise<Writer> | null = null;

export function thisWriter(): Promise<Writer> {
  self ??= describeSelf();
  return self;
}

export function formatWriter(writer: Writer): string {
  return `${writer.place}-${writer.pid}-${writer.start}`;
}

export function parseWriter(text: string): Writer | null {
  const match = /^([0-9a-f]{8})-(\d{1,10})-(\d{1,16})$/.exec(text);
  if (match === null) return null;
  const [, place = '', pid, start] = match;
  return { place, pid: Number(pid), start: Number(start) };
}

/** True only when that process is known to be gone, or cannot be asked and is long overdue. */
export async function isGone(writer: Writer, ageMs: number): Promise<boolean> {
  const me = await thisWriter();
  if (writer.place !== me.place) return ageMs > forgottenAfterMs;
  if (!signalReaches(writer.pid)) return true;
  const seen = await processStat(writer.pid);
  if (seen === null) return false;
  return seen.dead || (writer.start !== 0 && seen.start !== writer.start);
}

async function describeSelf(): Promise<Writer> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  const place = createHash('sha256').update(`${hostname()}\n${boot}\n${namespace}`).digest('hex');
  const seen = await processStat(process.pid);
  return { place: place.slice(0, 8), pid: process.pid, start: seen?.start ?? 0 };
}

function signalReaches(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Any other failure (no permission) means that there is such a process.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

async function processStat(pid: number): Promise<{ dead: boolean; start: number } | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  // The command in parentheses may hold anything; the fields are counted from its end.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { dead: fields[0] === 'Z' || fields[0] === 'X', start: Number(fields[19] ?? 0) };
}
