import type { Clock } from '../../clock.ts';
import type { Confirmations, PendingConfirmation } from '../command.ts';
import type { BotDocument, Confirmation } from './bot-book.ts';

const lifeMs = 2 * 60_000;

export interface StoredConfirmations extends Confirmations {
  /** Which command it belongs to; it stays. */
  verbOf(id: string): Promise<string | null>;
}

export function createConfirmations(
  book: BotDocument,
  clock: Pick<Clock, 'now'>,
): StoredConfirmations {
  const isGood = (one: Confirmation) => one.expiresAt > clock.now();
  return {
    async ask(what) {
      const id = crypto.randomUUID().replaceAll('-', '').slice(0, 16);
      const one = { id, ...what, expiresAt: clock.now() + lifeMs };
      await book.update((all) => ({
        ...all,
        confirmations: [...all.confirmations.filter(isGood), one],
      }));
      return id;
    },
    async take(id, actor) {
      let taken: PendingConfirmation | null = null;
      await book.update((all) => {
        const one = all.confirmations.find((each) => each.id === id);
        taken = null;
        // Whoever asked is the one to confirm; for everybody else it stays as it is.
        if (one === undefined || one.actor !== actor) return null;
        const { verb, sessionId, state } = one;
        if (isGood(one)) taken = { verb, sessionId, state, actor };
        return { ...all, confirmations: all.confirmations.filter((each) => each !== one) };
      });
      return taken;
    },
    async verbOf(id) {
      const found = (await book.read()).confirmations.find((one) => one.id === id);
      return found?.verb ?? null;
    },
  };
}
