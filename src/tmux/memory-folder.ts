import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';

/**
 * A folder of ours in memory, for files that live for a millisecond: on a disk, writing over an existing one
 * costs the tmux server more than the picture itself. Null where there is no such place, or where
 * somebody else has taken the name. `key` tells the folders of one process apart; those of processes that
 * are gone are cleared away.
 */
export async function openMemoryFolder(
  key: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  const user = process.getuid?.();
  if (user === undefined) return null;
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 16);
  const ours = `tapmux-${user}-`;
  const name = `${ours}${process.pid}-${digest}`;
  for (const place of [env['XDG_RUNTIME_DIR'], '/dev/shm']) {
    if (place === undefined || !place.startsWith('/')) continue;
    const path = join(place, name);
    try {
      if ((await statfs(place)).type !== tmpfs) continue;
      await clearLeftovers(place, ours);
      await rm(path, { recursive: true, force: true });
      await mkdir(path, { mode: 0o700 });
      const made = await lstat(path);
      if (made.isDirectory() && made.uid === user && (made.mode & 0o077) === 0) return path;
    } catch {
      // Not there, full, not ours: the next place, or none.
    }
  }
  return null;
}

/** What processes left that were killed. */
async function clearLeftovers(place: string, ours: string): Promise<void> {
  for (const entry of await readdir(place)) {
    const pid = entry.startsWith(ours) ? Number.parseInt(entry.slice(ours.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || !isGone(pid)) continue;
    await rm(join(place, entry), { recursive: true, force: true });
  }
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
}

/** As the kernel names it. */
const tmpfs = 0x01021994;
