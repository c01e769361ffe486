import {
  copyFile,
  constants,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  rmdir,
  stat,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode, UserError } from '../errors.ts';
import { replaceFile } from './replace-file.ts';

/** A settings file that belongs to somebody else. */
export interface SettingsFile {
  /** The file itself, where the given path is a link to it. */
  readonly path: string;
  /** Null: there is none yet. */
  readonly text: string | null;
}

export async function readSettings(path: string): Promise<SettingsFile> {
  try {
    const target = await realpath(path);
    return { path: target, text: await readFile(target, 'utf8') };
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    // A link that leads nowhere yet stays one.
    const target = await readlink(path).catch(() => null);
    return { path: target === null ? path : resolve(dirname(path), target), text: null };
  }
}

/** What was there before, in the copies that were kept, latest first. */
export async function copiesOf({ path }: SettingsFile): Promise<readonly SettingsFile[]> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  const copies = names.filter((name) => name.startsWith(`${basename(path)}${copyMark}`));
  const read = copies
    .toSorted()
    .toReversed()
    .map((name) => readSettings(join(folder, name)).catch(() => null));
  return (await Promise.all(read)).filter((one) => one !== null);
}

/** All or nothing, with its mode as it was. Gives the path of the copy that was kept of what was there. */
export async function replaceSettings(
  file: SettingsFile,
  text: string,
  keepFrom: Date | null,
): Promise<string | null> {
  await checkUnchanged(file);
  await checkWritable(file);
  const backup = file.text === null || keepFrom === null ? null : await copyOf(file, keepFrom);
  await mkdir(dirname(file.path), { recursive: true });
  const mode = file.text === null ? 0o600 : (await stat(file.path)).mode & 0o777;
  await replaceFile(file.path, text, mode);
  return backup;
}

/** Away with it, and with its folder when nothing else is in it. What a link leads to stays. */
export async function removeSettings(
  path: string,
  file: SettingsFile,
  keepFrom: Date | null,
): Promise<string | null> {
  await checkUnchanged(file);
  await checkWritable(file);
  const backup = keepFrom === null ? null : await copyOf(file, keepFrom);
  await rm(path);
  await rmdir(dirname(path)).catch(() => undefined);
  return backup;
}

/** It is the file again. */
export async function removeCopy({ path }: SettingsFile): Promise<void> {
  await rm(path, { force: true });
}

export async function isPlainFile(path: string): Promise<boolean> {
  return (await lstat(path)).isFile();
}

async function checkUnchanged(file: SettingsFile): Promise<void> {
  const { text } = await readSettings(file.path);
  if (text === file.text) return;
  throw new UserError('conflict', `${file.path} changed meanwhile; it was left as it is.`, {
    hint: 'Try again.',
  });
}

/** Replacing it would need no right to write in it; but somebody wanted it to stay as it is. */
async function checkWritable({ path, text }: SettingsFile): Promise<void> {
  if (text === null || ((await stat(path)).mode & 0o222) !== 0) return;
  throw new UserError('refused', `${path} is read-only; it was left as it is.`, {
    hint: 'Make it writable, then try again.',
  });
}

const copyMark = '.before-tapmux-';

async function copyOf({ path }: SettingsFile, now: Date): Promise<string> {
  const copy = `${path}${copyMark}${stamp(now)}`;
  await copyFile(path, copy, constants.COPYFILE_EXCL);
  return copy;
}

function stamp(now: Date): string {
  return now.toISOString().replaceAll(/[-:]/g, '').replace('.', '-');
}
