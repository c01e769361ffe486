import type { Update } from 'grammy/types';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Machine } from '../machine.ts';
import type { AliveDocument, LastSign } from '../store/alive-store.ts';
import { loggable } from './outbox/failure.ts';

/** From when to when the bot could not be heard (milliseconds since the epoch). */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /** The same for one gap, however often it is told of. */
  readonly id: string;
}

/** Keeps the last sign of life, and notices when the one before is long ago. */
export interface Downtime {
  /** Telegram has answered, with these updates. Resolves when what there is to tell is safe. */
  heard(updates: readonly Update[]): Promise<void>;
  /** Every few seconds. */
  round(): Promise<void>;
  /** At an orderly end. */
  close(): Promise<void>;
}

export interface DowntimeDeps {
  readonly document: AliveDocument;
  readonly clock: Clock;
  readonly machine: Machine;
  readonly log: Logger;
  /** How long Telegram may keep an answer back when there is nothing to say. */
  readonly pollMs: number;
  /** Telegram answers right now, as far as is known. */
  isWell(): boolean;
  tell(gap: Gap, updates: readonly Update[]): Promise<void>;
}

const worthTellingMs = 60_000;
const writeEveryMs = 30_000;

export async function openDowntime(deps: DowntimeDeps): Promise<Downtime> {
  const { document, clock, machine, log } = deps;
  const found = await document.read();
  let last: LastSign | null = found;
  /** What is not known to a second is in favour of having been there. */
  let unsureMs = found === null || found.atEnd ? 0 : writeEveryMs;
  let writtenAt = clock.monotonic();
  let closed = false;

  function sign(heard: boolean, atEnd: boolean): LastSign {
    const now = clock.now();
    const before = last ?? { heardAt: null, heardUptimeMs: 0, boot: machine.boot };
    return heard
      ? { aliveAt: now, heardAt: now, heardUptimeMs: machine.uptimeMs(), boot: machine.boot, atEnd }
      : { ...before, aliveAt: now, atEnd };
  }

  async function write(next: LastSign): Promise<void> {
    last = next;
    writtenAt = clock.monotonic();
    await document
      .update(() => next)
      .catch((error: unknown) => {
        log.warn({ err: error }, 'the last sign of life could not be written');
      });
  }

  /** By the machine's own time where it did not start anew; a clock that was set makes no gap. */
  function gapMs(before: LastSign, heardAt: number): number {
    const sameBoot = before.boot !== null && before.boot === machine.boot;
    return sameBoot ? machine.uptimeMs() - before.heardUptimeMs : clock.now() - heardAt;
  }

  return {
    async heard(updates) {
      const before = last;
      const heardAt = before?.heardAt ?? null;
      const ms = before === null || heardAt === null ? 0 : gapMs(before, heardAt);
      const isGap = ms - unsureMs > worthTellingMs;
      unsureMs = deps.pollMs;
      if (!isGap) {
        last = sign(true, false);
        return;
      }
      const to = clock.now();
      try {
        await deps.tell({ from: to - ms, to, id: `offline.${heardAt}` }, updates);
      } catch (error) {
        log.error(loggable(error), 'a time without Telegram was not reported');
      }
      await write(sign(true, false));
    },
    async round() {
      // As long as Telegram was never heard since the start, the old mark is where the gap begins.
      if (clock.monotonic() - writtenAt < writeEveryMs) return;
      await write(sign(deps.isWell(), false));
    },
    async close() {
      if (closed) return;
      closed = true;
      await write(sign(deps.isWell(), true));
    },
  };
}
