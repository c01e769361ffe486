import { randomBytes } from 'node:crypto';
import { link, readdir, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { diskError, isAbsent } from './failures.ts';
import { syncFolder } from './durable-adapter.ts';

const mark = '.broken-';

/** Puts a broken document aside under a name of its own; nothing is deleted. Gives the new path. */
export async function quarantine(path: string): Promise<string> {
  const aside = asideOf(path);
  try {
    await rename(path, aside);
    await syncFolder(dirname(path));
    return aside;
  } catch (error) {
    throw diskError(error, 'put aside', path);
  }
}

/** The same for a document that stays where it is until it is replaced. */
export async function keepAside(path: string): Promise<string> {
  const aside = asideOf(path);
  try {
    await link(path, aside);
    return aside;
  } catch (error) {
    throw diskError(error, 'keep a copy of', path);
  }
}

function asideOf(path: string): string {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${path}${mark}${time}-${randomBytes(3).toString('hex')}`;
}

/** The name of the document that this file was, or null when it is not a quarantined one. */
export function quarantinedName(entry: string): string | null {
  const at = entry.indexOf(mark);
  return at <= 0 ? null : entry.slice(0, at);
}

/** The document was removed on purpose: broken versions of it are kept, but no longer missed. */
export async function settleQuarantined(path: string): Promise<void> {
  const folder = dirname(path);
  for (const entry of await readdir(folder)) {
    if (quarantinedName(entry) !== basename(path)) continue;
    await rename(join(folder, entry), join(folder, entry.replace(mark, '.settled-')));
  }
}

/** A quarantined version of `path` that was put aside after `ctimeNs`. */
export async function quarantinedSince(path: string, ctimeNs: bigint): Promise<string | null> {
  const folder = dirname(path);
  const name = basename(path);
  for (const entry of await readdir(folder).catch(() => [])) {
    if (quarantinedName(entry) !== name) continue;
    const found = await stat(join(folder, entry), { bigint: true }).catch((error: unknown) => {
      if (isAbsent(error)) return null;
      throw error;
    });
    if (found !== null && found.ctimeNs > ctimeNs) return join(folder, entry);
  }
  return null;
}
