import type { Context } from 'grammy';
import type { Logger } from '../log.ts';
import { signalOf } from './outbox/deliver.ts';
import { describeFailure, failureOf } from './outbox/failure.ts';
import { plain } from './text/compose.ts';
import { shortened } from './text/split.ts';

/** The line at the top of the phone, or with `alert` a box to close. False: this tap has its answer already. */
export type Answer = (text: string, alert?: boolean) => Promise<boolean>;

const textLimit = 200;

/** A query can be answered once, and only for a while; neither is worth an error. */
export function answerTo(ctx: Context, log: Logger): Answer {
  let answered = false;
  return async (text, alert = false) => {
    if (answered) return false;
    answered = true;
    const shown =
      text === '' ? {} : { text: shortened(plain(text), textLimit).text, show_alert: alert };
    const signal = signalOf(AbortSignal.timeout(10_000));
    await ctx.answerCallbackQuery(shown, signal).catch((error: unknown) => {
      log.debug(describeFailure(failureOf(error)), 'a query was not answered');
    });
    return true;
  };
}
