import { randomBytes } from 'node:crypto';
import {
  copyFile,
  constants,
  mkdir,
  open,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode, UserError } from '../errors.ts';

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
    if (errorCode(error) === 'ENOENT') return { path, text: null };
    throw error;
  }
}

/** All or nothing, with its mode as it was. Gives the path of the copy that was kept of what was there. */
export async function replaceSettings(
  file: SettingsFile,
  text: string,
  now: Date,
): Promise<string | null> {
  await checkUnchanged(file);
  const backup = file.text === null ? null : await copyOf(file, now);
  await mkdir(dirname(file.path), { recursive: true });
  await write(file.path, text, file.text === null ? 0o600 : (await stat(file.path)).mode & 0o777);
  return backup;
}

/** Away with it, and with its folder when nothing else is in it. What a link leads to stays. */
export async function removeSettings(
  path: string,
  file: SettingsFile,
  keepFrom: Date | null,
): Promise<string | null> {
  await checkUnchanged(file);
  const backup = keepFrom === null ? null : await copyOf(file, keepFrom);
  await rm(path);
  await rmdir(dirname(path)).catch(() => undefined);
  return backup;
}

async function checkUnchanged(file: SettingsFile): Promise<void> {
  const { text } = await readSettings(file.path);
  if (text === file.text) return;
  throw new UserError('conflict', `${file.path} changed meanwhile; it was left as it is.`, {
    hint: 'Try again.',
  });
}

async function copyOf({ path }: SettingsFile, now: Date): Promise<string> {
  const copy = `${path}.before-tapmux-${stamp(now)}`;
  await copyFile(path, copy, constants.COPYFILE_EXCL);
  return copy;
}

async function write(path: string, text: string, mode: number): Promise<void> {
  const temp = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temp, 'wx', mode);
  try {
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
    await file.close();
    await rename(temp, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temp, { force: true });
    throw error;
  }
}

function stamp(now: Date): string {
  return now.toISOString().replaceAll(/[-:]/g, '').replace('.', '-');
}
