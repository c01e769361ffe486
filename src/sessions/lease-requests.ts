import type { Fields } from '../domain/fields.ts';
import { FieldError } from '../domain/fields.ts';
import type { StartRequest } from '../domain/lease-begin.ts';
import type { ClearRequest } from '../domain/lease-clear.ts';
import type { HeartbeatRequest } from '../domain/lease-heartbeat.ts';
import type { Expectation } from '../domain/lease-outcomes.ts';
import type { TakeoverRequest } from '../domain/lease-takeover.ts';
import { leaseLifecycles, leaseModes, ownerKinds } from '../domain/lease.ts';

/** Where a request says that its session is: by name, or as the pane it was made in. */
export interface Place {
  readonly session?: string | undefined;
  readonly pane?: string | undefined;
  /** The caller's `$TMUX`, which tells the pane's server. */
  readonly tmux?: string | undefined;
}

export function readPlace(fields: Fields): Place {
  return {
    session: text(fields, 'session'),
    pane: text(fields, 'pane'),
    tmux: text(fields, 'tmux'),
  };
}

export function readStart(fields: Fields): StartRequest {
  return {
    mode: fields.wordOr('mode', leaseModes, undefined),
    lifecycle: fields.wordOr('lifecycle', leaseLifecycles, 'interactive'),
    ownerKind: fields.wordOr('owner_kind', ownerKinds, undefined),
    actorId: text(fields, 'actor_id'),
    supervisorId: text(fields, 'supervisor_id'),
    leaseSeconds: fields.countOr('lease_seconds', undefined),
    reason: text(fields, 'reason'),
    expected: readExpectation(fields),
  };
}

export function readHeartbeat(fields: Fields): HeartbeatRequest {
  return {
    actorId: fields.text('actor_id'),
    activity: text(fields, 'activity'),
    expected: readExpectation(fields),
  };
}

export function readTakeover(fields: Fields): TakeoverRequest {
  return {
    actorId: fields.text('actor_id'),
    reason: fields.text('reason'),
    supervisorId: text(fields, 'supervisor_id'),
    expected: readExpectation(fields),
  };
}

export function readClear(fields: Fields): ClearRequest {
  return {
    actorId: text(fields, 'actor_id'),
    reason: text(fields, 'reason'),
    expected: readExpectation(fields),
  };
}

export function readCaller(fields: Fields): string | undefined {
  return text(fields, 'actor_id');
}

/** A given `expected_session_id: null` expects that nobody holds the lease. */
function readExpectation(fields: Fields): Expectation | undefined {
  const revision = fields.countOr('expected_revision', undefined);
  const sessionId =
    fields.object.expected_session_id === null ? null : text(fields, 'expected_session_id');
  if (sessionId !== undefined) return { sessionId, revision };
  if (revision === undefined) return undefined;
  throw new FieldError(
    'an expected revision needs the expected session id with it: revisions start again after a clear',
  );
}

function text(fields: Fields, name: string): string | undefined {
  return fields.textOr(name, undefined);
}
