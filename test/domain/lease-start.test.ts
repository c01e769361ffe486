import { describe, expect, it } from 'vitest';
import type { LeaseState } from '../../src/domain/lease.ts';
import { emptyLease } from '../../src/domain/lease.ts';
import { begin, renewalWarning } from '../../src/domain/lease-begin.ts';
import type { Ownership, StartOptions } from '../../src/domain/lease-start.ts';
import { defaultStart, startTransition, validateStart } from '../../src/domain/lease-start.ts';
import { checkTakeover } from '../../src/domain/lease-takeover.ts';
import { autonomous, hour, interactive, laden, mint, t0 } from '../support/leases.ts';

const human: Ownership = { ownerKind: 'interactive', ownerId: 'interactive' };
const worker: Ownership = { ownerKind: 'runtime_worker', ownerId: 'worker', leaseTtlSecs: 60 };
const other: Ownership = { ...worker, ownerId: 'other' };
const machine: StartOptions = { lifecycle: 'autonomous', actorId: 'worker', leaseSeconds: 60 };

function start(existing: LeaseState | null, now: number, asked: Ownership, mode?: 'implement') {
  return startTransition(existing, now, mode, asked, mint);
}

function message(step: object): string {
  return 'message' in step ? String(step.message) : '';
}

describe('what a start may ask for', () => {
  it('S3.17 S3.23 the default is interactive, held by the literal `interactive`', () => {
    expect(defaultStart).toEqual({ lifecycle: 'interactive' });
    expect(validateStart(defaultStart)).toEqual({ kind: 'ok', ownership: human });
  });

  it.each([
    ['S3.18', '--owner-kind', { ownerKind: 'runtime_worker' }],
    ['S3.19', '--actor-id', { actorId: 'a' }],
    ['S3.20', '--supervisor-id', { supervisorId: 'a' }],
    ['S3.21', '--lease-seconds', { leaseSeconds: 5 }],
  ] as const)('%s an interactive start refuses %s', (_, flag, options) => {
    expect(validateStart({ lifecycle: 'interactive', ...options })).toEqual({
      kind: 'invalid',
      message: `\`${flag}\` is only valid with \`--lifecycle autonomous\``,
    });
  });

  it('S3.22 the first wrong flag is the one that is named', () => {
    const all = { ownerKind: 'runtime_worker', actorId: 'a', supervisorId: 'b', leaseSeconds: 5 };
    const order = ['ownerKind', 'actorId', 'supervisorId', 'leaseSeconds'] as const;
    const flags = ['--owner-kind', '--actor-id', '--supervisor-id', '--lease-seconds'];
    const named = order.map((_, first) => {
      const given = Object.fromEntries(order.slice(first).map((name) => [name, all[name]]));
      const answer = validateStart({ lifecycle: 'interactive', ...given });
      return 'message' in answer ? answer.message.split('`')[1] : null;
    });
    expect(named).toEqual(flags);
  });

  it('S3.24 an autonomous start needs an actor, even before its lease', () => {
    expect(validateStart({ lifecycle: 'autonomous' })).toEqual({
      kind: 'invalid',
      message: '`--actor-id` is required with `--lifecycle autonomous`',
    });
  });

  it('S3.25 an autonomous start needs a lease', () => {
    expect(validateStart({ lifecycle: 'autonomous', actorId: 'a' })).toEqual({
      kind: 'invalid',
      message: '`--lease-seconds` is required with `--lifecycle autonomous`',
    });
  });

  it('S3.26 the owner kind is a worker unless it says supervisor; interactive is refused', () => {
    expect(validateStart(machine)).toMatchObject({ ownership: { ownerKind: 'runtime_worker' } });
    expect(validateStart({ ...machine, ownerKind: 'runtime_supervisor' })).toMatchObject({
      ownership: { ownerKind: 'runtime_supervisor' },
    });
    expect(validateStart({ ...machine, ownerKind: 'interactive' })).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('not a valid `--owner-kind` for autonomous sessions'),
    });
  });

  it('S3.27 a supervisor may be named or not', () => {
    expect(validateStart(machine)).toMatchObject({ ownership: { supervisorId: undefined } });
    expect(validateStart({ ...machine, supervisorId: 'boss' })).toMatchObject({
      kind: 'ok',
      ownership: { supervisorId: 'boss' },
    });
  });

  it.each([0, -1, 1.5, 86_401, Number.NaN, Number.POSITIVE_INFINITY])(
    'T3.16 a lease of %d seconds is refused',
    (leaseSeconds) => {
      expect(validateStart({ ...machine, leaseSeconds })).toMatchObject({ kind: 'invalid' });
    },
  );

  it.each([1, 86_400])('T3.16 a lease of %d seconds is taken', (leaseSeconds) => {
    expect(validateStart({ ...machine, leaseSeconds })).toMatchObject({ kind: 'ok' });
  });

  it.each(['', '   ', 'a\nb', 'a\u001b[2J', 'a\u202eb', 'a\u200bb', 'a'.repeat(129), '\ud800'])(
    'T3.16 the actor id %j is refused, as is such a supervisor',
    (actorId) => {
      expect(validateStart({ ...machine, actorId })).toMatchObject({ kind: 'invalid' });
      expect(validateStart({ ...machine, supervisorId: actorId })).toMatchObject({
        kind: 'invalid',
      });
    },
  );

  it.each(['a', 'telegram:42', 'foo; rm -rf /', '`id`', 'Ада', '🚀'.repeat(128)])(
    'T3.16 T3.17 the actor id %j is taken as it is',
    (actorId) => {
      expect(validateStart({ ...machine, actorId })).toMatchObject({
        kind: 'ok',
        ownership: { ownerId: actorId },
      });
    },
  );
});

