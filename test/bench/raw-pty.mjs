import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { tempFolder } from './stage.mjs';

/** Node cannot open a pty by itself. */
const opener = `import os, pty, sys, tty
master, slave = pty.openpty()
tty.setraw(slave)
os.dup2(master, 13)
os.dup2(slave, 14)
os.execv(sys.argv[1], sys.argv[1:])`;

/** Samples in ms of a byte's way through a raw pty, both ways; null when this machine has no python3. */
export async function measureRawPty(cleanup) {
  const { folder, remove } = await tempFolder(cleanup);
  const program = fileURLToPath(new URL('floor.mjs', import.meta.url));
  try {
    const args = ['-c', opener, process.execPath, program, folder];
    const { stdout } = await promisify(execFile)('python3', args, { timeout: 60_000 });
    return JSON.parse(stdout);
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  } finally {
    await remove();
  }
}
