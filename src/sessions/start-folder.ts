import { stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { errorCode, UserError } from '../errors.ts';

/** Where a session starts: the folder that was asked for, else the operator's home. */
export interface StartFolder {
  readonly path: string;
  /** False when it is only the fallback (home, else /tmp). */
  readonly chosen: boolean;
}

/** Refuses with a sentence what is no folder that a program can start in. */
export async function startFolder(given: string | undefined, home: string): Promise<StartFolder> {
  if (given === undefined || given === '') {
    return { path: (await isFolder(home)) ? home : '/tmp', chosen: false };
  }
  const expanded = given === '~' || given.startsWith('~/') ? home + given.slice(1) : given;
  if (!isAbsolute(expanded)) {
    throw new UserError('invalid_input', `${JSON.stringify(given)} is not an absolute path.`, {
      hint: 'Give the whole path, or one that starts with ~/.',
    });
  }
  const path = resolve(expanded);
  let found;
  try {
    found = await stat(path);
  } catch (error) {
    const why = errorCode(error) === 'EACCES' ? 'may not be read' : 'does not exist';
    throw new UserError('invalid_input', `${path} ${why}.`, {
      hint: 'Choose an existing folder.',
      cause: error,
    });
  }
  if (!found.isDirectory()) {
    throw new UserError('invalid_input', `${path} is not a folder.`, {
      hint: 'Choose its folder.',
    });
  }
  return { path, chosen: path !== resolve(home || '/') && path !== '/tmp' };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return path !== '' && (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
