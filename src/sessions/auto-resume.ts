import { messageOf } from '../errors.ts';
import type { Session } from '../domain/session.ts';
import type { Engine } from './engine.ts';
import { restart } from './resume.ts';
import type { Watcher } from './watcher.ts';

export interface AutoResumeDeps {
  readonly engine: Engine;
  readonly watcher: Watcher;
}

/** How long nobody looked. */
export interface Absence {
  /** It is the first look since the daemon's start. */
  readonly boot: boolean;
  /** When the daemon was last known to run before that. */
  readonly lastAliveAt: number | null;
}

/** A session that stops again this soon after a resume is flapping; after so many it is left alone. */
const flapMs = 120_000;
const flapLimit = 5;
/** Its last sign of life is written now and then; a machine that goes down takes its agents along a little earlier. */
const goingDownMs = 60_000;

/** Starts again what ended without anybody wanting it, and not what keeps falling over. Gives their names. */
export async function autoResume(
  { engine, watcher }: AutoResumeDeps,
  stopped: readonly Session[],
  absence: Absence,
): Promise<string[]> {
  const all = [...stopped, ...(await wentBefore(engine, absence))];
  const resumed: string[] = [];
  for (const session of new Map(all.map((one) => [one.id, one])).values()) {
    if (session.stop?.cause !== 'tmux_gone' && session.stop?.cause !== 'agent_crashed') continue;
    const count = flapsOf(session, engine.clock.now());
    try {
      if (count >= flapLimit) {
        await park(engine, session);
        continue;
      }
      const again = await engine.books.exclusive(session.id, async () =>
        restart(engine, await engine.books.get(session.id), 'auto-resume', { count }),
      );
      await watcher.attach(again);
      resumed.push(again.name);
    } catch (error) {
      engine.log.warn({ session: session.id, why: messageOf(error) }, 'auto-resume failed');
    }
  }
  return resumed;
}

/**
 * What was found to be gone before this pass came to it: its pane told so first, or the machine went down and
 * we were still there to see it.
 */
async function wentBefore(
  engine: Engine,
  { boot, lastAliveAt }: Absence,
): Promise<readonly Session[]> {
  const lost = new Set([...engine.lost.values()].flat().map((one) => one.id));
  const since = boot && lastAliveAt !== null ? lastAliveAt - goingDownMs : Infinity;
  return (await engine.books.all()).filter(
    ({ id, lifecycle, stop }) =>
      lifecycle === 'stopped' && stop !== null && (lost.has(id) || Date.parse(stop.at) >= since),
  );
}

function flapsOf(session: Session, now: number): number {
  const resumedAt = session.flaps.resumedAt;
  if (resumedAt === null) return 0;
  const since = now - Date.parse(resumedAt);
  // A clock that was set back says nothing about how long it ran.
  return since >= 0 && since < flapMs ? session.flaps.count + 1 : 0;
}

async function park(engine: Engine, session: Session): Promise<void> {
  engine.log.warn({ session: session.id }, 'it keeps stopping right after a resume: left stopped');
  const parked = await engine.books.update(session.id, (current) => ({
    ...current,
    stop: current.stop === null ? null : { ...current.stop, cause: 'resume_flapping' },
  }));
  await engine.announcer.announce({ kind: 'ended', session: parked, tail: '' });
}
