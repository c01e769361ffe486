import { randomBytes } from 'node:crypto';
import { readdir, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { formatWriter, isGone, parseWriter, thisWriter } from './writer.ts';

/** `.<name>.<writer>.<random>.tmp`, in the folder of the file that it will become. */
export async function tempPath(path: string): Promise<string> {
  const writer = formatWriter(await thisWriter());
  const random = randomBytes(6).toString('hex');
  return join(dirname(path), `.${basename(path)}.${writer}.${random}.tmp`);
}

/** Removes what writers that are gone left behind in `folder`, for one document or for all. */
export async function sweepTemps(folder: string, name: string | null = null): Promise<void> {
  const found = await readdir(folder).catch(() => []);
  for (const entry of found) {
    if (name === null || entry.startsWith(`.${name}.`)) await sweep(join(folder, entry));
  }
}

async function sweep(path: string): Promise<void> {
  const match = /^\..+\.([0-9a-f]{8}-\d+-\d+)\.[0-9a-f]{12}\.tmp$/.exec(basename(path));
  const writer = parseWriter(match?.[1] ?? '');
  if (writer === null) return;
  const found = await stat(path).catch(() => null);
  if (found === null || !(await isGone(writer, Date.now() - found.mtimeMs))) return;
  // Somebody else may have swept it meanwhile; a leftover that stays does no harm.
  await unlink(path).catch(() => undefined);
}
