import { linuxRow } from './native-linux.ts';
import { macosProcesses } from './native-macos.ts';
import type { ProcessRow } from './native.ts';

/** A process, its parent and so on up, as far as they can be read. Empty: nothing is known of it. */
export type Ancestry = (pid: number) => Promise<readonly ProcessRow[]>;

/** Deeper than any real one: a table read while processes come and go may have a loop in it. */
const deepest = 64;

export function createAncestry(platform: NodeJS.Platform, proc = '/proc'): Ancestry {
  if (platform === 'linux') {
    return async (pid) => climb(pid, (one) => linuxRow(proc, one));
  }
  if (platform !== 'darwin') return () => Promise.resolve([]);
  return async (pid) => {
    const table = new Map((await macosProcesses().rows()).map((row) => [row.pid, row]));
    return climb(pid, (one) => table.get(one) ?? null);
  };
}

function climb(from: number, read: (pid: number) => ProcessRow | null): readonly ProcessRow[] {
  const rows: ProcessRow[] = [];
  let next = from;
  while (next > 0 && rows.length < deepest) {
    const row = read(next);
    if (row === null) break;
    rows.push(row);
    next = row.parent;
  }
  return rows;
}
