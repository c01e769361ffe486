import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OwnStatus, OwnWord } from '../agents/hooks.ts';
import { errorCode } from '../errors.ts';
import { linuxRow } from './native-linux.ts';

/** A file may be read while it is written. */
const tornMs = 5;

/**
 * What an agent says of itself in this file. Null: there is none, or its process is not the one that wrote it.
 * Rejects when it cannot be read now (no more files can be opened, the disk fails), which says nothing of it.
 */
export async function readOwnFile(
  status: OwnStatus,
  folder: string,
  name: string,
): Promise<OwnWord | null> {
  const word = (await parsed(status, folder, name)) ?? (await parsedLater(status, folder, name));
  if (word === null) return null;
  const row = linuxRow('/proc', word.pid);
  if (row === null) return null;
  return word.procStart === null || word.procStart === row.startMark ? word : null;
}

/** No such file or folder, or one that is somebody else's. */
export function isNoneOfOurs(error: unknown): boolean {
  return none.has(errorCode(error) ?? '');
}

const none = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM']);

async function parsed(status: OwnStatus, folder: string, name: string): Promise<OwnWord | null> {
  try {
    return status.parse(name, await readFile(join(folder, name), 'utf8'));
  } catch (error) {
    if (isNoneOfOurs(error)) return null;
    throw error;
  }
}

async function parsedLater(
  status: OwnStatus,
  folder: string,
  name: string,
): Promise<OwnWord | null> {
  if (!name.endsWith('.json')) return null;
  await new Promise((resolve) => {
    setTimeout(resolve, tornMs);
  });
  return parsed(status, folder, name);
}
