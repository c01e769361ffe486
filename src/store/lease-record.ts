import type { Fields } from '../domain/fields.ts';
import { FieldError, fieldsOf } from '../domain/fields.ts';
import type {
  Activity,
  Escalation,
  Gates,
  HistoryEntry,
  LeaseDocument,
  LeaseState,
  WorkStreamDecay,
} from '../domain/lease.ts';
import { leaseModeFrom, leaseSchemaVersion, ownerKinds } from '../domain/lease.ts';
import { toSnakeJson } from '../domain/snake-json.ts';

/** The one place where stored leases, of this version and of older ones, become typed. */
export function parseLeaseDocument(value: unknown): LeaseDocument {
  const fields = fieldsOf(value);
  const { state, escalations, history } = fields.object;
  return {
    state: fields.has('state') ? parseLeaseState(state) : null,
    activity: childOf(fields, 'activity', readActivity),
    decay: childOf(fields, 'decay', readDecay),
    escalations: listOf(escalations, 'escalations', readEscalation),
    gates: childOf(fields, 'gates', readGates),
    history: listOf(history, 'history', readHistory),
  };
}

export function leaseDocumentToJson(document: LeaseDocument): unknown {
  const { state } = document;
  return toSnakeJson({
    version: leaseSchemaVersion,
    ...document,
    state: state === null ? null : { ...state, schemaVersion: leaseSchemaVersion },
  });
}

/** Records of version 2 have only the times and the count. */
export function parseLeaseState(value: unknown): LeaseState {
  const fields = fieldsOf(value);
  const number = (name: string) => fields.parsedOrNull(name, numberOrNull, what) ?? undefined;
  return {
    schemaVersion: fields.countOr('schema_version', 0),
    startedAt: numberOf(fields, 'started_at'),
    lastStartedAt: numberOf(fields, 'last_started_at'),
    lastUsedAt: number('last_used_at'),
    startCount: fields.count('start_count'),
    sessionId: fields.textOr('session_id', undefined),
    mode: leaseModeFrom(fields.object.mode) ?? 'general',
    // An unknown word is an error: everybody may clear what an interactive owner holds.
    ownerKind: fields.wordOr('owner_kind', ownerKinds, 'interactive'),
    ownerId: fields.textOr('owner_id', undefined),
    supervisorId: fields.textOr('supervisor_id', undefined),
    leaseTtlSecs: number('lease_ttl_secs'),
    lastHeartbeatAt: number('last_heartbeat_at'),
    revision: fields.countOr('revision', 0),
    leaseCounter: fields.countOr('lease_counter', 0),
  };
}

/** A list, or an object that holds one. */
export function parseLegacyEscalations(value: unknown): readonly Escalation[] {
  const entries = Array.isArray(value) ? value : fieldsOf(value).object.escalations;
  return listOf(entries, 'escalations', readEscalation);
}

function readEscalation(fields: Fields): Escalation {
  return {
    id: fields.text('id'),
    text: fields.text('text'),
    blocking: fields.flagOr('blocking', false),
    raisedAt: fields.parsedOrNull('raised_at', numberOrNull, what) ?? 0,
  };
}

function readActivity(fields: Fields): Activity {
  return {
    sessionId: fields.text('session_id'),
    actorId: fields.text('actor_id'),
    currentActivity: fields.text('current_activity'),
    updatedAt: numberOf(fields, 'updated_at'),
    sessionRevision: fields.count('session_revision'),
  };
}

function readDecay(fields: Fields): WorkStreamDecay {
  return { score: numberOf(fields, 'score'), updatedAt: numberOf(fields, 'updated_at') };
}

function readGates(fields: Fields): Gates {
  return { revision: fields.count('revision'), closed: fields.texts('closed') };
}

function readHistory(fields: Fields): HistoryEntry {
  return {
    action: fields.word('action', ['reset', 'takeover', 'clear']),
    at: fields.parsedOrNull('at', numberOrNull, what),
    actor: fields.textOr('actor', null),
    reason: fields.textOr('reason', null),
    priorOwner: fields.textOr('prior_owner', null),
    priorSessionId: fields.textOr('prior_session_id', null),
    sessionId: fields.textOr('session_id', null),
  };
}

const what = 'a number from 0';

function numberOf(fields: Fields, name: string): number {
  return fields.parsed(name, numberOrNull, what);
}

function numberOrNull(given: unknown): number | null {
  return typeof given === 'number' && Number.isFinite(given) && given >= 0 ? given : null;
}

function childOf<T>(fields: Fields, name: string, read: (fields: Fields) => T): T | null {
  const child = fields.child(name);
  return child === null ? null : read(child);
}

function listOf<T>(value: unknown, name: string, read: (fields: Fields) => T): readonly T[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new FieldError(`field ${name} is not a list`);
  return value.map((one, index) => read(fieldsOf(one, `${name}[${index}]`)));
}
