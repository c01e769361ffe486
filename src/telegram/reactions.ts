import type { Api } from 'grammy';
import type { Logger } from '../log.ts';
import { signalOf } from './outbox/deliver.ts';
import { describeFailure, failureOf } from './outbox/failure.ts';

/** Telegram has no ✅ among its reactions. */
export type Sign = '👀' | '👌' | '✍';

/** A sign on the operator's message. It is a courtesy: when it fails, nothing else does. */
export function createReactions(api: Api, log: Logger) {
  return async (chat: number, message: number, sign: Sign): Promise<void> => {
    try {
      const reaction = [{ type: 'emoji' as const, emoji: sign }];
      const signal = signalOf(AbortSignal.timeout(10_000));
      await api.setMessageReaction(chat, message, reaction, {}, signal);
    } catch (error) {
      log.debug(describeFailure(failureOf(error)), 'no reaction');
    }
  };
}