describe('what a start makes of what is there', () => {
  const live = t0 + 1;
  const late = t0 + 9 * hour;

  it('S3.28 nothing: a fresh lease', () => {
    expect(start(null, t0, human)).toMatchObject({ kind: 'fresh' });
  });

  it('S3.29 live, interactive for interactive: a refresh', () => {
    expect(start(interactive(), live, human)).toMatchObject({ kind: 'refresh' });
  });

  it('S3.30 live, autonomous for the same actor: a refresh that renews the lease', () => {
    expect(start(autonomous(), live, { ...worker, leaseTtlSecs: 90 })).toMatchObject({
      kind: 'refresh',
      state: { lastHeartbeatAt: live, leaseTtlSecs: 90 },
    });
  });

  it('S3.31 live, autonomous for another actor: refused', () => {
    expect(start(autonomous(), live, other)).toMatchObject({
      kind: 'ownership_conflict',
      message: expect.stringMatching(
        /^active autonomous session is owned by `worker`; explicit takeover .*or clear .*is required before a different actor can start$/,
      ),
    });
  });

  it('S3.32 live, interactive over autonomous: refused', () => {
    expect(start(autonomous(), live, human)).toMatchObject({
      kind: 'ownership_conflict',
      message: expect.stringMatching(
        /^active autonomous session is owned by `worker`; clear it .*before switching back to interactive work$/,
      ),
    });
  });

  it('S3.33 live, autonomous over interactive: refused', () => {
    expect(start(interactive(), live, worker)).toEqual({
      kind: 'ownership_conflict',
      message:
        'active interactive session already exists in this workspace; clear it or wait for it to become stale before autonomous start',
    });
  });

  it('S3.34 stale, autonomous for another actor: refused, takeover is the way', () => {
    expect(start(autonomous(), late, other)).toEqual({
      kind: 'ownership_conflict',
      message: 'stale autonomous session is owned by `worker`; use takeover to adopt it',
    });
  });

  it('S3.35 stale, interactive over autonomous: refused', () => {
    expect(start(autonomous(), late, human)).toMatchObject({
      kind: 'ownership_conflict',
      message: expect.stringMatching(
        /^stale autonomous session is owned by `worker`; clear it .*before interactive start$/,
      ),
    });
  });

  it.each([
    ['interactive for interactive', interactive({ revision: 4 }), human],
    ['interactive for autonomous', interactive({ revision: 4 }), worker],
    ['autonomous for the same actor', autonomous({ revision: 4 }), worker],
  ] as const)('S3.36 stale, %s: fresh with the next revision', (_, old, asked) => {
    expect(start(old, late, asked)).toMatchObject({ kind: 'fresh', state: { revision: 5 } });
  });

  it('S3.36 a fresh lease inherits the supervisor unless one is given', () => {
    expect(start(autonomous(), late, worker)).toMatchObject({ state: { supervisorId: 'boss' } });
    expect(start(autonomous(), late, { ...worker, supervisorId: 'new' })).toMatchObject({
      state: { supervisorId: 'new' },
    });
  });

  it.each([
    ['live, other actor', live, other],
    ['live, interactive', live, human],
    ['stale, other actor', late, other],
    ['stale, interactive', late, human],
  ] as const)('S3.37 the owner is escaped, in backticks: %s', (_, now, asked) => {
    const shown = (ownerId: string | undefined) => {
      const step = start(autonomous({ ownerId }), now, asked);
      return 'message' in step ? step.message : '';
    };
    expect(shown('bad\n\u001b`id')).toContain('owned by `bad\\n\\x1b\\x60id`;');
    expect(shown(undefined)).toContain('owned by `unknown`;');
  });

  it('T3.8 a refusal advises takeover only where it helps', () => {
    // After a takeover the lease is live and autonomous: worse for an interactive start.
    expect(message(start(autonomous(), late, human))).not.toContain('takeover');
    // Waiting ends in the stale refusal above.
    expect(message(start(autonomous(), live, human))).not.toMatch(/wait|takeover/);
    expect(message(start(autonomous(), live, other))).toContain('once its lease is stale');
    const unfit = [autonomous({ leaseTtlSecs: undefined }), autonomous({ sessionId: undefined })];
    for (const lease of unfit) {
      expect(checkTakeover(lease, 'other', late).kind).not.toBe('ok');
      expect(message(start(lease, late, other))).toContain('clear it');
      expect(message(start(lease, late, other))).not.toContain('takeover');
    }
    expect(checkTakeover(autonomous(), 'other', late).kind).toBe('ok');
  });
});

