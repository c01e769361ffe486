import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { errorCode } from '../errors.ts';

/** Sets one variable in a `.env` file and leaves every other line as it is. All or nothing, 0600. */
export async function setInEnvFile(path: string, name: string, value: string): Promise<void> {
  const before = await readOrEmpty(path);
  const line = `${name}=${value}`;
  const form = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=.*$`, 'm');
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  const after = form.test(before) ? before.replace(form, () => line) : `${before}${gap}${line}\n`;
  const temp = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temp, 'wx', 0o600);
  try {
    await file.writeFile(after);
    await file.sync();
    await file.close();
    await rename(temp, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temp, { force: true });
    throw error;
  }
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}
