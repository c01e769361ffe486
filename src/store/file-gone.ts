import { stat } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import { isAbsent } from './failures.ts';

const lookMs = 2_000;

/** Resolves when the file is not there any more; a disk that does not answer says nothing about it. */
export async function fileGone(path: string, clock: Clock, signal: AbortSignal): Promise<void> {
  for (;;) {
    await clock.sleep(lookMs, signal);
    const gone = await stat(path).then(
      () => false,
      (error: unknown) => isAbsent(error),
    );
    if (gone) return;
  }
}
