import type { Api } from 'grammy';
import type { Update, UserFromGetMe } from 'grammy/types';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { signalOf } from './outbox/deliver.ts';
import { failureOf, loggable } from './outbox/failure.ts';

/**
 * Asks Telegram for updates, for ever: whatever goes wrong, it goes on asking, and says what is wrong
 * until an answer comes.
 */
export interface Polling {
  start(): void;
  stop(): Promise<void>;
  /** Milliseconds on the steady clock since the last answer; null before the first. */
  sinceLastPoll(): number | null;
  /** What is wrong, with the remedy; null while all is well. */
  problem(): string | null;
  /** The latest answer came when it was due, and it was a good one. */
  isWell(): boolean;
  me(): UserFromGetMe | null;
  /** The loop turns, whatever Telegram says: nothing in it takes longer than it may. */
  isTurning(): boolean;
}

export interface PollingDeps {
  readonly api: Api;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long Telegram may hold the line when there is nothing to say. */
  readonly pollSeconds: number;
  /** Once, before the first poll. */
  onReady(me: UserFromGetMe): Promise<void>;
  /** After every answer, before its updates are looked at. */
  onAnswer(updates: readonly Update[]): Promise<void>;
  /** Resolves as soon as the update is safe with us; it never rejects for what handling does. */
  onUpdate(update: Update): Promise<void>;
  /** An answer after a failure. */
  onRecovered(): void;
}

const allowedUpdates = [
  'message',
  'edited_message',
  'callback_query',
  'stopped_message_generation',
  'my_chat_member',
] as const;

const backoffCapMs = 30_000;
const getMeMs = 15_000;
/** Handing an update over takes a moment; a minute is a fault. */
const stepMs = 60_000;

export function createPolling(deps: PollingDeps): Polling {
  const { api, clock, log } = deps;
  const ending = new AbortController();
  let me: UserFromGetMe | null = null;
  let running: Promise<void> | null = null;
  let last: number | null = null;
  let problem: string | null = null;
  let failures = 0;
  let offset = 0;
  /** When the step that is under way should be over, on the steady clock. */
  let due = Infinity;
  const allow = (ms: number) => {
    due = clock.monotonic() + ms + stepMs;
  };

  // A connection that swallows everything answers nothing, not even our own time-out.
  const limitMs = deps.pollSeconds * 1000 + 5_000;

  async function ask(): Promise<readonly Update[]> {
    if (me === null) {
      me = await api.getMe(within(getMeMs));
      await deps.onReady(me);
    }
    // At the start and after a failure a short question: whether all is well should be known at once.
    const timeout = failures > 0 || last === null ? 0 : deps.pollSeconds;
    return api.getUpdates(
      { offset, limit: 100, timeout, allowed_updates: allowedUpdates },
      within(limitMs),
    );
  }

  async function loop(): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        allow(getMeMs + limitMs);
        const updates = await ask();
        last = clock.monotonic();
        if (failures > 0) {
          failures = 0;
          problem = null;
          log.info({}, 'Telegram answers again');
          deps.onRecovered();
        }
        await deps.onAnswer(updates);
        // What has a lower number than one that was taken counts as taken.
        for (const update of updates.toSorted((a, b) => a.update_id - b.update_id)) {
          if (ending.signal.aborted) return;
          allow(0);
          await deps.onUpdate(update);
          offset = update.update_id + 1;
        }
      } catch (error) {
        if (ending.signal.aborted) return;
        const pauseMs = onFailure(error);
        allow(pauseMs);
        await clock.sleep(pauseMs, ending.signal).catch(() => undefined);
      }
    }
  }

  function onFailure(error: unknown): number {
    const failure = failureOf(error);
    failures += 1;
    const explained = explain(failure);
    if (explained !== problem) log.warn(loggable(error), explained);
    problem = explained;
    if (failure.kind === 'wait') return failure.seconds * 1000;
    return Math.min(backoffCapMs, 500 * 2 ** Math.min(failures - 1, 10));
  }

  /** Ends with us, or when the answer is overdue. */
  function within(ms: number) {
    return signalOf(AbortSignal.any([ending.signal, AbortSignal.timeout(ms)]));
  }

  return {
    start() {
      running ??= loop();
    },
    async stop() {
      ending.abort();
      await running;
    },
    sinceLastPoll: () => (last === null ? null : clock.monotonic() - last),
    problem: () => problem,
    isWell: () => problem === null && last !== null && clock.monotonic() - last < limitMs,
    me: () => me,
    isTurning: () => clock.monotonic() < due,
  };
}

function explain(failure: ReturnType<typeof failureOf>): string {
  switch (failure.kind) {
    case 'conflict':
      return failure.webhook
        ? 'A webhook is set for this bot, so Telegram sends its updates elsewhere. `npx tapmux setup` clears it.'
        : 'Another program polls with this bot token. Stop it, or use a bot of your own for each; tapmux goes on by itself then.';
    case 'unauthorized':
      return 'Telegram does not know this bot token. Get the right one from @BotFather and run `npx tapmux setup`.';
    case 'wait':
      return 'Telegram asks for a pause.';
    case 'unsent':
    case 'ambiguous':
      return `Telegram cannot be reached (${failure.why}). It is tried again and again.`;
    default:
      return 'Updates cannot be taken right now; the log says why.';
  }
}
