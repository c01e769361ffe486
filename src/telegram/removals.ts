import type { Api } from 'grammy';
import type { Logger } from '../log.ts';
import { signalOf } from './outbox/deliver.ts';
import { describeFailure, failureOf } from './outbox/failure.ts';
import type { Shelf } from './outbox/shelf.ts';
import type { Tasks } from './tasks.ts';

export interface RemovalsDeps {
  readonly api: Api;
  readonly shelf: Shelf;
  readonly tasks: Tasks;
  readonly log: Logger;
}

/** Takes away a card that a newer one has replaced. One that stays all the same is in nobody's way. */
export function createRemovals({ api, shelf, tasks, log }: RemovalsDeps) {
  return (chat: number, message: number): void => {
    tasks.run('removing an older card', async () => {
      await shelf.forget(chat, message);
      await api
        .deleteMessage(chat, message, signalOf(AbortSignal.timeout(10_000)))
        .catch((error: unknown) => log.debug(describeFailure(failureOf(error)), 'not removed'));
    });
  };
}
