import type { LeaseDocument, LeaseState } from './lease.ts';
import { cleanedForNewHolder, countUp, lifecycleOf, remember } from './lease.ts';
import type { Expectation, LeaseRefusal } from './lease-outcomes.ts';
import { checkExpectation } from './lease-outcomes.ts';
import type { Ownership, StartOptions } from './lease-start.ts';
import { ownerOf, startTransition } from './lease-start.ts';
import { isStale, lastUse } from './lease-time.ts';

export interface StartRequest extends StartOptions {
  readonly reason?: string | undefined;
  readonly expected?: Expectation | undefined;
}

export interface Begun {
  readonly kind: 'applied';
  readonly document: LeaseDocument;
  readonly state: LeaseState;
  /** An older lease was replaced. The very first one replaces nothing and cleans nothing. */
  readonly reset: boolean;
  readonly renewed: boolean;
}

/** A start, on the whole document: the lease, what is cleaned with it, and the history. */
export function begin(
  document: LeaseDocument,
  now: number,
  request: StartRequest,
  ownership: Ownership,
  mint: () => string,
): Begun | LeaseRefusal {
  const old = document.state;
  const step = startTransition(old, now, request.mode, ownership, mint);
  if (step.kind !== 'fresh' && step.kind !== 'refresh') return step;
  const conflict = checkExpectation('start', old, request.expected);
  if (conflict !== null) return conflict;

  const { state } = step;
  if (step.kind === 'refresh') {
    const kept = lifecycleOf(state) === 'autonomous' ? {} : { activity: null, decay: null };
    return {
      kind: 'applied',
      document: { ...document, ...kept, state },
      state,
      reset: false,
      renewed: true,
    };
  }
  if (old === null) {
    const next = { ...document, activity: null, decay: null, state };
    return { kind: 'applied', document: next, state, reset: false, renewed: false };
  }
  const history = remember(document, {
    action: 'reset',
    at: now,
    actor: ownership.ownerId,
    reason: request.reason?.trim() ?? null,
    priorOwner: old.ownerId ?? null,
    priorSessionId: old.sessionId ?? null,
    sessionId: state.sessionId ?? null,
  });
  const next = { ...cleanedForNewHolder(document), state, history };
  return { kind: 'applied', document: next, state, reset: true, renewed: false };
}

/** Shown when a start found a live lease and renewed it. */
export function renewalWarning(state: LeaseState, profile: string): string {
  return lifecycleOf(state) === 'interactive'
    ? `active session already exists for \`${profile}\`; incrementing start_count`
    : `active autonomous session owned by ${ownerOf(state)} already exists for \`${profile}\`; refreshing lease and incrementing start_count`;
}

/** Uses closer together than this are written once: a keystroke must not cost a write. */
export const touchSeconds = 30;

/** Use of an interactive session renews its lease. Null: nothing to write. */
export function touched(document: LeaseDocument, now: number): LeaseDocument | null {
  const { state } = document;
  if (state === null || lifecycleOf(state) !== 'interactive' || isStale(state, now)) return null;
  if (now - lastUse(state) < touchSeconds) return null;
  return {
    ...document,
    state: { ...state, lastUsedAt: now, leaseCounter: countUp(state.leaseCounter) },
  };
}
