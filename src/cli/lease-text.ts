import { displaySafe } from '../domain/display.ts';
import type { Fields } from '../domain/fields.ts';
import { fieldsOf } from '../domain/fields.ts';

export const leaseVerbs = ['start', 'heartbeat', 'takeover', 'clear', 'show'] as const;
export type LeaseVerb = (typeof leaseVerbs)[number];

/** A report of the daemon in words for a terminal; ids and texts of others are escaped. */
export function leaseText(verb: LeaseVerb, report: unknown): readonly string[] {
  const fields = fieldsOf(report);
  switch (verb) {
    case 'start':
      return started(fields);
    case 'heartbeat':
      return [
        `Heartbeat recorded for \`${safe(fields, 'actor_id')}\` on session \`${safe(fields, 'session_id')}\` ` +
          `(revision=${plain(fields, 'revision')}, lease_expires_at=${plain(fields, 'lease_expires_at')}).`,
      ];
    case 'takeover':
      return [
        `Session takeover recorded: \`${safe(fields, 'actor_id')}\` replaced \`${safe(fields, 'prior_actor_id')}\` ` +
          `on \`${safe(fields, 'path')}\` (revision=${plain(fields, 'revision')}).`,
      ];
    case 'clear':
      return [
        fields.flagOr('cleared', false)
          ? `Cleared session state at ${safe(fields, 'path')}`
          : `No session state found at ${safe(fields, 'path')}`,
      ];
    case 'show':
      return shown(fields);
  }
}

function started(fields: Fields): readonly string[] {
  const warning = fields.textOr('warning', null);
  const parts = ['mode', 'start_count', 'started_at', 'reset'].map(
    (name) => `${name}=${plain(fields, name)}`,
  );
  const line = `Session state: ${parts.join(' ')}`;
  // The ids inside are escaped already, by whoever put them there.
  return warning === null ? [line] : [`Warning: ${warning}`, line];
}

function shown(fields: Fields): readonly string[] {
  if (fields.textOr('status', 'missing') === 'missing') {
    return [`No session state found at ${safe(fields, 'path')}`];
  }
  const stale = fields.flagOr('stale', false) ? 'stale' : 'live';
  const names = ['mode', 'lifecycle', 'owner_kind', 'start_count', 'revision', 'lease_expires_at'];
  const parts = names
    .filter((name) => fields.has(name))
    .map((one) => `${one}=${plain(fields, one)}`);
  const lines = [
    `Held by \`${fields.has('actor_id') ? safe(fields, 'actor_id') : 'unknown'}\` (${stale})`,
    `Session state: ${parts.join(' ')}`,
  ];
  if (fields.has('session_id')) lines.push(`Session id: ${safe(fields, 'session_id')}`);
  if (fields.has('current_activity')) lines.push(`Activity: ${safe(fields, 'current_activity')}`);
  if (fields.flagOr('ownership_conflict', false)) lines.push('Somebody else drives this session.');
  return lines;
}

function safe(fields: Fields, name: string): string {
  return displaySafe(fields.textOr(name, ''));
}

function plain(fields: Fields, name: string): string {
  const value = fields.object[name];
  return typeof value === 'string' ? displaySafe(value) : (JSON.stringify(value) ?? '');
}
