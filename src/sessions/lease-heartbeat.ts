import type { SessionId } from '../domain/ids.ts';
import { activityOf } from '../domain/lease.ts';
import type { HeartbeatRequest } from '../domain/lease-heartbeat.ts';
import { checkHeartbeat, heartbeat } from '../domain/lease-heartbeat.ts';
import { leaseExpiry } from '../domain/lease-time.ts';
import type { LeaseAnswer, LeaseContext } from './lease-context.ts';
import { clockRefusal, done, readClock, refused } from './lease-context.ts';

export interface HeartbeatReport {
  readonly command: 'lease heartbeat';
  readonly ok: true;
  readonly profile: SessionId;
  readonly path: string;
  readonly sessionId: string;
  readonly actorId: string;
  readonly activity?: string | undefined;
  readonly currentActivity?: string | undefined;
  readonly lastHeartbeatAt: number;
  readonly leaseExpiresAt: number;
  readonly revision: number;
  readonly activityUpdatedAt?: number | undefined;
}

export async function renewLease(
  { store, notes, clock }: LeaseContext,
  id: SessionId,
  request: HeartbeatRequest,
): Promise<LeaseAnswer<HeartbeatReport>> {
  const before = await store.read(id);
  const seenAt = readClock(clock);
  if (seenAt === null) return refused(clockRefusal);
  const check = checkHeartbeat(before.state, request, seenAt);
  if (check.kind !== 'ok') return refused(check);

  const { step, now } = await store.transact(id, (current) => {
    const now = readClock(clock);
    if (now === null) return { result: { step: clockRefusal, now: seenAt }, next: null };
    const step = heartbeat(current, check.state, request, now);
    return { result: { step, now }, next: step.kind === 'applied' ? step.value : null };
  });
  if (step.kind !== 'applied') return refused(step);

  const { state } = step.value;
  await notes.ready(id, state, now);
  const activity = activityOf(step.value);
  return done<HeartbeatReport>({
    command: 'lease heartbeat',
    ok: true,
    profile: id,
    path: store.path(id),
    sessionId: state.sessionId,
    actorId: request.actorId,
    activity: activity?.currentActivity,
    currentActivity: activity?.currentActivity,
    lastHeartbeatAt: now,
    leaseExpiresAt: leaseExpiry(state) ?? now,
    revision: state.revision,
    activityUpdatedAt: activity?.updatedAt,
  });
}
