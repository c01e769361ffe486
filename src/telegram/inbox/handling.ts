import type { Update } from 'grammy/types';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import type { AccessRules } from '../access.ts';
import { accessOf } from '../access.ts';
import { loggable } from '../outbox/failure.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { BotDocument } from '../state/bot-book.ts';
import type { Tasks } from '../tasks.ts';
import { compose } from '../text/compose.ts';
import type { Inbox } from './inbox.ts';

/** The way of an update from Telegram's answer to the end of what it asked for. */
export interface Handling {
  /** Resolves when it is safe with us and the next one may be looked at. */
  accept(update: Update): Promise<void>;
  /** After a start: what was taken and never finished. */
  takeUpAgain(): Promise<void>;
}

export interface HandlingDeps {
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly book: BotDocument;
  readonly rules: AccessRules;
  readonly tasks: Tasks;
  readonly clock: Clock;
  readonly log: Logger;
  handle(update: Update): Promise<void>;
}

/** How long one update keeps the next one waiting; its own work goes on after that. */
const patienceMs = 150;
const triesPerUpdate = 2;
const setAsideKept = 20;

export function createHandling(deps: HandlingDeps): Handling {
  const { inbox, clock, log } = deps;

  /** One that fails twice is set aside, in the open, and never looked at again. */
  async function handle(update: Update, tries: number): Promise<void> {
    const id = update.update_id;
    try {
      await deps.handle(update);
    } catch (error) {
      log.error({ ...loggable(error), update: id, tries }, 'an update was not handled');
      if (tries < triesPerUpdate) return handle(update, await inbox.retry(id));
      await setAside(update, error instanceof Error ? error.name : 'unknown');
    }
    await inbox.done(id);
  }

  async function setAside(update: Update, why: string): Promise<void> {
    const at = new Date(clock.now()).toISOString();
    const one = { update: update.update_id, why, at };
    const book = await deps.book.update((all) => ({
      ...all,
      setAside: [...all.setAside, one].slice(-setAsideKept),
    }));
    const access = accessOf(update, book, deps.rules);
    if (access.kind !== 'allowed') return;
    await deps.outbox.put({
      lane: 'notice',
      place: access.origin.place,
      id: `aside.${update.update_id}`,
      message: {
        body: compose('That did not work: an error inside tapmux. The log has it; /doctor helps.'),
      },
    });
  }

  async function begin(update: Update, tries: number): Promise<void> {
    const waiting = new AbortController();
    deps.tasks.run('handling an update', () =>
      handle(update, tries).finally(() => {
        waiting.abort();
      }),
    );
    await clock.sleep(patienceMs, waiting.signal).catch(() => undefined);
  }

  return {
    async accept(update) {
      if ((await inbox.take(update)) === 'new') await begin(update, 1);
      else log.debug({ update: update.update_id }, 'delivered before');
    },
    async takeUpAgain() {
      for (const { update } of inbox.found) {
        const tries = await inbox.retry(update.update_id);
        if (tries <= triesPerUpdate) {
          await begin(update, tries);
        } else {
          await setAside(update, 'tapmux ended twice while handling it');
          await inbox.done(update.update_id);
        }
      }
    },
  };
}
