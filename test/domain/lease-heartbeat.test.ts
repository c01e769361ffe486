import { describe, expect, it } from 'vitest';
import type { LeaseDocument, NamedLease } from '../../src/domain/lease.ts';
import { emptyLease } from '../../src/domain/lease.ts';
import type { HeartbeatRequest } from '../../src/domain/lease-heartbeat.ts';
import { checkHeartbeat, heartbeat } from '../../src/domain/lease-heartbeat.ts';
import { activity, autonomous, interactive, laden, t0 } from '../support/leases.ts';

const live = t0 + 1;
const mine: HeartbeatRequest = { actorId: 'worker' };
const before: NamedLease = { ...autonomous(), sessionId: 'ses_OLD' };

function beat(document: LeaseDocument, request: Partial<HeartbeatRequest> = {}, now = live) {
  return heartbeat(document, before, { ...mine, ...request }, now);
}

describe('a heartbeat, before the lock', () => {
  it('S3.64 without a lease there is nothing to renew', () => {
    expect(checkHeartbeat(null, mine, live)).toEqual({
      kind: 'not_found',
      message: 'no active session telemetry is available; run tapmux lease start first',
    });
  });

  it('S3.65 an interactive lease has no heartbeat', () => {
    expect(checkHeartbeat(interactive(), mine, live)).toEqual({
      kind: 'not_eligible',
      message: 'heartbeat requires an active autonomous session',
    });
  });

  it.each(['other', 'boss'])(
    'S3.66 `%s` is not the owner; not even the supervisor is',
    (actorId) => {
      expect(checkHeartbeat(autonomous(), { actorId }, live)).toEqual({
        kind: 'ownership_conflict',
        message: `heartbeat requires actor \`${actorId}\` to match the active autonomous owner \`worker\``,
      });
    },
  );

  it('S3.66 both ids are escaped', () => {
    const check = checkHeartbeat(autonomous({ ownerId: 'b\nb' }), { actorId: 'a\u001ba' }, live);
    expect(check).toMatchObject({
      message: expect.stringMatching(/actor `a\\x1ba` .* owner `b\\nb`$/),
    });
  });

  it('S3.67 a lease without a session id cannot be renewed', () => {
    expect(checkHeartbeat(autonomous({ sessionId: undefined }), mine, live)).toMatchObject({
      message: 'active autonomous session is missing session_id',
    });
  });

  it('S3.68 T3.8 a lease that ran out cannot be renewed, and what is advised can work', () => {
    expect(checkHeartbeat(autonomous(), mine, t0 + 60)).toEqual({
      kind: 'lease_stale',
      message:
        'autonomous session lease for `worker` is stale; restart with the same actor, or let a different actor take it over deliberately',
    });
  });

  it('S3.69 the activity is trimmed before it is measured, and measured after the owner', () => {
    const long = { ...mine, activity: 'x'.repeat(281) };
    expect(checkHeartbeat(autonomous(), long, live)).toEqual({
      kind: 'invalid',
      message: 'activity text is too long (max 280 characters)',
    });
    const padded = { ...mine, activity: `  ${'x'.repeat(280)}\n` };
    expect(checkHeartbeat(autonomous(), padded, live)).toMatchObject({ kind: 'ok' });
    expect(checkHeartbeat(autonomous(), { ...long, actorId: 'other' }, live)).toMatchObject({
      kind: 'ownership_conflict',
    });
  });
});

describe('a heartbeat, under the lock', () => {
  it('S3.71 the lease was cleared meanwhile', () => {
    expect(beat(emptyLease)).toEqual({
      kind: 'not_found',
      message:
        'session row disappeared between the pre-heartbeat check and the transaction; another caller cleared this workspace',
    });
  });

  it.each([
    ['lifecycle', interactive()],
    ['owner', autonomous({ ownerId: 'other' })],
    ['session id', autonomous({ sessionId: 'ses_NEW' })],
  ])('S3.72 another %s meanwhile', (_, state) => {
    expect(beat({ ...emptyLease, state })).toEqual({
      kind: 'stale_session',
      message:
        'session ownership changed between the pre-heartbeat check and the transaction; actor `worker` is no longer the autonomous owner',
    });
  });

  it('S3.73 the lease ran out while it waited for the lock', () => {
    expect(beat(laden(autonomous()), {}, t0 + 60)).toMatchObject({
      kind: 'lease_stale',
      message: expect.stringContaining('became stale while waiting for the lock'),
    });
  });

  it('S3.74 T3.18 only the heartbeat and the lease counter change, not the revision', () => {
    const old = autonomous({ revision: 5, leaseCounter: 8 });
    expect(beat(laden(old))).toEqual({
      kind: 'applied',
      value: { ...laden(old), state: { ...old, lastHeartbeatAt: live, leaseCounter: 9 } },
    });
  });

  it('S3.75 a revision that the client did not know of is a conflict', () => {
    const expected = { sessionId: 'ses_OLD', revision: 4 };
    expect(beat(laden(autonomous()), { expected })).toMatchObject({
      kind: 'revision_conflict',
      message: expect.stringMatching(
        /^heartbeat detected concurrent session mutation: expected revision 4, current is 1; retry/,
      ),
    });
  });

  it('T3.18 a client that looked before a heartbeat may still act after it', () => {
    const expected = { sessionId: 'ses_OLD', revision: 1 };
    const first = beat(laden(autonomous()), { expected });
    const document = first.kind === 'applied' ? first.value : emptyLease;
    expect(beat(document, { expected })).toMatchObject({
      kind: 'applied',
      value: { state: { leaseCounter: 2 } },
    });
  });

  it('S3.76 a given activity is written with its time and revision', () => {
    expect(beat(laden(autonomous()), { activity: ' fixing \n' })).toMatchObject({
      value: {
        activity: {
          sessionId: 'ses_OLD',
          actorId: 'worker',
          currentActivity: 'fixing',
          updatedAt: live,
          sessionRevision: 1,
        },
      },
    });
  });

  it('S3.76 without one, the earlier activity stays', () => {
    expect(beat(laden(autonomous()))).toMatchObject({ value: { activity: activity() } });
  });

  it.each(['', ' \t\n'])('T3.10 the activity %j, given, erases the earlier one', (text) => {
    expect(beat(laden(autonomous()), { activity: text })).toMatchObject({
      kind: 'applied',
      value: { activity: null },
    });
  });
});
