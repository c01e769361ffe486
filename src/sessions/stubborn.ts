import { StoreError } from '../store/sessions-store.ts';
import type { Engine } from './engine.ts';

const againMs = 1_000;

/**
 * What has happened has to be written down, however long the disk is full or read-only: an answer that
 * was pressed and not recorded would be taken for one that is still on its way.
 */
export async function stubborn<T>(
  { clock, log }: Pick<Engine, 'clock' | 'log'>,
  write: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StoreError) || (error.kind !== 'full' && error.kind !== 'io')) {
        throw error;
      }
      log.error({ err: error }, 'not written down yet; tried again until it is');
      await clock.sleep(againMs);
    }
  }
}
