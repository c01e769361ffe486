import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { parseSessionId } from '../domain/ids.ts';
import type { RunId, SessionId } from '../domain/ids.ts';

/** One secret per run, in a file that only the operator's own processes can read. */
export interface RunKeys {
  readonly folder: string;
  make(session: SessionId, run: RunId): Promise<void>;
  /** Whose run this is, if the key is its key. */
  owner(run: RunId, key: string): SessionId | null;
  remove(run: RunId): Promise<void>;
  runs(): Promise<readonly string[]>;
}

export function createRunKeys(folder: string): RunKeys {
  return {
    folder,
    async make(session, run) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await chmod(folder, 0o700);
      const key = randomBytes(32).toString('hex');
      // As the headers of a request, so that whoever sends one needs nothing but the file.
      const text = `tapmux-session: ${session}\ntapmux-run: ${run}\ntapmux-key: ${key}\n`;
      await writeFile(join(folder, run), text, { mode: 0o600, flag: 'wx' });
    },
    owner(run, key) {
      const text = readOrNull(join(folder, run));
      const [, session, wanted] =
        /^tapmux-session: (\S+)\n.*\ntapmux-key: ([0-9a-f]{64})\n$/.exec(text ?? '') ?? [];
      if (wanted === undefined || !same(wanted, key)) return null;
      return parseSessionId(session);
    },
    remove: (run) => rm(join(folder, run), { force: true }),
    runs: () => namesIn(folder),
  };
}

function same(wanted: string, given: string): boolean {
  const a = Buffer.from(wanted);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Nothing when there is no such folder yet. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
