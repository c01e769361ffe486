import type { LeaseState } from './lease.ts';

export type LeaseRefusalKind =
  /** The request itself is wrong. */
  | 'invalid'
  /** There is no such session, or no lease on it. */
  | 'not_found'
  /** Somebody else holds it. */
  | 'ownership_conflict'
  /** The lease that the caller means is no longer the current one. */
  | 'stale_session'
  /** It is the current one, but it changed since the caller looked. */
  | 'revision_conflict'
  /** The caller's own lease has run out. */
  | 'lease_stale'
  /** The lease is not in the condition that this step needs. */
  | 'not_eligible'
  /** A clock or a disk could not be read. */
  | 'unavailable';

export interface LeaseRefusal {
  readonly kind: LeaseRefusalKind;
  readonly message: string;
}

export type LeaseOutcome<T> = { readonly kind: 'applied'; readonly value: T } | LeaseRefusal;

/** There was nothing to do, and all is as the caller wants it. */
export interface Idempotent<T> {
  readonly kind: 'idempotent';
  readonly value: T;
}

export function refuse(kind: LeaseRefusalKind, message: string): LeaseRefusal {
  return { kind, message };
}

/**
 * The lease a client believes to change. A revision alone proves nothing: it starts again at 1 after
 * a clear, so it counts only together with the session id. A null id expects that there is no lease.
 */
export interface Expectation {
  readonly sessionId: string | null;
  readonly revision?: number | undefined;
}

export function checkExpectation(
  verb: string,
  state: LeaseState | null,
  expected: Expectation | undefined,
): LeaseRefusal | null {
  if (expected === undefined) return null;
  const current = state?.sessionId ?? null;
  if (state === null ? expected.sessionId !== null : expected.sessionId !== current) {
    return refuse(
      'stale_session',
      `${verb} was meant for another lease: expected ${nameOf(expected.sessionId)}, current is ${nameOf(current)}; read it again with tapmux lease show`,
    );
  }
  const revision = state?.revision ?? 0;
  if (expected.revision === undefined || expected.revision === revision) return null;
  return refuse(
    'revision_conflict',
    `${verb} detected concurrent session mutation: expected revision ${expected.revision}, current is ${revision}; retry with the current revision`,
  );
}

function nameOf(sessionId: string | null): string {
  return sessionId === null ? 'no session id' : `session ${sessionId}`;
}
