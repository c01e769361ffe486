import type { SessionId } from '../domain/ids.ts';
import type { TakeoverRequest } from '../domain/lease-takeover.ts';
import { checkTakeover, checkTakeoverRequest, takeover } from '../domain/lease-takeover.ts';
import { leaseExpiry } from '../domain/lease-time.ts';
import type { LeaseAnswer, LeaseContext } from './lease-context.ts';
import { clockRefusal, done, mintAt, readClock, refused } from './lease-context.ts';

export interface TakeoverReport {
  readonly command: 'lease takeover';
  readonly ok: true;
  readonly profile: SessionId;
  readonly path: string;
  readonly priorSessionId: string;
  readonly priorActorId: string;
  readonly sessionId: string;
  readonly actorId: string;
  readonly supervisorId?: string | undefined;
  readonly leaseTtlSecs: number;
  readonly lastHeartbeatAt: number;
  readonly leaseExpiresAt: number;
  readonly revision: number;
  readonly reason: string;
}

export async function takeOverLease(
  { store, notes, clock }: LeaseContext,
  id: SessionId,
  request: TakeoverRequest,
): Promise<LeaseAnswer<TakeoverReport>> {
  const wrong = checkTakeoverRequest(request);
  if (wrong !== null) return refused(wrong);
  const before = await store.read(id);
  const seenAt = readClock(clock);
  if (seenAt === null) return refused(clockRefusal);
  const check = checkTakeover(before.state, request.actorId, seenAt);
  if (check.kind !== 'ok') return refused(check);
  const { prior } = check;
  await notes.cost('before takeover', id, prior, seenAt);
  await store.importEscalations(id);

  const step = await store.transact(id, (current) => {
    const now = readClock(clock);
    if (now === null) return { result: clockRefusal, next: null };
    const result = takeover(current, prior, request, now, mintAt(now));
    return { result, next: result.kind === 'applied' ? result.value : null };
  });
  if (step.kind !== 'applied') return refused(step);

  const { state } = step.value;
  await notes.ready(id, state, state.startedAt);
  return done<TakeoverReport>({
    command: 'lease takeover',
    ok: true,
    profile: id,
    path: store.path(id),
    priorSessionId: prior.sessionId,
    priorActorId: prior.ownerId ?? 'unknown',
    sessionId: state.sessionId,
    actorId: request.actorId,
    supervisorId: state.supervisorId,
    leaseTtlSecs: state.leaseTtlSecs,
    lastHeartbeatAt: state.startedAt,
    leaseExpiresAt: leaseExpiry(state) ?? state.startedAt,
    revision: state.revision,
    reason: request.reason.trim(),
  });
}
