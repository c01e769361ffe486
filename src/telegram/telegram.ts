import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Machine } from '../machine.ts';
import type { Announcer } from '../sessions/announcer.ts';
import type { Leases } from '../sessions/leases.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { AccessRules, Trust } from './access.ts';
import type { Command } from './command.ts';
import { openTelegram } from './wiring.ts';

export interface TelegramDeps extends AccessRules {
  readonly token: string;
  /** Null: the official server. */
  readonly apiRoot: string | null;
  readonly home: string;
  /** The announcer is made before the engine it listens to. */
  readonly sessions: () => Sessions;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly log: Logger;
  readonly version: string;
  readonly projects: readonly string[];
  readonly commands: readonly Command[];
  readonly trust: Trust;
  /** For tests that have no half minutes to wait. */
  readonly pollSeconds?: number;
  readonly sendTimeoutMs?: number;
  readonly machine?: Machine;
}

export interface Telegram {
  /** Resolves when everything is open; Telegram itself may answer when it likes. */
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly announcer: Announcer;
  health(): TelegramHealth;
  /** Every few seconds. */
  round(): Promise<void>;
  /** For a watchdog: the work goes on, whether or not anybody answers. */
  isTurning(): boolean;
}

export interface TelegramHealth {
  /** Seconds since Telegram last answered a poll; null before the first. */
  readonly sinceLastPoll: number | null;
  /** In a sentence with the remedy; null while all is well. */
  readonly problem: string | null;
  readonly waitingMessages: number;
  /** Null until Telegram has said who we are. */
  readonly bot: string | null;
}

/** Opens itself with the first thing that is wanted of it: the engine has news to tell before the bot is started. */
export function createTelegram(deps: TelegramDeps): Telegram {
  let opening: Promise<Telegram> | null = null;
  let open: Telegram | null = null;

  async function whole(): Promise<Telegram> {
    opening ??= openTelegram(deps);
    open = await opening;
    return open;
  }

  return {
    announcer: {
      announce: async (notice) => (await whole()).announcer.announce(notice),
    },
    start: async () => (await whole()).start(),
    async stop() {
      if (opening !== null) await (await opening).stop();
    },
    round: async () => open?.round(),
    isTurning: () => open?.isTurning() ?? true,
    health: () => open?.health() ?? nothingYet,
  };
}

const nothingYet: TelegramHealth = {
  sinceLastPoll: null,
  problem: null,
  waitingMessages: 0,
  bot: null,
};
