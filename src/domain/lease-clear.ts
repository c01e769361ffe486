import { displaySafe } from './display.ts';
import type { LeaseDocument, LeaseState } from './lease.ts';
import { emptyLease, lifecycleOf, remember } from './lease.ts';
import { checkActor, checkReason } from './lease-limits.ts';
import type { Expectation, Idempotent, LeaseOutcome, LeaseRefusal } from './lease-outcomes.ts';
import { checkExpectation, refuse } from './lease-outcomes.ts';
import { isAdoptable, ownerOf } from './lease-start.ts';
import { isStale } from './lease-time.ts';

export interface ClearRequest {
  readonly actorId?: string | undefined;
  readonly reason?: string | undefined;
  readonly expected?: Expectation | undefined;
}

/** Placeholders only: what a caller typed must never come back as part of a command. */
const takeoverCommand =
  'tapmux lease takeover --session <session> --actor-id <actor-id> --reason <reason>';

/** The new words of a request; an id that the lease already knows is taken as it is. */
export function checkClearRequest(
  state: LeaseState | null,
  { actorId, reason }: ClearRequest,
): LeaseRefusal | null {
  const isKnown =
    actorId === undefined || actorId === state?.ownerId || actorId === state?.supervisorId;
  return (
    (isKnown ? null : checkActor('--actor-id', actorId)) ??
    (reason === undefined ? null : checkReason(reason.trim()))
  );
}

/** `now` is null while the clock cannot be read: the owner's and the supervisor's right needs none. */
export function authoriseClear(
  state: LeaseState | null,
  actorId: string | undefined,
  now: number | null,
): LeaseRefusal | null {
  if (state === null || lifecycleOf(state) === 'interactive') return null;
  if (actorId === undefined) {
    return refuse(
      'ownership_conflict',
      'clearing an autonomous session requires `--actor-id` matching the owner or supervisor',
    );
  }
  if (actorId === state.ownerId || actorId === state.supervisorId) return null;
  if (now !== null && isStale(state, now) && isAdoptable(state)) {
    return refuse(
      'ownership_conflict',
      `stale autonomous session owned by ${ownerOf(state)}; only its owner or supervisor may clear it. To adopt it: \`${takeoverCommand}\``,
    );
  }
  return refuse(
    'ownership_conflict',
    `actor \`${displaySafe(actorId)}\` is not authorized to clear the active autonomous session owned by ${ownerOf(state)}`,
  );
}

export interface Cleared {
  readonly document: LeaseDocument;
  readonly removed: LeaseState | null;
}

/** Under the lock: authorised again, for exactly the lease that was looked at before. */
export function clear(
  document: LeaseDocument,
  before: LeaseState | null,
  request: ClearRequest,
  now: number | null,
): LeaseOutcome<Cleared> | Idempotent<Cleared> {
  const { state } = document;
  const refusal = authoriseClear(state, request.actorId, now);
  if (refusal !== null) {
    const suffix =
      'the row was modified between the pre-clear check and the transaction, most likely a concurrent takeover';
    return refuse(refusal.kind, `${refusal.message} (${suffix})`);
  }
  if (state?.sessionId !== before?.sessionId || state?.revision !== before?.revision) {
    return refuse(
      'stale_session',
      'session identity changed between the pre-clear authorization check and the transaction lock (another caller was first); retry clear',
    );
  }
  const conflict = state === null ? null : checkExpectation('clear', state, request.expected);
  if (conflict !== null) return conflict;

  const isBare = state === null && document.escalations.length === 0 && document.gates === null;
  if (isBare) return { kind: 'idempotent', value: { document, removed: null } };
  const history = remember(document, {
    action: 'clear',
    at: now,
    actor: request.actorId ?? null,
    reason: request.reason?.trim() ?? null,
    priorOwner: state?.ownerId ?? null,
    priorSessionId: state?.sessionId ?? null,
    sessionId: null,
  });
  return { kind: 'applied', value: { document: { ...emptyLease, history }, removed: state } };
}
