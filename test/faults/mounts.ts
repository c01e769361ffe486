import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from '../../src/errors.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);

/** A small disk of its own for one folder. */
export interface SmallDisk {
  fill(): Promise<void>;
  free(): Promise<void>;
  /** Nothing can be made or changed by its name, as on a disk that the kernel took for broken. */
  readOnly(on: boolean): Promise<void>;
  remove(): Promise<void>;
}

/** Null where disks cannot be mounted. */
export async function mountDisk(folder: string, size: string): Promise<SmallDisk | null> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', folder]);
  } catch {
    return null;
  }
  const ballast = join(folder, 'ballast');
  return {
    async fill() {
      try {
        for (let part = 0; ; part += 1) {
          await writeFile(`${ballast}-${part}`, Buffer.alloc(64 * 1024));
        }
      } catch (error) {
        if (errorCode(error) !== 'ENOSPC') throw error;
      }
    },
    async free() {
      for (let part = 0; part < 1000; part += 1) await rm(`${ballast}-${part}`, { force: true });
    },
    async readOnly(on) {
      if (!on) {
        await run('umount', [folder]);
        return;
      }
      await run('mount', ['--bind', folder, folder]);
      // Not while a file of it is open for writing.
      const tried = () =>
        run('mount', ['-o', 'remount,bind,ro', folder]).then(
          () => true,
          () => false,
        );
      await until(tried, 'a moment in which nothing is written');
    },
    async remove() {
      await run('umount', ['-l', folder]).catch(() => undefined);
      await run('umount', ['-l', folder]).catch(() => undefined);
    },
  };
}
