import type { LeaseDocument, LeaseLifecycle, LeaseMode, LeaseState, OwnerKind } from './lease.ts';
import { activityOf, lifecycleOf } from './lease.ts';
import { isStale, leaseExpiry } from './lease-time.ts';

/** What a caller is told of a lease. Every field is absent where there is none. */
export interface LeaseProjection {
  readonly lifecycle?: LeaseLifecycle | undefined;
  readonly ownerKind?: OwnerKind | undefined;
  readonly actorId?: string | undefined;
  readonly supervisorId?: string | undefined;
  readonly leaseTtlSecs?: number | undefined;
  readonly lastHeartbeat?: number | undefined;
  readonly leaseExpiresAt?: number | undefined;
  readonly stale?: boolean | undefined;
  readonly revision?: number | undefined;
  readonly currentActivity?: string | undefined;
  readonly activityUpdatedAt?: number | undefined;
  /** Only for a caller who said who he is: would somebody else's live lease be in his way? */
  readonly ownershipConflict?: boolean | undefined;
}

export function project(document: LeaseDocument, now: number, caller?: string): LeaseProjection {
  const { state } = document;
  if (state === null) return {};
  const activity = activityOf(document);
  const stale = isStale(state, now);
  return {
    lifecycle: lifecycleOf(state),
    ownerKind: state.ownerKind,
    actorId: state.ownerId,
    supervisorId: state.supervisorId,
    leaseTtlSecs: state.leaseTtlSecs,
    lastHeartbeat: state.lastHeartbeatAt,
    leaseExpiresAt: leaseExpiry(state),
    stale,
    revision: state.revision,
    currentActivity: activity?.currentActivity,
    activityUpdatedAt: activity?.updatedAt,
    ownershipConflict: caller === undefined ? undefined : !stale && isForeign(state, caller),
  };
}

/** The supervisor has authority over the lease, so it is not in his way. */
function isForeign(state: LeaseState, caller: string): boolean {
  return (
    lifecycleOf(state) === 'autonomous' && caller !== state.ownerId && caller !== state.supervisorId
  );
}

export interface BaselineView extends Omit<LeaseProjection, 'lifecycle' | 'ownerKind'> {
  readonly status: 'active' | 'stale' | 'missing';
  readonly path: string;
  readonly sessionId?: string | undefined;
  readonly mode?: LeaseMode | '' | undefined;
  readonly lifecycle?: LeaseLifecycle | '' | undefined;
  readonly ownerKind?: OwnerKind | '' | undefined;
  readonly startCount?: number | undefined;
}

/** `active` means that the lease can be named, even when its time is over: `stale` tells that. */
export function baselineView(
  document: LeaseDocument,
  path: string,
  now: number,
  caller?: string,
): BaselineView {
  const { state } = document;
  if (state === null) return { status: 'missing', path };
  const { lifecycle, ownerKind, ...rest } = project(document, now, caller);
  return {
    status: state.sessionId === undefined ? 'stale' : 'active',
    path,
    sessionId: state.sessionId,
    mode: word(state.mode),
    startCount: state.startCount,
    lifecycle: word(lifecycle),
    ownerKind: word(ownerKind),
    ...rest,
  };
}

/** The session id of a live lease; null where there is none to go by. */
export function currentSessionId(document: LeaseDocument, now: number): string | null {
  const { state } = document;
  return state === null || isStale(state, now) ? null : (state.sessionId ?? null);
}

/** The baseline is read by others for years: a word that cannot be written is an empty one there. */
function word<T extends string>(value: T | undefined): T | '' | undefined {
  return value === undefined || typeof value === 'string' ? value : '';
}
