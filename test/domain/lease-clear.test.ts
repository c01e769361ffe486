import { describe, expect, it } from 'vitest';
import { authoriseClear, checkClearRequest, clear } from '../../src/domain/lease-clear.ts';
import type { LeaseState } from '../../src/domain/lease.ts';
import { emptyLease } from '../../src/domain/lease.ts';
import { autonomous, interactive, laden, t0 } from '../support/leases.ts';

const live = t0 + 1;
const late = t0 + 60;
const placeholders = '--actor-id <actor-id> --reason <reason>';

function refusal(state: LeaseState, actor: string | undefined, now: number | null): string {
  return authoriseClear(state, actor, now)?.message ?? 'allowed';
}

describe('who may clear', () => {
  it('S3.89 anybody, where there is no lease or an interactive one', () => {
    expect(authoriseClear(null, undefined, live)).toBeNull();
    expect(authoriseClear(interactive(), undefined, live)).toBeNull();
    expect(authoriseClear(interactive(), 'anyone', live)).toBeNull();
  });

  it('S3.89 nobody without a name, where a machine drives', () => {
    expect(refusal(autonomous(), undefined, live)).toBe(
      'clearing an autonomous session requires `--actor-id` matching the owner or supervisor',
    );
  });

  it.each([live, late])('S3.89 S3.143 owner and supervisor, live or stale (%d)', (now) => {
    expect(authoriseClear(autonomous(), 'worker', now)).toBeNull();
    expect(authoriseClear(autonomous(), 'boss', now)).toBeNull();
  });

  it('S3.90 S3.140 another actor is shown the way of a takeover, with placeholders', () => {
    const message = refusal(autonomous(), 'other', late);
    expect(message).toContain('stale autonomous session owned by `worker`');
    expect(message).toContain('tapmux lease takeover');
    expect(message).toContain(placeholders);
    expect(message).not.toContain('other');
  });

  it('S3.91 S3.139 on a live lease he is refused without a word of takeover', () => {
    const message = refusal(autonomous(), 'other', live);
    expect(message).toBe(
      'actor `other` is not authorized to clear the active autonomous session owned by `worker`',
    );
    expect(message).not.toContain('takeover');
  });

  it.each([
    ['lease time', autonomous({ leaseTtlSecs: undefined })],
    ['session id', autonomous({ sessionId: undefined })],
  ])('S3.91 S3.141 nor where a takeover could not work: no %s', (_, state) => {
    expect(refusal(state, 'other', late)).toContain('is not authorized to clear the active');
    expect(refusal(state, 'other', late)).not.toContain('takeover');
  });

  it('S3.92 S3.144 without a clock owner and supervisor still may, another still not', () => {
    expect(authoriseClear(autonomous(), 'worker', null)).toBeNull();
    expect(authoriseClear(autonomous(), 'boss', null)).toBeNull();
    expect(refusal(autonomous(), 'other', null)).toContain('is not authorized');
    expect(refusal(autonomous(), 'other', null)).not.toContain('takeover');
  });

  it('S3.121 S3.142 a hostile id never becomes part of a command', () => {
    const hostile = 'foo; rm -rf /';
    for (const now of [live, late]) {
      const command = /`(tapmux [^`]*)`/.exec(refusal(autonomous(), hostile, now))?.[1] ?? '';
      expect(command).not.toContain('rm');
      expect(refusal(autonomous({ ownerId: hostile }), 'other', now)).toContain(`\`${hostile}\``);
    }
    expect(refusal(autonomous(), hostile, late)).toContain(placeholders);
    expect(refusal(autonomous(), hostile, late)).not.toContain(hostile);
  });

  it.each([live, late])(
    'S3.145 line breaks and ESC of both ids are shown, not sent (%d)',
    (now) => {
      const message = refusal(autonomous({ ownerId: 'own\n\u001b[2J' }), 'act\n\u001b[2J', now);
      // oxlint-disable-next-line no-control-regex
      expect(message).not.toMatch(/[\n\u001b]/);
      expect(message).toContain(String.raw`own\n\x1b[2J`);
    },
  );

  it('S3.145 the actor is shown escaped as well', () => {
    expect(refusal(autonomous(), 'act\n\u001b', live)).toContain(String.raw`act\n\x1b`);
  });

  it('T3.16 an id that is new to the lease keeps to the limits; a known one may be odd', () => {
    const odd = autonomous({ ownerId: 'a\nb' });
    expect(checkClearRequest(odd, { actorId: 'a\nb' })).toBeNull();
    expect(checkClearRequest(odd, { actorId: 'c\nd' })).toMatchObject({ kind: 'invalid' });
    expect(checkClearRequest(odd, { reason: ' ' })).toMatchObject({ kind: 'invalid' });
  });
});

describe('a clear, under the lock', () => {
  it('S3.95 is authorised again, and says that somebody was faster', () => {
    const taken = laden(autonomous({ sessionId: 'ses_NEW', ownerId: 'other' }));
    const outcome = clear(taken, autonomous(), { actorId: 'worker' }, live);
    expect(outcome).toMatchObject({
      kind: 'ownership_conflict',
      message: expect.stringMatching(/not authorized.*most likely a concurrent takeover/),
    });
  });

  it.each([
    ['session id', autonomous({ sessionId: 'ses_NEW' })],
    ['revision', autonomous({ revision: 2 })],
    ['lease at all', null],
  ])('S3.96 another %s than was looked at: refused', (_, state) => {
    expect(clear(laden(state), autonomous(), { actorId: 'worker' }, live)).toMatchObject({
      kind: 'stale_session',
      message: expect.stringMatching(/^session identity changed .*retry clear$/),
    });
  });

  it('S3.97 S3.98 takes everything, blocking escalations too', () => {
    expect(clear(laden(autonomous()), autonomous(), { actorId: 'worker' }, live)).toMatchObject({
      kind: 'applied',
      value: {
        removed: { sessionId: 'ses_OLD' },
        document: { state: null, activity: null, decay: null, escalations: [], gates: null },
      },
    });
  });

  it('S3.98 without a lease the escalations and gates go all the same', () => {
    expect(clear(laden(null), null, {}, live)).toMatchObject({
      kind: 'applied',
      value: { removed: null, document: { escalations: [], gates: null } },
    });
    expect(clear(emptyLease, null, {}, live)).toMatchObject({ kind: 'idempotent' });
  });

  it('T3.3 is remembered with time, actor, reason and prior owner, even without a clock', () => {
    const request = { actorId: 'boss', reason: ' wrong branch ' };
    const entry = {
      action: 'clear',
      actor: 'boss',
      reason: 'wrong branch',
      priorOwner: 'worker',
      priorSessionId: 'ses_OLD',
      sessionId: null,
    };
    for (const now of [live, null]) {
      expect(clear(laden(autonomous()), autonomous(), request, now)).toMatchObject({
        value: { document: { history: [{ ...entry, at: now }] } },
      });
    }
  });

  it('T3.13 T3.15 clears exactly the lease that the client means', () => {
    const state = interactive();
    const expecting = (sessionId: string, revision: number) =>
      clear(laden(state), state, { expected: { sessionId, revision } }, live);
    expect(expecting('ses_OLD', 1)).toMatchObject({ kind: 'applied' });
    expect(expecting('ses_OLDER', 1)).toMatchObject({ kind: 'stale_session' });
    expect(expecting('ses_OLD', 2)).toMatchObject({ kind: 'revision_conflict' });
  });
});