describe('a refresh', () => {
  const now = t0 + 5;

  it('S3.38 S3.43 keeps beginning and id, counts up, and writes version 4', () => {
    const old = interactive({ schemaVersion: 3, startedAt: t0 - 100 });
    expect(start(old, now, human)).toMatchObject({
      kind: 'refresh',
      state: {
        startedAt: t0 - 100,
        sessionId: 'ses_OLD',
        lastStartedAt: now,
        startCount: 3,
        schemaVersion: 4,
        revision: 2,
      },
    });
    const full = interactive({ startCount: Number.MAX_SAFE_INTEGER });
    expect(start(full, now, human)).toMatchObject({
      state: { startCount: Number.MAX_SAFE_INTEGER },
    });
  });

  it('T3.18 counts the renewal, which a fresh lease begins anew', () => {
    expect(start(autonomous({ leaseCounter: 6 }), now, worker)).toMatchObject({
      kind: 'refresh',
      state: { leaseCounter: 7 },
    });
    expect(start(autonomous({ leaseCounter: 6 }), t0 + 60, worker)).toMatchObject({
      kind: 'fresh',
      state: { leaseCounter: 0 },
    });
  });

  it('S3.39 S3.131 takes a given mode, else keeps the stored one, and counts up either way', () => {
    expect(start(interactive(), now, human)).toMatchObject({ state: { mode: 'research' } });
    expect(start(interactive(), now, human, 'implement')).toMatchObject({
      state: { mode: 'implement', startCount: 3 },
    });
  });

  it('S3.40 lets the owner change kind and lease', () => {
    const asked: Ownership = { ...worker, ownerKind: 'runtime_supervisor', leaseTtlSecs: 7 };
    expect(start(autonomous(), now, asked)).toMatchObject({
      kind: 'refresh',
      state: { ownerKind: 'runtime_supervisor', ownerId: 'worker', leaseTtlSecs: 7 },
    });
  });

  it('S3.41 keeps the supervisor unless another is given', () => {
    expect(start(autonomous(), now, worker)).toMatchObject({ state: { supervisorId: 'boss' } });
    expect(start(autonomous(), now, { ...worker, supervisorId: 'new' })).toMatchObject({
      state: { supervisorId: 'new' },
    });
  });

  it('S3.42 beats for an autonomous lease only', () => {
    expect(start(autonomous(), now, worker)).toMatchObject({ state: { lastHeartbeatAt: now } });
    const step = start(interactive({ lastHeartbeatAt: t0 }), now, human);
    expect(step).toMatchObject({ state: { lastHeartbeatAt: undefined } });
  });

  it('S3.128 a live research session is counted from 2 to 3 and keeps what it was', () => {
    const step = start(interactive({ startCount: 2 }), t0 + hour, human);
    expect(step).toMatchObject({
      kind: 'refresh',
      state: { startCount: 3, sessionId: 'ses_OLD', startedAt: t0, mode: 'research', revision: 2 },
    });
  });
});

