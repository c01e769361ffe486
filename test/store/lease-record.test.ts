import { describe, expect, it } from 'vitest';
import { FieldError } from '../../src/domain/fields.ts';
import {
  leaseDocumentToJson,
  parseLeaseDocument,
  parseLeaseState,
} from '../../src/store/lease-record.ts';
import { activity, autonomous, interactive, laden, t0 } from '../support/leases.ts';

const version2 = { schema_version: 2, started_at: t0, last_started_at: t0 + 5, start_count: 3 };

function stored(document: ReturnType<typeof laden>) {
  return JSON.parse(JSON.stringify(leaseDocumentToJson(document))) as { state: object };
}

describe('a stored lease', () => {
  it('S3.7 has these fields, the absent ones with these defaults', () => {
    expect(Object.keys(stored(laden(autonomous())).state).toSorted()).toEqual([
      'last_heartbeat_at',
      'last_started_at',
      'lease_counter',
      'lease_ttl_secs',
      'mode',
      'owner_id',
      'owner_kind',
      'revision',
      'schema_version',
      'session_id',
      'start_count',
      'started_at',
      'supervisor_id',
    ]);
    expect(parseLeaseState({ ...version2, session_id: undefined })).toMatchObject({
      mode: 'general',
      ownerKind: 'interactive',
      ownerId: undefined,
      supervisorId: undefined,
      leaseTtlSecs: undefined,
      lastHeartbeatAt: undefined,
      revision: 0,
    });
  });

  it('S3.2 is written with version 4, whatever it was read with', () => {
    const json = stored(laden(interactive({ schemaVersion: 2 })));
    expect(json).toMatchObject({ version: 4, state: { schema_version: 4 } });
  });

  it('S3.122 of version 2 has no session id', () => {
    const state = parseLeaseState(version2);
    expect(state).toMatchObject({ schemaVersion: 2, startCount: 3, lastStartedAt: t0 + 5 });
    expect(state.sessionId).toBeUndefined();
  });

  it('S3.123 of version 3 has one', () => {
    const version3 = { ...version2, schema_version: 3, session_id: 'ses_3', mode: 'implement' };
    expect(parseLeaseState(version3)).toMatchObject({ sessionId: 'ses_3', mode: 'implement' });
  });

  it.each([
    ['no object', 'text'],
    ['no time', { ...version2, started_at: undefined }],
    ['a time before 1970', { ...version2, started_at: -1 }],
    ['no count', { ...version2, start_count: 'three' }],
    ['an id that is no text', { ...version2, session_id: 5 }],
    ['an owner kind that nobody knows', { ...version2, owner_kind: 'anyone' }],
  ])('S3.124 does not parse: %s', (_, value) => {
    expect(() => parseLeaseState(value)).toThrow(FieldError);
    expect(() => parseLeaseDocument({ state: value })).toThrow(FieldError);
  });

  it('S3.3 an unknown mode is the default one', () => {
    expect(parseLeaseState({ ...version2, mode: 'sleeping' }).mode).toBe('general');
  });

  it('S3.125 S3.126 the session id is written when there is one, and left out when there is none', () => {
    expect(stored(laden(interactive())).state).toHaveProperty('session_id', 'ses_OLD');
    const bare = stored(laden(interactive({ sessionId: undefined })));
    expect(bare.state).not.toHaveProperty('session_id');
  });

  it('S3.9 comes back as it was, with all that belongs to it', () => {
    const document = {
      ...laden(autonomous()),
      history: [
        {
          action: 'clear',
          at: null,
          actor: null,
          reason: null,
          priorOwner: 'worker',
          priorSessionId: null,
          sessionId: null,
        },
      ],
    } as const;
    expect(stored(document)).toMatchObject({
      activity: {
        session_id: 'ses_OLD',
        actor_id: 'worker',
        current_activity: activity().currentActivity,
        updated_at: t0,
        session_revision: 1,
      },
    });
    expect(parseLeaseDocument(stored(document))).toEqual(document);
  });
});
