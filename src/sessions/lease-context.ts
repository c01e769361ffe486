import type { Clock } from '../clock.ts';
import type { SessionId } from '../domain/ids.ts';
import type { LeaseRefusal } from '../domain/lease-outcomes.ts';
import { refuse } from '../domain/lease-outcomes.ts';
import { mintLeaseSessionId } from '../domain/lease.ts';
import { toSnakeJson } from '../domain/snake-json.ts';
import type { SnakeJson } from '../domain/snake-json.ts';
import type { LeasesStore } from '../store/leases-store.ts';
import { StoreError } from '../store/sessions-store.ts';
import type { LeaseNotes } from './lease-notes.ts';

/** What every lease command works with. */
export interface LeaseContext {
  readonly store: LeasesStore;
  readonly notes: LeaseNotes;
  readonly sessions: { exists(id: SessionId): Promise<boolean> };
  readonly clock: Pick<Clock, 'now'>;
}

export type LeaseAnswer<Report> =
  | {
      readonly ok: true;
      readonly outcome: 'applied' | 'idempotent';
      readonly report: SnakeJson<Report>;
    }
  | ({ readonly ok: false } & LeaseRefusal);

export function done<Report>(
  report: Report,
  outcome: 'applied' | 'idempotent' = 'applied',
): LeaseAnswer<Report> {
  return { ok: true, outcome, report: toSnakeJson(report) };
}

export function refused({ kind, message }: LeaseRefusal): { readonly ok: false } & LeaseRefusal {
  return { ok: false, kind, message };
}

/** Seconds, exact to the millisecond; null when the clock cannot be used. */
export function readClock(clock: Pick<Clock, 'now'>): number | null {
  try {
    const ms = clock.now();
    return ms >= 0 ? ms / 1000 : null;
  } catch {
    return null;
  }
}

export const clockRefusal: LeaseRefusal = refuse(
  'unavailable',
  'system clock is before UNIX_EPOCH',
);

export function mintAt(now: number): () => string {
  return () => mintLeaseSessionId(now * 1000);
}

/** A disk that fails is an answer; anything else that is thrown is a bug and comes through. */
export async function answering<Report>(
  action: () => Promise<LeaseAnswer<Report>>,
): Promise<LeaseAnswer<Report>> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof StoreError) {
      return refused(refuse('unavailable', `store error: ${error.message}`));
    }
    throw error;
  }
}
