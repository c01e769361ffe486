import { describe, expect, it } from 'vitest';
import {
  activityOf,
  emptyLease,
  leaseLifecycleFrom,
  leaseModeFrom,
  leaseModes,
  leaseSchemaVersion,
  lifecycleOf,
  mintLeaseSessionId,
  nextRevision,
  ownerKindFrom,
  ownerKinds,
} from '../../src/domain/lease.ts';
import {
  endsAt,
  interactiveSeconds,
  isStale,
  leaseExpiry,
  sessionMinutes,
} from '../../src/domain/lease-time.ts';
import { activityLimit, checkActivity } from '../../src/domain/lease-limits.ts';
import { activity, autonomous, hour, interactive, laden, t0 } from '../support/leases.ts';

describe('the words of a lease', () => {
  it('S3.2 the schema version is 4', () => {
    expect(leaseSchemaVersion).toBe(4);
  });

  it('S3.3 there are three modes, and an unknown text is none', () => {
    expect(leaseModes).toEqual(['general', 'research', 'implement']);
    expect(leaseModes.map((one) => leaseModeFrom(one))).toEqual(leaseModes);
    expect(['General', 'reading', '', 3, null].map((one) => leaseModeFrom(one))).toEqual(
      Array.from({ length: 5 }, () => null),
    );
  });

  it('S3.4 there are two lifecycles, and no lease stores one', () => {
    expect(leaseLifecycleFrom('interactive')).toBe('interactive');
    expect(leaseLifecycleFrom('autonomous')).toBe('autonomous');
    expect(leaseLifecycleFrom('auto')).toBeNull();
    expect(Object.keys(autonomous())).not.toContain('lifecycle');
  });

  it('S3.5 there are three owner kinds, and an unknown text is none', () => {
    expect(ownerKinds).toEqual(['interactive', 'runtime_supervisor', 'runtime_worker']);
    expect(ownerKinds.map((one) => ownerKindFrom(one))).toEqual(ownerKinds);
    expect(ownerKindFrom('worker')).toBeNull();
  });

  it('S3.6 the lifecycle follows from the owner kind', () => {
    expect(ownerKinds.map((ownerKind) => lifecycleOf({ ownerKind }))).toEqual([
      'interactive',
      'autonomous',
      'autonomous',
    ]);
  });

  it('S3.11 a session id is ses_ and a ULID', () => {
    expect(mintLeaseSessionId(t0 * 1000)).toMatch(/^ses_[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  it('S3.12 an interactive lease lasts 8 hours, an activity 280 characters', () => {
    expect(interactiveSeconds).toBe(8 * hour);
    expect(activityLimit).toBe(280);
  });

  it('T3.17 lengths are counted in code points, neither in UTF-16 units nor in graphemes', () => {
    expect(checkActivity('🚀'.repeat(280))).toBeNull();
    expect(checkActivity('🚀'.repeat(281))).toMatchObject({ kind: 'invalid' });
    // Each is one grapheme of two code points.
    expect(checkActivity('e\u0301'.repeat(140))).toBeNull();
    expect(checkActivity('e\u0301'.repeat(141))).toMatchObject({ kind: 'invalid' });
  });

  it('S3.47 the next revision is one more, at least 1, and never past what a number holds', () => {
    expect(nextRevision(null)).toBe(1);
    expect(nextRevision({ revision: 0 })).toBe(1);
    expect(nextRevision({ revision: 7 })).toBe(8);
    expect(nextRevision({ revision: Number.MAX_SAFE_INTEGER })).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('the end of a lease', () => {
  it('S3.8 the expiry is heartbeat + lease time, and needs both', () => {
    expect(leaseExpiry(autonomous())).toBe(t0 + 60);
    expect(leaseExpiry(autonomous({ leaseTtlSecs: undefined }))).toBeUndefined();
    expect(leaseExpiry(autonomous({ lastHeartbeatAt: undefined }))).toBeUndefined();
    expect(leaseExpiry(autonomous({ leaseTtlSecs: Number.MAX_VALUE }))).toBe(
      Number.MAX_SAFE_INTEGER / 1000,
    );
  });

  it('S3.13 a lease without a session id is always stale', () => {
    expect(isStale(interactive({ sessionId: undefined }), t0)).toBe(true);
    expect(isStale(autonomous({ sessionId: undefined }), t0)).toBe(true);
  });

  it('S3.14 an interactive lease is stale after 8 hours; a start in the future is not', () => {
    expect(isStale(interactive(), t0 + 8 * hour - 0.001)).toBe(false);
    expect(isStale(interactive(), t0 + 8 * hour + 1)).toBe(true);
    expect(isStale(interactive({ lastStartedAt: t0 + 99 * hour }), t0)).toBe(false);
  });

  it('S3.15 an autonomous lease is stale at its expiry, or without one', () => {
    expect(isStale(autonomous(), t0 + 59.999)).toBe(false);
    expect(isStale(autonomous(), t0 + 60)).toBe(true);
    expect(isStale(autonomous({ lastHeartbeatAt: undefined }), t0)).toBe(true);
    expect(isStale(autonomous({ leaseTtlSecs: undefined }), t0)).toBe(true);
  });

  it.each([0, 0.001, 0.123, 0.999])(
    'T3.6 one boundary for both: over at the very instant of the end (%d)',
    (part) => {
      const at = t0 + part;
      const leases = [
        interactive({ lastStartedAt: at }),
        autonomous({ lastHeartbeatAt: at, leaseTtlSecs: 60 }),
      ];
      for (const lease of leases) {
        const end = endsAt(lease) ?? 0;
        expect(isStale(lease, end)).toBe(true);
        expect(isStale(lease, end - 0.001)).toBe(false);
      }
    },
  );

  it('T3.6 T3.19 the boundary is met to the millisecond, whatever a fraction costs in binary', () => {
    for (let ms = 0; ms < 1000; ms += 1) {
      const at = t0 * 1000 + ms;
      const lease = autonomous({ lastHeartbeatAt: at / 1000, leaseTtlSecs: 61 });
      expect([isStale(lease, (at + 60_999) / 1000), isStale(lease, (at + 61_000) / 1000)]).toEqual([
        false,
        true,
      ]);
    }
  });

  it('T3.7 the 8 hours count from the last use', () => {
    const used = interactive({ lastUsedAt: t0 + 7 * hour });
    expect(isStale(used, t0 + 14 * hour)).toBe(false);
    expect(isStale(used, t0 + 15 * hour)).toBe(true);
  });

  it('S3.16 minutes are whole and never negative', () => {
    expect(sessionMinutes(interactive(), t0 + 119.9)).toBe(1);
    expect(sessionMinutes(interactive(), t0 - 500)).toBe(0);
  });
});

describe('an activity', () => {
  it('S3.9 carries who wrote it, when, and for which revision', () => {
    expect(activityOf(laden(autonomous()))).toEqual({
      sessionId: 'ses_OLD',
      actorId: 'worker',
      currentActivity: 'running the tests',
      updatedAt: t0,
      sessionRevision: 1,
    });
  });

  it.each([
    ['an interactive lease', interactive({ ownerId: 'worker' })],
    ['another session id', autonomous({ sessionId: 'ses_NEW' })],
    ['no session id', autonomous({ sessionId: undefined })],
    ['another owner', autonomous({ ownerId: 'other' })],
  ])('S3.10 does not belong to %s', (_, state) => {
    expect(activityOf({ ...emptyLease, state, activity: activity() })).toBeNull();
    expect(activityOf({ ...emptyLease, state: autonomous(), activity: activity() })).not.toBeNull();
  });
});
