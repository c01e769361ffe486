import { readFileSync } from 'node:fs';
import { readFile, readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { errorCode } from '../errors.ts';
import type { ProcessDetails, ProcessRow, ProcessTable } from './native.ts';

/** Ticks per second in /proc: a constant of Linux towards programs, whatever the kernel counts in. */
const ticksPerSecond = 100;

/** Processes that are read in one turn. */
const atOnce = 32;

export function linuxProcesses(proc: string): ProcessTable {
  return {
    async rows() {
      const pids = (await readdir(proc)).filter((name) => /^\d+$/.test(name)).map(Number);
      if (pids.length === 0) throw new Error(`${proc} shows no process`);
      const bootedAt = bootTime(await readFile(join(proc, 'stat'), 'utf8'));
      const rows: ProcessRow[] = [];
      for (let from = 0; from < pids.length; from += atOnce) {
        const some = pids.slice(from, from + atOnce);
        rows.push(...some.map((pid) => rowOf(proc, pid, bootedAt)).filter((row) => row !== null));
        await nextTurn();
      }
      return rows;
    },
    async details(pids) {
      const details = new Map<number, ProcessDetails>();
      for (const pid of pids) {
        const found = await detailsOf(join(proc, String(pid)));
        if (found !== null) details.set(pid, found);
      }
      return details;
    },
  };
}

/** One process alone; null when it has gone. When it was started is not worth another file here. */
export function linuxRow(proc: string, pid: number): ProcessRow | null {
  return rowOf(proc, pid, 0);
}

/** Synchronous on purpose: the kernel has these files at hand, and a trip through the thread pool costs ten times as much. */
function rowOf(proc: string, pid: number, bootedAt: number): ProcessRow | null {
  const folder = join(proc, String(pid));
  try {
    const status = parseStat(readFileSync(join(folder, 'stat'), 'latin1'));
    if (status === null || status.state === 'Z' || status.state === 'X') return null;
    return {
      pid,
      parent: status.parent,
      group: status.group,
      startMark: status.start,
      startedAt: bootedAt + (Number(status.start) * 1000) / ticksPerSecond,
      argv: parseCmdline(readFileSync(join(folder, 'cmdline'), 'utf8')),
      tty: ttyName(status.tty),
      leader: status.leader,
    };
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/**
 * Somebody else's process is listed only where its folder may be read. One of ours may hide it as
 * well (a sandbox, a changed program); it is listed all the same.
 */
async function detailsOf(folder: string): Promise<ProcessDetails | null> {
  const owner = await orNull(async () => (await stat(folder)).uid);
  if (owner === null) return null;
  const cwd = await orNull(() => readlink(join(folder, 'cwd')));
  if (cwd === null && owner !== process.getuid?.()) return null;
  const environment = (await orNull(() => readFile(join(folder, 'environ'), 'latin1'))) ?? '';
  return {
    cwd: cwd === null ? null : await stillThere(cwd),
    underTmux: environment.split('\0').some((one) => one.startsWith('TMUX=') && one !== 'TMUX='),
  };
}

/** The kernel adds a word to the path of a folder that was deleted. */
async function stillThere(cwd: string): Promise<string | null> {
  if (!cwd.endsWith(' (deleted)')) return cwd;
  return (await orNull(() => stat(cwd))) === null ? null : cwd;
}

export interface ProcStat {
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly leader: number;
  readonly tty: number;
  readonly start: string;
}

/** The name in brackets may itself hold brackets and blanks, so the fields are counted from its end. */
export function parseStat(text: string): ProcStat | null {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group, leader, tty] = fields;
  const start = fields[19];
  if (state === undefined || parent === undefined || group === undefined) return null;
  if (leader === undefined || tty === undefined) return null;
  if (start === undefined || !/^\d+$/.test(start)) return null;
  return {
    state,
    parent: Number(parent),
    group: Number(group),
    leader: Number(leader),
    tty: Number(tty),
    start,
  };
}

/** A program that renames itself leaves empty words behind its name. */
export function parseCmdline(text: string): readonly string[] {
  return text.replace(/\0+$/, '').split('\0');
}

/** Terminals are told as a device number: 12 bits of major, 20 of minor, interleaved. */
export function ttyName(device: number): string | null {
  if (device === 0) return null;
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
  if (major >= 136 && major <= 143) return `pts/${minor + (major - 136) * 256}`;
  return major === 4 && minor < 64 ? `tty${minor}` : `${major}:${minor}`;
}

function bootTime(text: string): number {
  const seconds = /^btime (\d+)$/m.exec(text)?.[1];
  if (seconds === undefined) throw new Error('the time of the start of this machine is not told');
  return Number(seconds) * 1000;
}

const absent = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR']);

/** Processes end while they are looked at, and some may not be looked at. */
async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return absent.has(errorCode(error) ?? '');
}
