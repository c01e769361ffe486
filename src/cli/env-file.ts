import { readFile } from 'node:fs/promises';
import { errorCode } from '../errors.ts';
import { replaceFile } from './replace-file.ts';

/** Sets one variable in a `.env` file and leaves every other line as it is. All or nothing, 0600. */
export async function setInEnvFile(path: string, name: string, value: string): Promise<void> {
  const before = await readOrEmpty(path);
  const line = `${name}=${value}`;
  const form = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=.*$`, 'm');
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  const after = form.test(before) ? before.replace(form, () => line) : `${before}${gap}${line}\n`;
  await replaceFile(path, after, 0o600);
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}
