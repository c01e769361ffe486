import type { LeaseDocument, LeaseState, NamedLease } from './lease.ts';
import {
  cleanedForNewHolder,
  leaseSchemaVersion,
  lifecycleOf,
  nextRevision,
  remember,
} from './lease.ts';
import { checkActor, checkReason } from './lease-limits.ts';
import type { Expectation, LeaseOutcome, LeaseRefusal } from './lease-outcomes.ts';
import { checkExpectation, refuse } from './lease-outcomes.ts';
import { isStale } from './lease-time.ts';

export interface TakeoverRequest {
  readonly actorId: string;
  readonly reason: string;
  readonly supervisorId?: string | undefined;
  readonly expected?: Expectation | undefined;
}

/** A lease with all that a takeover needs of it. */
type AdoptableLease = NamedLease & { readonly leaseTtlSecs: number };

export type TakeoverCheck = { readonly kind: 'ok'; readonly prior: AdoptableLease } | LeaseRefusal;

export function checkTakeoverRequest(request: TakeoverRequest): LeaseRefusal | null {
  const { actorId, supervisorId, reason } = request;
  return (
    checkActor('--actor-id', actorId) ??
    (supervisorId === undefined ? null : checkActor('--supervisor-id', supervisorId)) ??
    checkReason(reason.trim())
  );
}

export function checkTakeover(
  state: LeaseState | null,
  actorId: string,
  now: number,
): TakeoverCheck {
  if (state === null) {
    return refuse('not_found', 'no stale autonomous session exists to take over');
  }
  if (lifecycleOf(state) !== 'autonomous') {
    return refuse('not_eligible', 'takeover only applies to stale autonomous sessions');
  }
  if (!isStale(state, now)) {
    return refuse(
      'ownership_conflict',
      'takeover is only allowed after the active autonomous lease becomes stale',
    );
  }
  if (state.ownerId === actorId) {
    return refuse(
      'not_eligible',
      'takeover requires a different actor than the stale owner; use start to recover the same actor lease',
    );
  }
  const { leaseTtlSecs, sessionId } = state;
  if (leaseTtlSecs === undefined) {
    return refuse(
      'not_eligible',
      'stale autonomous session is missing lease_ttl_secs and cannot be taken over safely',
    );
  }
  if (sessionId === undefined) {
    return refuse('not_eligible', 'stale autonomous session is missing session_id');
  }
  return { kind: 'ok', prior: { ...state, leaseTtlSecs, sessionId } };
}

/** Under the lock. Of several actors who saw the same stale lease, the first one gets it. */
export function takeover(
  document: LeaseDocument,
  before: LeaseState,
  request: TakeoverRequest,
  now: number,
  mint: () => string,
): LeaseOutcome<LeaseDocument & { readonly state: AdoptableLease }> {
  const { state } = document;
  if (state === null || state.sessionId !== before.sessionId) {
    return refuse(
      'stale_session',
      'takeover detected concurrent session mutation: somebody else changed the lease first; read it again with tapmux lease show',
    );
  }
  if (state.revision !== before.revision) {
    return refuse(
      'revision_conflict',
      `takeover detected concurrent session mutation: expected revision ${before.revision}, current is ${state.revision}; retry takeover`,
    );
  }
  const check = checkTakeover(state, request.actorId, now);
  if (check.kind !== 'ok') return check;
  const conflict = checkExpectation('takeover', state, request.expected);
  if (conflict !== null) return conflict;

  const { prior } = check;
  const sessionId = mint();
  const next: AdoptableLease = {
    schemaVersion: leaseSchemaVersion,
    startedAt: now,
    lastStartedAt: now,
    startCount: 1,
    sessionId,
    mode: prior.mode,
    ownerKind: prior.ownerKind,
    ownerId: request.actorId,
    supervisorId: request.supervisorId ?? prior.supervisorId,
    leaseTtlSecs: prior.leaseTtlSecs,
    lastHeartbeatAt: now,
    revision: nextRevision(prior),
    leaseCounter: 0,
  };
  const history = remember(document, {
    action: 'takeover',
    at: now,
    actor: request.actorId,
    reason: request.reason.trim(),
    priorOwner: prior.ownerId ?? null,
    priorSessionId: prior.sessionId,
    sessionId,
  });
  return { kind: 'applied', value: { ...cleanedForNewHolder(document), state: next, history } };
}
