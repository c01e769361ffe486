import { displaySafe } from './display.ts';
import type { LeaseDocument, LeaseState, NamedLease } from './lease.ts';
import { countUp, leaseSchemaVersion, lifecycleOf } from './lease.ts';
import { checkActivity } from './lease-limits.ts';
import type { Expectation, LeaseOutcome, LeaseRefusal } from './lease-outcomes.ts';
import { checkExpectation, refuse } from './lease-outcomes.ts';
import { ownerOf } from './lease-start.ts';
import { isStale } from './lease-time.ts';

export interface HeartbeatRequest {
  readonly actorId: string;
  /** Absent keeps the activity as it was; given but blank erases it. */
  readonly activity?: string | undefined;
  readonly expected?: Expectation | undefined;
}

export type HeartbeatCheck = { readonly kind: 'ok'; readonly state: NamedLease } | LeaseRefusal;

/** Before the lock: most refusals need none. */
export function checkHeartbeat(
  state: LeaseState | null,
  { actorId, activity }: HeartbeatRequest,
  now: number,
): HeartbeatCheck {
  if (state === null) {
    return refuse(
      'not_found',
      'no active session telemetry is available; run tapmux lease start first',
    );
  }
  if (lifecycleOf(state) !== 'autonomous') {
    return refuse('not_eligible', 'heartbeat requires an active autonomous session');
  }
  const actor = `\`${displaySafe(actorId)}\``;
  if (actorId !== state.ownerId) {
    return refuse(
      'ownership_conflict',
      `heartbeat requires actor ${actor} to match the active autonomous owner ${ownerOf(state)}`,
    );
  }
  if (state.sessionId === undefined) {
    return refuse('not_eligible', 'active autonomous session is missing session_id');
  }
  if (isStale(state, now)) {
    return refuse(
      'lease_stale',
      `autonomous session lease for ${actor} is stale; restart with the same actor, or let a different actor take it over deliberately`,
    );
  }
  const tooLong = activity === undefined ? null : checkActivity(activity.trim());
  return tooLong ?? { kind: 'ok', state: { ...state, sessionId: state.sessionId } };
}

/** Under the lock: the same questions of what is there now. */
export function heartbeat(
  document: LeaseDocument,
  before: NamedLease,
  { actorId, activity, expected }: HeartbeatRequest,
  now: number,
): LeaseOutcome<LeaseDocument & { readonly state: NamedLease }> {
  const { state } = document;
  if (state === null) {
    return refuse(
      'not_found',
      'session row disappeared between the pre-heartbeat check and the transaction; another caller cleared this workspace',
    );
  }
  const actor = `\`${displaySafe(actorId)}\``;
  const isHis = lifecycleOf(state) === 'autonomous' && state.ownerId === actorId;
  if (!isHis || state.sessionId !== before.sessionId) {
    return refuse(
      'stale_session',
      `session ownership changed between the pre-heartbeat check and the transaction; actor ${actor} is no longer the autonomous owner`,
    );
  }
  if (isStale(state, now)) {
    return refuse(
      'lease_stale',
      `autonomous session lease for ${actor} became stale while waiting for the lock; restart with the same actor, or let a different actor take it over deliberately`,
    );
  }
  const conflict = checkExpectation('heartbeat', state, expected);
  if (conflict !== null) return conflict;

  const { sessionId } = before;
  const renewed: NamedLease = {
    ...state,
    sessionId,
    schemaVersion: leaseSchemaVersion,
    lastHeartbeatAt: now,
    leaseCounter: countUp(state.leaseCounter),
  };
  const text = activity?.trim();
  const told = { sessionId, actorId, sessionRevision: state.revision };
  return {
    kind: 'applied',
    value: {
      ...document,
      state: renewed,
      activity:
        text === undefined
          ? document.activity
          : text === ''
            ? null
            : { ...told, currentActivity: text, updatedAt: now },
    },
  };
}
