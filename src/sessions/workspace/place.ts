import { lstat, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode, messageOf } from '../../errors.ts';
import type { SessionId } from '../../domain/ids.ts';
import { lineOf, readGit } from '../git.ts';

export type Place =
  | { readonly kind: 'place'; readonly path: string }
  | { readonly kind: 'failed'; readonly why: string };

const attempts = 50;

/** A new, empty folder of our own under `root`: whoever makes it first owns it. */
export async function reserve(root: string, name: string, id: SessionId): Promise<Place> {
  const base = `${name.replaceAll(/[^\w-]+/g, '-').slice(0, 80)}-${id.slice(0, 8)}`;
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
    const real = await realpath(root);
    for (let n = 1; n <= attempts; n += 1) {
      const path = join(real, n === 1 ? base : `${base}-${n}`);
      if (await made(path)) return { kind: 'place', path };
    }
    return { kind: 'failed', why: `${root} has too many folders named ${base}. Remove some.` };
  } catch (error) {
    return {
      kind: 'failed',
      why: `No folder can be made in ${root}: ${messageOf(error)}. Check its permissions and free space.`,
    };
  }
}

async function made(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Takes back a reserved folder. */
export async function release(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

/** Kept inside the git directory, so that it goes with the repository and is never committed. */
const markName = 'tapmux.json';

/** Says that this very folder is of our making: a copy or a replacement has another inode. */
export async function mark(path: string, id: SessionId, now: number): Promise<void> {
  const place = await markPlace(path);
  if (place === null) throw new Error('the new folder has no git directory');
  const { ino } = await lstat(path, { bigint: true });
  const text = JSON.stringify({ session: id, inode: String(ino), at: new Date(now).toISOString() });
  await writeFile(place, `${text}\n`, { flag: 'wx', mode: 0o600 });
}

export async function isMarked(path: string): Promise<boolean> {
  const place = await markPlace(path);
  if (place === null) return false;
  try {
    const mark: unknown = JSON.parse(await readFile(place, 'utf8'));
    const { ino } = await lstat(path, { bigint: true });
    return (
      typeof mark === 'object' && mark !== null && 'inode' in mark && mark.inode === String(ino)
    );
  } catch {
    return false;
  }
}

async function markPlace(path: string): Promise<string | null> {
  const own = await gitDirectory(path);
  return own === null ? null : join(own, markName);
}

/**
 * The git directory of exactly this folder. Git looks in the parents as well: a folder that lost its
 * `.git` would speak for whatever repository surrounds it.
 */
export async function gitDirectory(path: string): Promise<string | null> {
  const top = await readGit(path, ['rev-parse', '--show-toplevel']);
  if (top.kind !== 'ok') return null;
  const own = await readGit(path, ['rev-parse', '--absolute-git-dir']);
  if (own.kind !== 'ok') return null;
  try {
    if ((await realpath(lineOf(top.stdout))) !== (await realpath(path))) return null;
  } catch {
    return null;
  }
  return lineOf(own.stdout);
}

/** Directly inside `root`, as a folder and not as a link that leads out of it. */
export async function isInside(root: string, path: string): Promise<boolean> {
  try {
    const real = await realpath(path);
    const own = await lstat(path);
    return own.isDirectory() && dirname(real) === (await realpath(root));
  } catch {
    return false;
  }
}
