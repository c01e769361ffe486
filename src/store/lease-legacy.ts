import { readFileSync } from 'node:fs';
import { access, rename } from 'node:fs/promises';
import { messageOf } from '../errors.ts';
import type { Document } from './document.ts';
import { diskError, isAbsent } from './failures.ts';
import { quarantine } from './quarantine.ts';

export interface LegacyImport<T, Found> {
  /** The file of the older form. */
  readonly path: string;
  readonly into: Document<T>;
  /** False: what is stored counts, and the file is not even parsed. */
  readonly isWanted: (current: T) => boolean;
  readonly parse: (value: unknown) => Found;
  readonly merge: (current: T, found: Found) => T;
  readonly warn: (line: string) => void;
}

/**
 * Takes over a file of the older form, once: stored first, then renamed to `.migrated`. The file is
 * read under the document's lock and everybody imports before he does anything else, so an import
 * that comes late finds no file and cannot bring back what was cleared meanwhile. A broken file is
 * put aside and blocks nobody.
 */
export async function importLegacy<T, Found>(job: LegacyImport<T, Found>): Promise<void> {
  const { path, warn } = job;
  if (!(await isThere(path))) return;
  const seen: { broken: string | null } = { broken: null };
  await job.into.update((current) => {
    const text = readIfThere(path);
    if (text === null || !job.isWanted(current)) return null;
    try {
      return job.merge(current, job.parse(JSON.parse(text)));
    } catch (error) {
      seen.broken = messageOf(error);
      return null;
    }
  });
  try {
    if (seen.broken === null) {
      await rename(path, `${path}.migrated`);
    } else {
      const aside = await quarantine(path);
      warn(`${path} cannot be read (${seen.broken}) and was put aside as ${aside}`);
    }
  } catch (error) {
    if (!wasAbsent(error)) throw diskError(error, 'put aside', path);
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    // Any other failure is met again, and reported, when the file is read.
    return !isAbsent(error);
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return null;
    throw diskError(error, 'read', path);
  }
}

/** Somebody else was first with it. */
function wasAbsent(error: unknown): boolean {
  return isAbsent(error) || (error instanceof Error && isAbsent(error.cause));
}
