import type { Clock } from '../clock.ts';
import type { SessionId } from '../domain/ids.ts';
import { isLive } from '../domain/session.ts';
import type { Session } from '../domain/session.ts';
import type { Trouble } from '../domain/trouble.ts';
import type { Leases } from './leases.ts';
import type { Troubles } from './troubles.ts';

/** Finds sessions whose autonomous driver has not been heard of for longer than promised. */
export interface StaleLeases {
  round(): Promise<void>;
}

export interface StaleLeasesDeps {
  readonly leases: Leases;
  readonly troubles: Troubles;
  readonly sessions: () => Promise<readonly Session[]>;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/**
 * A lease ends by the wall clock, which jumps, and a driver on a machine that slept could not be heard either.
 * So it has to stay silent while we watch, too.
 */
const watchedMs = 60_000;
const longestGapMs = 45_000;
/** Files are read for it. */
const everyMs = 30_000;

type Stale = Extract<Trouble, { kind: 'lease' }>;

interface Silence {
  readonly of: string;
  watchedMs: number;
  countedAt: number;
}

export function createStaleLeases(deps: StaleLeasesDeps): StaleLeases {
  const silences = new Map<SessionId, Silence>();
  let lookedAt = -Infinity;

  async function look({ id }: Session): Promise<void> {
    const found = await staleOf(id);
    const standing = await deps.troubles.standing(id, 'lease');
    if (found === null) {
      silences.delete(id);
      if (standing !== null) await deps.troubles.end(id, 'lease');
      return;
    }
    if (standing?.kind === 'lease' && standing.lease === found.lease) return;
    const now = deps.clock.monotonic();
    const of = `${found.lease} ${found.heardAt}`;
    const before = silences.get(id);
    if (before?.of !== of) {
      silences.set(id, { of, watchedMs: 0, countedAt: now });
      return;
    }
    before.watchedMs += Math.min(now - before.countedAt, longestGapMs);
    before.countedAt = now;
    if (before.watchedMs >= watchedMs) await deps.troubles.begin(id, found);
  }

  async function staleOf(id: SessionId): Promise<Stale | null> {
    const shown = await deps.leases.show(id);
    if (!shown.ok) return null;
    const {
      lifecycle,
      stale,
      session_id: lease,
      actor_id: owner,
      last_heartbeat: heard,
    } = shown.report;
    if (lifecycle !== 'autonomous' || stale !== true || lease === undefined) return null;
    // The operator needs no news of what he took over himself.
    if (owner === undefined || owner.startsWith('telegram:')) return null;
    return {
      kind: 'lease',
      lease,
      owner,
      activity: shown.report.current_activity ?? null,
      heardAt: heard === undefined ? null : new Date(heard * 1000).toISOString(),
    };
  }

  return {
    async round() {
      const now = deps.clock.monotonic();
      if (now - lookedAt < everyMs) return;
      lookedAt = now;
      const known = await deps.leases.known();
      if (known.size === 0) return;
      for (const session of await deps.sessions()) {
        if (known.has(session.id) && isLive(session)) await look(session);
      }
    },
  };
}
