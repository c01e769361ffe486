import type { Clock } from './clock.ts';
import type { Logger } from './log.ts';
import type { Leases } from './sessions/leases.ts';
import { createRounds } from './sessions/rounds.ts';
import type { Rounds } from './sessions/rounds.ts';
import type { Sessions } from './sessions/sessions.ts';
import { createStaleLeases } from './sessions/stale-leases.ts';
import type { Telegram, TelegramHealth } from './telegram/telegram.ts';

/** Whoever started us and wants to hear now and then that we are well. */
export interface Supervisor {
  beat(status: string): Promise<void>;
  stopping(): Promise<void>;
}

export interface KeeperDeps {
  readonly sessions: Sessions;
  readonly leases: Leases;
  readonly telegram: Telegram;
  readonly supervisor: Supervisor | null;
  readonly clock: Clock;
  readonly log: Logger;
}

const roundMs = 10_000;
/** Several times within the time that a watchdog waits. */
const beatMs = 30_000;

/** Goes its rounds through the house while the daemon runs. */
export function createKeeper(deps: KeeperDeps): Rounds {
  const { sessions, leases, telegram, supervisor, clock, log } = deps;
  const staleLeases = createStaleLeases({
    leases,
    troubles: sessions.troubles,
    sessions: async () => (await sessions.list()).sessions,
    clock,
  });
  const rounds = createRounds({
    jobs: [
      { what: 'looking around', work: () => sessions.round() },
      { what: 'looking for stale leases', work: () => staleLeases.round() },
      { what: 'keeping the last sign of life', work: () => telegram.round() },
    ],
    everyMs: roundMs,
    clock,
    log,
  });
  // Apart from the rounds, so that one that takes long is no reason to be started anew.
  const beats = createRounds({
    jobs: [{ what: 'telling the supervisor', work: beat }],
    everyMs: beatMs,
    clock,
    log,
  });

  /** Without a network there is nothing that a restart would mend: what counts is that the work goes on. */
  async function beat(): Promise<void> {
    if (telegram.isTurning()) await supervisor?.beat(wordOf(telegram.health()));
  }

  return {
    start() {
      rounds.start();
      if (supervisor === null) return;
      beats.start();
      beat().catch((error: unknown) => log.warn({ err: error }, 'the supervisor hears nothing'));
    },
    async stop() {
      supervisor?.stopping().catch((error: unknown) => log.debug({ err: error }, 'no goodbye'));
      await Promise.all([beats.stop(), rounds.stop()]);
    },
  };
}

function wordOf({ problem, sinceLastPoll }: TelegramHealth): string {
  if (problem !== null) return problem;
  if (sinceLastPoll === null) return 'Telegram has not answered yet';
  return `Telegram answered ${Math.round(sinceLastPoll)} s ago`;
}
