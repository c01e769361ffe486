import type { Reading } from '../domain/ask.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Screen } from '../domain/screen.ts';
import { isLive } from '../domain/session.ts';
import type { Engine } from './engine.ts';
import { agentOf, refOf } from './launch.ts';
import type { Troubles } from './troubles.ts';

/** Finds agents that say they work and show nothing new for a long time. */
export interface Stuck {
  saw(id: SessionId, reading: Reading, screen: Screen): Promise<void>;
  /** Looks at the steady clock, and at the pane itself before anything is said. */
  round(afterMs: number): Promise<void>;
  forget(id: SessionId): void;
}

interface Working {
  readonly print: string;
  readonly doing: string | null;
  /** How long it has shown the same, as far as we were there to see it. */
  quietMs: number;
  countedAt: number;
}

/**
 * Rounds come every few seconds. What is missing between two of them was no time in which the agent could have
 * shown anything: the machine slept, or we did not run.
 */
const longestGapMs = 60_000;

export function createStuck(engine: Engine, troubles: Troubles): Stuck {
  const working = new Map<SessionId, Working>();

  function begin(id: SessionId, print: string, reading: Reading): void {
    const doing = reading.kind === 'working' ? (reading.doing ?? null) : null;
    working.set(id, { print, doing, quietMs: 0, countedAt: engine.clock.monotonic() });
  }

  async function saw(id: SessionId, reading: Reading, screen: Screen): Promise<void> {
    const before = working.get(id);
    if (reading.kind !== 'working') {
      working.delete(id);
      if (reading.kind !== 'unknown') await troubles.end(id, 'stuck');
      return;
    }
    const print = printOf(screen);
    if (before?.print === print) return;
    begin(id, print, reading);
    // The first screen after a start says nothing of what was before.
    if (before !== undefined) await troubles.end(id, 'stuck');
  }

  /** Whether the pane shows what it showed all the time. */
  async function lookAgain(id: SessionId, before: Working): Promise<boolean> {
    const session = await engine.books.get(id).catch(() => null);
    if (session === null || session.pane === null || !isLive(session)) {
      working.delete(id);
      return false;
    }
    const captured = await engine.tmux.capture(refOf(session.pane));
    if (captured.kind !== 'screen' || captured.screen.dead) return false;
    const reading = agentOf(engine, session.agent).read(captured.screen);
    if (reading.kind === 'working' && printOf(captured.screen) === before.print) return true;
    await saw(id, reading, captured.screen);
    return false;
  }

  return {
    saw,
    async round(afterMs) {
      const now = engine.clock.monotonic();
      for (const [id, one] of working) {
        one.quietMs += Math.min(now - one.countedAt, longestGapMs);
        one.countedAt = now;
        if (one.quietMs < afterMs || (await troubles.standing(id, 'stuck')) !== null) continue;
        if (!(await lookAgain(id, one)) || working.get(id) !== one) continue;
        const minutes = Math.round(one.quietMs / 60_000);
        await troubles.begin(id, { kind: 'stuck', minutes, doing: one.doing });
      }
    },
    forget: (id) => working.delete(id),
  };
}

const spinners = /[⠀-⣿⬝■·•◦✢✳✶✻✽*◐◑◒◓⧗]/gu;
const times = /\d+(?:\.\d+)? ?(?:h|m|s|ms|min|sec)\b/g;
const counts = /[↑↓] ?[\d.,]+k? tokens/g;

/** What is on the screen, without signs that turn and times that run whatever the agent does. */
function printOf(screen: Screen): string {
  return screen.lines
    .join('\n')
    .replaceAll(times, '')
    .replaceAll(counts, '')
    .replaceAll(spinners, '')
    .replaceAll(/[ \t]+/g, ' ')
    .trim();
}
