import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { within } from './within.mjs';

const main = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

/** A real daemon, as `npm start` runs it once it is built. */
export async function startDaemon(env, cleanup) {
  const child = spawn(process.execPath, [main, 'start'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const ended = new Promise((resolve) => child.on('close', resolve));
  const up = new Promise((resolve, reject) => {
    child.on('close', () => reject(new Error(`the daemon ended: ${said}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part) => {
        said += part;
        if (said.includes('tapmux is up')) resolve();
      });
    }
  });
  const stop = cleanup.add(async () => {
    child.kill('SIGTERM');
    await within(15_000, ended, 'the daemon to stop').catch(() => child.kill('SIGKILL'));
  });
  await within(30_000, up, 'the daemon to start');
  return { pid: child.pid, stop };
}

/** In MB; NaN where there is no /proc. */
export async function rssOf(pid) {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}
