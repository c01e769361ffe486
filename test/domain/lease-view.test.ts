import { describe, expect, it } from 'vitest';
import { emptyLease } from '../../src/domain/lease.ts';
import { touched } from '../../src/domain/lease-begin.ts';
import { baselineView, currentSessionId, project } from '../../src/domain/lease-view.ts';
import { autonomous, hour, interactive, laden, t0 } from '../support/leases.ts';

const live = t0 + 1;
const late = t0 + 60;

describe('what a caller is told', () => {
  it('S3.102 everything about a lease', () => {
    expect(project(laden(autonomous()), live)).toEqual({
      lifecycle: 'autonomous',
      ownerKind: 'runtime_worker',
      actorId: 'worker',
      supervisorId: 'boss',
      leaseTtlSecs: 60,
      lastHeartbeat: t0,
      leaseExpiresAt: t0 + 60,
      stale: false,
      revision: 1,
      currentActivity: 'running the tests',
      activityUpdatedAt: t0,
    });
  });

  it('S3.102 S3.10 no activity of somebody else, and nothing where there is no lease', () => {
    const view = project(laden(autonomous({ ownerId: 'other' })), late);
    expect(view).toMatchObject({ stale: true });
    expect(view.currentActivity).toBeUndefined();
    expect(view.activityUpdatedAt).toBeUndefined();
    expect(project(laden(null), live)).toEqual({});
  });

  it.each([
    ['not asked', undefined, autonomous(), live, undefined],
    ['another actor', 'other', autonomous(), live, true],
    ['the owner', 'worker', autonomous(), live, false],
    ['another actor, stale', 'other', autonomous(), late, false],
    ['interactive', 'other', interactive(), live, false],
  ])('S3.103 ownership conflict, %s', (_, caller, state, now, expected) => {
    expect(project(laden(state), now, caller).ownershipConflict).toBe(expected);
  });

  it('T3.9 the supervisor is no ownership conflict', () => {
    expect(project(laden(autonomous()), live, 'boss').ownershipConflict).toBe(false);
  });

  it('S3.104 S3.133 S3.134 the current id is that of a live lease only', () => {
    expect(currentSessionId(laden(autonomous()), live)).toBe('ses_OLD');
    expect(currentSessionId(laden(autonomous()), late)).toBeNull();
    expect(currentSessionId(laden(interactive({ sessionId: undefined })), live)).toBeNull();
    expect(currentSessionId(emptyLease, live)).toBeNull();
  });
});

describe('the baseline', () => {
  it('S3.116 is active with an id (even stale), stale without one, missing without a lease', () => {
    const status = (state: Parameters<typeof laden>[0]) =>
      baselineView(laden(state), '/p', late).status;
    expect(status(autonomous())).toBe('active');
    expect(status(autonomous({ sessionId: undefined }))).toBe('stale');
    expect(status(null)).toBe('missing');
    expect(baselineView(laden(autonomous()), '/p', late)).toMatchObject({
      path: '/p',
      sessionId: 'ses_OLD',
      mode: 'research',
      startCount: 2,
      lifecycle: 'autonomous',
      stale: true,
      revision: 1,
    });
  });

  it('S3.117 a word that cannot be written is an empty text', () => {
    const broken = interactive({ mode: Symbol('mode') as never });
    expect(baselineView(laden(broken), '/p', live).mode).toBe('');
  });
});

describe('use of an interactive session', () => {
  it('T3.7 renews the lease and leaves the revision alone', () => {
    const now = t0 + 7 * hour;
    expect(touched(laden(interactive()), now)?.state).toMatchObject({
      lastUsedAt: now,
      lastStartedAt: t0,
      revision: 1,
      leaseCounter: 1,
    });
  });

  it('T3.7 cannot revive a stale lease, renews no machine, and is not written for every key', () => {
    expect(touched(laden(interactive()), t0 + 8 * hour)).toBeNull();
    expect(touched(laden(autonomous()), live)).toBeNull();
    expect(touched(laden(interactive()), live)).toBeNull();
    expect(touched(emptyLease, live)).toBeNull();
  });
});
