import { readFile } from 'node:fs/promises';
import { parseStat } from './native-linux.ts';

/** A process as the kernel tells of it; null when there is none (any more), or where nothing can be said. */
export async function processOf(pid: number): Promise<{ parent: number; start: string } | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => null);
  const stat = text === null ? null : parseStat(text);
  return stat === null || stat.state === 'Z' || stat.state === 'X' ? null : stat;
}

/** The process itself, its parent, and so on up. */
export async function lineOf(pid: number): Promise<readonly number[]> {
  const line: number[] = [];
  let next = pid;
  while (next > 1 && !line.includes(next)) {
    const found = await processOf(next);
    if (found === null) break;
    line.push(next);
    next = found.parent;
  }
  return line;
}