describe('a fresh lease', () => {
  it('S3.44 S3.45 S3.46 S3.127 begins with everything new', () => {
    expect(start(null, t0, human)).toMatchObject({
      state: {
        startedAt: t0,
        lastStartedAt: t0,
        startCount: 1,
        mode: 'general',
        sessionId: expect.stringMatching(/^ses_/),
        ownerKind: 'interactive',
        ownerId: 'interactive',
        lastHeartbeatAt: undefined,
        leaseTtlSecs: undefined,
        revision: 1,
      },
    });
    expect(start(null, t0, worker, 'implement')).toMatchObject({
      state: { mode: 'implement', lastHeartbeatAt: t0, leaseTtlSecs: 60, revision: 1 },
    });
  });

  it('S3.44 S3.129 after 8 h and 1 s: count 1, mode general, another id, revision 2', () => {
    const now = t0 + 8 * hour + 1;
    const step = start(interactive(), now, human);
    expect(step).toMatchObject({
      kind: 'fresh',
      state: { startedAt: now, startCount: 1, mode: 'general', revision: 2 },
    });
    expect('state' in step ? step.state.sessionId : '').toMatch(/^ses_(?!OLD)/);
  });

  it('S3.46 S3.47 S3.130 over a record of version 2 without id: revision 1', () => {
    const old = interactive({ schemaVersion: 2, sessionId: undefined, revision: 0 });
    expect(start(old, t0 + 1, human)).toMatchObject({
      kind: 'fresh',
      state: { startCount: 1, sessionId: expect.stringMatching(/^ses_/), revision: 1 },
    });
  });

  it('T3.19 two starts in one second differ in time, count and id', () => {
    const first = start(null, t0 + 0.25, human);
    const second = start(null, t0 + 0.75, human);
    const states = [first, second].flatMap((step) => ('state' in step ? [step.state] : []));
    expect(states.map((state) => state.startedAt)).toEqual([t0 + 0.25, t0 + 0.75]);
    expect(new Set(states.map((state) => state.sessionId)).size).toBe(2);
  });
});

