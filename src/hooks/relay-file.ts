import { randomBytes } from 'node:crypto';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../sessions/launch.ts';
import { relayScript } from './relay-script.ts';

export interface RelayPlaces {
  readonly path: string;
  readonly socket: string;
  readonly keys: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** At every start anew: the paths of Perl and Node may have changed. Agents may be running it meanwhile. */
export async function writeRelay({ path, socket, keys, env }: RelayPlaces): Promise<void> {
  const program = fileURLToPath(new URL('relay-main.js', import.meta.url));
  // The one on our own PATH: that of an agent may be any other.
  const perl = await findProgram('perl', env['PATH'] ?? '', '/');
  const text = relayScript({ socket, keys, perl, node: process.execPath, program });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temp = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temp, text, { mode: 0o700, flag: 'wx' });
    await chmod(temp, 0o700);
    await rename(temp, path);
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
}
