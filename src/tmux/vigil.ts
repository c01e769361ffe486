import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import { createBell } from './bell.ts';
import type { Exits } from './exits.ts';
import type { TmuxLog } from './log.ts';
import { distinct, readRows } from './panes.ts';
import type { Presence } from './presence.ts';
import type { Watcher } from './watcher.ts';
import type { Wire } from './wire.ts';

/** Waits for a server, stays connected to it, and looks around now and then, until the signal ends it. */
export interface Vigil {
  /** Resolves when what is there was looked at for the first time. */
  begin(): Promise<void>;
  /** There may be sessions now. */
  ring(): void;
  /** The last session beside the hub is gone: let the server end as it would without us. */
  leaveEmpty(): Promise<void>;
  /** After the signal: when all of it is over. */
  over(): Promise<void>;
}

export interface VigilOptions {
  readonly wire: Wire;
  readonly watcher: Watcher;
  readonly presence: Presence;
  readonly exits: Exits;
  readonly clock: Clock;
  readonly log: TmuxLog;
  readonly signal: AbortSignal;
}

/** With clients: a look around for what no notice tells (a pane that died). Without: is there a server by now? */
const idleMs = 5_000;
/** Every so many of those, a look at everything: a notice may have been lost. */
const fullLookEvery = 12;
/** While control mode does not work. */
const pollMs = 1_500;
const firstPauseMs = 250;
const longestPauseMs = 60_000;
/** Clients that lived this long were good ones: the next loss starts counting again. */
const goodForMs = 60_000;

export function createVigil(options: VigilOptions): Vigil {
  const { wire, watcher, presence, exits, clock, log, signal } = options;
  /** Rung when there may be sessions now. */
  const doorbell = createBell(clock);
  const tick = createBell(clock);
  let polling = false;
  /** We closed the clients ourselves. */
  let left = false;
  let loops: Promise<unknown> = Promise.resolve();

  /** Connects, stays connected, and connects again after a growing pause. */
  async function keep(onFirst: () => void): Promise<void> {
    let pauseMs = firstPauseMs;
    for (;;) {
      // The last look before it stands in line: whoever closes us stands behind it.
      signal.throwIfAborted();
      const connected = await wire.connect();
      polling = connected.kind === 'refused' || connected.kind === 'unknown';
      tick.ring();
      if (connected.kind === 'refused')
        log.warn({ why: connected.why }, 'tmux is used the slow way');
      await watcher.scan();
      onFirst();
      if (connected.kind === 'on') {
        const since = clock.monotonic();
        const why = await connected.hub.ended;
        signal.throwIfAborted();
        if (left) {
          left = false;
          await doorbell.wait(idleMs, signal);
          continue;
        }
        log.info({ why }, 'the control clients ended');
        if (clock.monotonic() - since > goodForMs) pauseMs = firstPauseMs;
        // The truth about the server first: reconnecting can wait.
        await watcher.scan();
        await clock.sleep(pauseMs, signal);
      } else if (await doorbell.wait(polling ? Math.max(pauseMs, idleMs) : idleMs, signal)) {
        pauseMs = firstPauseMs;
        continue;
      }
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }

  async function lookAround(): Promise<void> {
    for (let looks = 1; ; looks += 1) {
      await tick.wait(polling ? pollMs : idleMs, signal);
      await exits.rescan().catch((error: unknown) => {
        log.warn({ why: messageOf(error) }, 'the folder of exits cannot be read');
      });
      if (wire.hub() !== null) {
        await (looks % fullLookEvery === 0 ? watcher.scan() : watcher.glance());
      } else if (polling) await watcher.poll();
    }
  }

  async function unending(work: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        await work();
      } catch (error) {
        if (signal.aborted) return;
        log.error({ why: messageOf(error) }, 'watching tmux failed; starting again');
        await clock.sleep(idleMs, signal).catch(() => undefined);
      }
    }
  }

  return {
    async begin() {
      await new Promise<void>((resolve) => {
        loops = Promise.all([unending(() => keep(resolve)), unending(lookAround)]);
      });
    },
    ring() {
      doorbell.ring();
    },
    async leaveEmpty() {
      await wire.exclusive(async () => {
        const hub = wire.hub();
        const found = await readRows(wire.run);
        if (hub === null || found.kind !== 'ok' || distinct(found.rows, hub).length > 0) return;
        presence.leave();
        left = true;
        await wire.disconnect();
      });
    },
    async over() {
      await loops;
    },
  };
}
