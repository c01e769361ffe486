import { lstat, readdir } from 'node:fs/promises';
import { errorCode } from '../../errors.ts';

/** More entries than this and a folder is not looked through: its state is then unknown. */
const entryLimit = 20_000;
const ignoredDepth = 3;

/** One line per path: what changes whenever its content is written. */
export async function traceOf(path: Buffer): Promise<string> {
  try {
    const found = await lstat(path, { bigint: true });
    return `${path.toString('hex')} ${found.mode} ${found.size} ${found.mtimeNs} ${found.ino}`;
  } catch (error) {
    if (isGone(error)) return `${path.toString('hex')} absent`;
    throw error;
  }
}

export async function exists(path: Buffer): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** Traces of a whole folder: of a repository inside the workspace that git itself does not enter. */
export async function tracesBelow(folder: Buffer): Promise<string[]> {
  const traces: string[] = [];
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of await readdir(next, { encoding: 'buffer', withFileTypes: true })) {
      const path = below(next, entry.name);
      if (traces.length >= entryLimit) throw new Error(`${folder.toString()} has too many files`);
      traces.push(await traceOf(path));
      if (entry.isDirectory()) waiting.push(path);
    }
  }
  return traces.sort();
}

/** Repositories inside an ignored folder: somebody's work, although git never speaks of it. */
export async function repositoriesBelow(folder: Buffer, depth = ignoredDepth): Promise<Buffer[]> {
  const entries = await readdir(folder, { encoding: 'buffer', withFileTypes: true });
  if (entries.some((entry) => entry.name.equals(dotGit))) return [folder];
  if (depth === 0) return [];
  const found: Buffer[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name.equals(nodeModules)) continue;
    found.push(...(await repositoriesBelow(below(folder, entry.name), depth - 1)));
  }
  return found;
}

export function below(folder: Buffer, name: Buffer): Buffer {
  const trimmed = folder.at(-1) === 0x2f ? folder.subarray(0, -1) : folder;
  return Buffer.concat([trimmed, Buffer.from('/'), name]);
}

const dotGit = Buffer.from('.git');
const nodeModules = Buffer.from('node_modules');

function isGone(error: unknown): boolean {
  return errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR';
}
