import { describe, expect, it } from 'vitest';
import type { TakeoverRequest } from '../../src/domain/lease-takeover.ts';
import { checkTakeover, checkTakeoverRequest, takeover } from '../../src/domain/lease-takeover.ts';
import type { LeaseDocument, LeaseState } from '../../src/domain/lease.ts';
import { autonomous, interactive, laden, mint, t0 } from '../support/leases.ts';

const late = t0 + 60;
const request: TakeoverRequest = { actorId: 'other', reason: 'worker is gone' };

function take(
  document: LeaseDocument,
  changes: Partial<TakeoverRequest> = {},
  before: LeaseState = autonomous(),
) {
  return takeover(document, before, { ...request, ...changes }, late, mint);
}

function expecting(sessionId: string, revision: number) {
  return take(laden(autonomous()), { expected: { sessionId, revision } });
}

describe('a takeover, before the lock', () => {
  it.each([
    ['no lease', null, 'no stale autonomous session exists to take over'],
    ['interactive', interactive(), 'takeover only applies to stale autonomous sessions'],
    [
      'live',
      autonomous({ ownerId: 'other', lastHeartbeatAt: late }),
      'takeover is only allowed after the active autonomous lease becomes stale',
    ],
    [
      'the same actor',
      autonomous({ ownerId: 'other', leaseTtlSecs: undefined }),
      'takeover requires a different actor than the stale owner; use start to recover the same actor lease',
    ],
    [
      'no lease time',
      autonomous({ leaseTtlSecs: undefined, sessionId: undefined }),
      'stale autonomous session is missing lease_ttl_secs and cannot be taken over safely',
    ],
    [
      'no session id',
      autonomous({ sessionId: undefined }),
      'stale autonomous session is missing session_id',
    ],
  ])('S3.81 is refused in this order: %s', (_, state, message) => {
    expect(checkTakeover(state, 'other', late)).toMatchObject({ message });
  });

  it('S3.80 T3.16 needs a reason, and an actor whose id can be shown', () => {
    expect(checkTakeoverRequest(request)).toBeNull();
    const wrong = [
      { reason: '  ' },
      { reason: 'x'.repeat(1001) },
      { actorId: 'a\nb' },
      { supervisorId: '' },
    ];
    for (const changes of wrong) {
      expect(checkTakeoverRequest({ ...request, ...changes })).toMatchObject({ kind: 'invalid' });
    }
  });
});

describe('a takeover, under the lock', () => {
  it('S3.83 begins a new lease that inherits mode, supervisor and lease time', () => {
    expect(take(laden(autonomous({ mode: 'implement', leaseTtlSecs: 33 })))).toMatchObject({
      kind: 'applied',
      value: {
        state: {
          startedAt: late,
          lastStartedAt: late,
          startCount: 1,
          sessionId: expect.stringMatching(/^ses_(?!OLD)/),
          mode: 'implement',
          ownerId: 'other',
          supervisorId: 'boss',
          leaseTtlSecs: 33,
          lastHeartbeatAt: late,
          revision: 2,
        },
      },
    });
    expect(take(laden(autonomous()), { supervisorId: 'chief' })).toMatchObject({
      value: { state: { supervisorId: 'chief' } },
    });
  });

  it('T3.2 keeps the owner kind: a supervisor is not made a worker', () => {
    expect(take(laden(autonomous({ ownerKind: 'runtime_supervisor' })))).toMatchObject({
      value: { state: { ownerKind: 'runtime_supervisor' } },
    });
  });

  it('S3.84 T3.2 takes the activity, the decay, the soft escalations and the gates away', () => {
    expect(take(laden(autonomous()))).toMatchObject({
      value: { activity: null, decay: null, gates: null, escalations: [{ id: 'hard' }] },
    });
  });

  it('T3.3 is remembered with time, actor, reason and prior owner', () => {
    expect(take(laden(autonomous()), { reason: ' silent for an hour ' })).toMatchObject({
      value: {
        history: [
          {
            action: 'takeover',
            at: late,
            actor: 'other',
            reason: 'silent for an hour',
            priorOwner: 'worker',
            priorSessionId: 'ses_OLD',
          },
        ],
      },
    });
  });

  it('T3.1 fails for whoever saw a lease that is no longer there', () => {
    const first = take(laden(autonomous()));
    const after = first.kind === 'applied' ? first.value : laden(null);
    expect(take(after, { actorId: 'third' })).toMatchObject({ kind: 'stale_session' });
    expect(take(laden(null))).toMatchObject({ kind: 'stale_session' });
    expect(take(laden(autonomous({ revision: 2 })))).toMatchObject({ kind: 'revision_conflict' });
    expect(take(laden(autonomous({ lastHeartbeatAt: late })))).toMatchObject({
      kind: 'ownership_conflict',
    });
  });

  it('T3.13 T3.15 holds what the client expected against the stored lease', () => {
    expect(expecting('ses_OLD', 1)).toMatchObject({ kind: 'applied' });
    expect(expecting('ses_OLDER', 1)).toMatchObject({ kind: 'stale_session' });
    expect(expecting('ses_OLD', 3)).toMatchObject({ kind: 'revision_conflict' });
  });
});
