import type { SessionId } from '../domain/ids.ts';
import type { HistoryEntry } from '../domain/lease.ts';
import { sessionMinutes } from '../domain/lease-time.ts';
import type { BaselineView } from '../domain/lease-view.ts';
import { baselineView } from '../domain/lease-view.ts';
import type { LeaseAnswer, LeaseContext } from './lease-context.ts';
import { clockRefusal, done, readClock, refused } from './lease-context.ts';

export interface ShowReport extends BaselineView {
  readonly command: 'lease show';
  readonly ok: true;
  readonly profile: SessionId;
  readonly startedAt?: number | undefined;
  readonly lastStartedAt?: number | undefined;
  readonly minutes?: number | undefined;
  readonly leaseCounter?: number | undefined;
  /** Oldest first, the latest few. */
  readonly history: readonly HistoryEntry[];
}

const historyShown = 20;

/** Reads only: a session without a lease has no document afterwards either. */
export async function showLease(
  { store, clock }: LeaseContext,
  id: SessionId,
  caller?: string,
): Promise<LeaseAnswer<ShowReport>> {
  const now = readClock(clock);
  if (now === null) return refused(clockRefusal);
  const document = await store.read(id);
  const { state } = document;
  return done<ShowReport>({
    command: 'lease show',
    ok: true,
    profile: id,
    ...baselineView(document, store.path(id), now, caller),
    startedAt: state?.startedAt,
    lastStartedAt: state?.lastStartedAt,
    minutes: state === null ? undefined : sessionMinutes(state, now),
    leaseCounter: state?.leaseCounter,
    history: document.history.slice(-historyShown),
  });
}
