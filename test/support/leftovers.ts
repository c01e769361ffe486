import { readdir, readFile } from 'node:fs/promises';

const name = 'TAPMUX_TEST_RUN';

/** From now on every process that a test starts carries this word, and so does whatever that one starts. */
export function markRun(run: string): void {
  process.env[name] = run;
}

/** Processes of this run that are still there, by their command lines. Only Linux tells. */
export async function leftovers(run: string): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const pids = (await readdir('/proc')).filter((one) => /^\d+$/.test(one));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
      const environment = await read('environ');
      if (!environment.split('\0').includes(`${name}=${run}`)) return null;
      // The test runner and its workers.
      const parent = Number(/^PPid:\s+(\d+)/m.exec(await read('status'))?.[1]);
      if ([Number(pid), parent].includes(process.pid)) return null;
      const command = (await read('cmdline')).replaceAll('\0', ' ').trim();
      return command === '' ? null : `${pid} (child of ${parent}): ${command.slice(0, 200)}`;
    }),
  );
  return found.filter((one) => one !== null);
}
