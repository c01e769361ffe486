import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const program = fileURLToPath(new URL('floor.mjs', import.meta.url));

/** Node cannot open a pty by itself. */
const opener = `import os, pty, sys, tty
master, slave = pty.openpty()
tty.setraw(slave)
os.dup2(master, 13)
os.dup2(slave, 14)
os.execv(sys.argv[1], sys.argv[1:])`;

/** A program on a raw pty; null when this machine has no python3. */
export async function openRawPty(agents, cleanup) {
  try {
    await promisify(execFile)('python3', ['-c', 'import pty']);
  } catch {
    return null;
  }
  const args = [
    '-c',
    opener,
    process.execPath,
    program,
    agents.path,
    'typist',
    ...agents.argv('raw'),
  ];
  const child = spawn('python3', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  cleanup.add(() => child.kill());
  const typist = await agents.ready('typist');
  const reader = await agents.ready('raw');
  /** How long a byte took from the write to the program, in ms. */
  return async () => {
    const read = reader.read();
    const from = await typist.type();
    return ((await read) - from) / 1e6;
  };
}
