import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SessionId } from '../../src/domain/ids.ts';
import { newSessionId } from '../../src/domain/ids.ts';
import type { Activity, LeaseDocument, LeaseState } from '../../src/domain/lease.ts';
import { emptyLease, mintLeaseSessionId } from '../../src/domain/lease.ts';
import type { Leases, LeasesDeps } from '../../src/sessions/leases.ts';
import { createLeases } from '../../src/sessions/leases.ts';
import type { LeasesStore } from '../../src/store/leases-store.ts';
import { createLeasesStore } from '../../src/store/leases-store.ts';

/** An instant in seconds, in the middle of nowhere. */
export const t0 = 1_800_000_000;
export const hour = 3600;
export const mint = () => mintLeaseSessionId(t0 * 1000);

export function interactive(changes: Partial<LeaseState> = {}): LeaseState {
  return {
    schemaVersion: 4,
    startedAt: t0,
    lastStartedAt: t0,
    startCount: 2,
    sessionId: 'ses_OLD',
    mode: 'research',
    ownerKind: 'interactive',
    ownerId: 'interactive',
    revision: 1,
    leaseCounter: 0,
    ...changes,
  };
}

/** Held by `worker` for a minute from `t0` on, supervised by `boss`. */
export function autonomous(changes: Partial<LeaseState> = {}): LeaseState {
  return interactive({
    ownerKind: 'runtime_worker',
    ownerId: 'worker',
    supervisorId: 'boss',
    leaseTtlSecs: 60,
    lastHeartbeatAt: t0,
    ...changes,
  });
}

export function activity(changes: Partial<Activity> = {}): Activity {
  return {
    sessionId: 'ses_OLD',
    actorId: 'worker',
    currentActivity: 'running the tests',
    updatedAt: t0,
    sessionRevision: 1,
    ...changes,
  };
}

/** A document with something in every place that a change of hands may clean. */
export function laden(state: LeaseState | null): LeaseDocument {
  return {
    ...emptyLease,
    state,
    activity: activity(),
    decay: { score: 0.5, updatedAt: t0 },
    escalations: [
      { id: 'soft', text: 'slow tests', blocking: false, raisedAt: t0 },
      { id: 'hard', text: 'needs a password', blocking: true, raisedAt: t0 },
    ],
    gates: { revision: 3, closed: ['deploy'] },
  };
}

export interface LeaseBench {
  readonly dir: string;
  readonly id: SessionId;
  readonly store: LeasesStore;
  readonly leases: Leases;
  readonly warnings: string[];
  /** Seconds; the tests turn it. */
  readonly time: { now: number };
  /** Another service over the same folder, as another process would have. */
  readonly another: (changes?: Partial<LeasesDeps>) => Leases;
  readonly put: (document: LeaseDocument) => Promise<void>;
}

export async function leaseBench(): Promise<LeaseBench> {
  const dir = await mkdtemp(join(tmpdir(), 'tapmux-leases-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const time = { now: t0 };
  const warnings: string[] = [];
  const warn = (line: string) => {
    warnings.push(line);
  };
  const another = (changes: Partial<LeasesDeps> = {}) =>
    createLeases({
      dir,
      warn,
      clock: { now: () => Math.round(time.now * 1000) },
      sessions: { exists: async () => true },
      ...changes,
    });
  const store = createLeasesStore({ dir, warn });
  const id = newSessionId();
  return {
    dir,
    id,
    store,
    leases: another(),
    warnings,
    time,
    another,
    put: (document) => store.transact(id, () => ({ result: undefined, next: document })),
  };
}