describe('a start on the whole document', () => {
  const late = t0 + 9 * hour;

  it('S3.55 a reset takes the soft escalations and the gates, and leaves the blocking ones', () => {
    const begun = begin(laden(interactive()), late, { lifecycle: 'interactive' }, human, mint);
    expect(begun).toMatchObject({
      kind: 'applied',
      reset: true,
      document: { gates: null, escalations: [{ id: 'hard' }] },
    });
  });

  it('T3.5 the very first start cleans nothing and is no reset', () => {
    const begun = begin(laden(null), t0, { lifecycle: 'interactive' }, human, mint);
    expect(begun).toMatchObject({
      kind: 'applied',
      reset: false,
      document: {
        gates: { revision: 3 },
        escalations: [{ id: 'soft' }, { id: 'hard' }],
        history: [],
      },
    });
  });

  it('S3.58 an autonomous refresh keeps activity and decay; every other start drops them', () => {
    const refreshed = begin(laden(autonomous()), t0 + 1, machine, worker, mint);
    expect(refreshed).toMatchObject({
      document: { activity: { currentActivity: 'running the tests' }, decay: { score: 0.5 } },
    });
    const dropped = [
      begin(laden(interactive()), t0 + 1, { lifecycle: 'interactive' }, human, mint),
      begin(laden(autonomous()), late, machine, worker, mint),
      begin(laden(null), t0, machine, worker, mint),
    ];
    for (const one of dropped) {
      expect(one).toMatchObject({ kind: 'applied', document: { activity: null, decay: null } });
    }
  });

  it('T3.3 a reset is remembered with time, actor, reason and prior owner', () => {
    const asked = { ...machine, reason: ' lease ran out ' };
    const begun = begin(laden(autonomous()), late, asked, worker, mint);
    expect(begun).toMatchObject({
      document: {
        history: [
          {
            action: 'reset',
            at: late,
            actor: 'worker',
            reason: 'lease ran out',
            priorOwner: 'worker',
            priorSessionId: 'ses_OLD',
            sessionId: expect.stringMatching(/^ses_/),
          },
        ],
      },
    });
  });

  it('S3.56 T3.15 the revision that the client names must be the stored one', () => {
    const request = (revision: number) => ({
      ...machine,
      expected: { sessionId: 'ses_OLD', revision },
    });
    expect(begin(laden(autonomous()), t0 + 1, request(1), worker, mint)).toMatchObject({
      kind: 'applied',
    });
    expect(begin(laden(autonomous()), t0 + 1, request(2), worker, mint)).toMatchObject({
      kind: 'revision_conflict',
    });
    const none = { ...machine, expected: { sessionId: null, revision: 0 } };
    expect(begin(emptyLease, t0, none, worker, mint)).toMatchObject({ kind: 'applied' });
    expect(begin(laden(autonomous()), t0 + 1, none, worker, mint)).toMatchObject({
      kind: 'stale_session',
    });
  });

  it('S3.57 a conflict names both revisions and says retry', () => {
    const request = { ...machine, expected: { sessionId: 'ses_OLD', revision: 5 } };
    expect(begin(laden(autonomous()), t0 + 1, request, worker, mint)).toMatchObject({
      message: expect.stringMatching(
        /^start detected concurrent session mutation: expected revision 5, current is 1; retry/,
      ),
    });
  });

  it('T3.13 revision 1 of an older lease does not pass for revision 1 of this one', () => {
    const request = { ...machine, expected: { sessionId: 'ses_OLDER', revision: 1 } };
    expect(begin(laden(autonomous()), t0 + 1, request, worker, mint)).toMatchObject({
      kind: 'stale_session',
    });
  });

  it('S3.60 a renewal is told, in other words for people than for machines', () => {
    expect(renewalWarning(interactive(), 'P')).toBe(
      'active session already exists for `P`; incrementing start_count',
    );
    expect(renewalWarning(autonomous({ ownerId: 'a\nb' }), 'P')).toBe(
      'active autonomous session owned by `a\\nb` already exists for `P`; refreshing lease and incrementing start_count',
    );
  });
});
