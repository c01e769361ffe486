import type { SessionId } from '../domain/ids.ts';
import { displaySafe } from '../domain/display.ts';
import type { LeaseLifecycle, LeaseMode, LeaseState, OwnerKind } from '../domain/lease.ts';
import { activityOf, lifecycleOf } from '../domain/lease.ts';
import type { StartRequest } from '../domain/lease-begin.ts';
import { begin, renewalWarning } from '../domain/lease-begin.ts';
import { checkReason } from '../domain/lease-limits.ts';
import { refuse } from '../domain/lease-outcomes.ts';
import { validateStart } from '../domain/lease-start.ts';
import { leaseExpiry } from '../domain/lease-time.ts';
import { baselineView } from '../domain/lease-view.ts';
import type { LeaseAnswer, LeaseContext } from './lease-context.ts';
import { clockRefusal, done, mintAt, readClock, refused } from './lease-context.ts';

export interface StartReport {
  readonly command: 'lease start';
  readonly ok: true;
  readonly profile: SessionId;
  readonly path: string;
  readonly startedAt: number;
  readonly lastStartedAt: number;
  readonly startCount: number;
  readonly sessionId?: string | undefined;
  readonly mode: LeaseMode;
  readonly lifecycle: LeaseLifecycle;
  readonly ownerKind: OwnerKind;
  readonly actorId?: string | undefined;
  readonly supervisorId?: string | undefined;
  readonly leaseTtlSecs?: number | undefined;
  readonly lastHeartbeat?: number | undefined;
  readonly leaseExpiresAt?: number | undefined;
  readonly revision: number;
  readonly currentActivity?: string | undefined;
  readonly activityUpdatedAt?: number | undefined;
  readonly reset: boolean;
  readonly warning: string | null;
}

export async function startLease(
  context: LeaseContext,
  id: SessionId,
  request: StartRequest,
): Promise<LeaseAnswer<StartReport>> {
  const { store, notes, clock } = context;
  if (!(await context.sessions.exists(id))) return refused(noSession(id));
  const checked = validateStart(request);
  if (checked.kind !== 'ok') return refused(checked);
  const wrongReason = request.reason === undefined ? null : checkReason(request.reason.trim());
  if (wrongReason !== null) return refused(wrongReason);
  const { ownership } = checked;

  // A look without the lock first, so that a refusal writes nothing at all.
  const before = await store.read(id);
  const seenAt = readClock(clock);
  if (seenAt === null) return refused(clockRefusal);
  const hint = begin(before, seenAt, request, ownership, mintAt(seenAt));
  if (hint.kind !== 'applied') return refused(hint);
  if (hint.reset && before.state?.sessionId !== undefined) {
    await notes.cost('before stale reset', id, before.state, seenAt);
  }
  await store.importEscalations(id);

  const step = await store.transact(id, (current) => {
    const now = readClock(clock);
    if (now === null) return { result: clockRefusal, next: null };
    const result = begin(current, now, request, ownership, mintAt(now));
    return { result, next: result.kind === 'applied' ? result.document : null };
  });
  if (step.kind !== 'applied') return refused(step);

  const { state, document } = step;
  const path = store.path(id);
  await notes.ready(id, state, state.lastStartedAt);
  if (state.sessionId !== undefined) {
    await notes.baseline(id, baselineView(document, path, state.lastStartedAt));
  }
  const activity = activityOf(document);
  return done<StartReport>({
    command: 'lease start',
    ok: true,
    profile: id,
    path,
    ...lease(state),
    currentActivity: activity?.currentActivity,
    activityUpdatedAt: activity?.updatedAt,
    reset: step.reset,
    warning: step.renewed ? renewalWarning(state, id) : null,
  });
}

export function noSession(name: string) {
  const shown = displaySafe(name);
  return refuse('not_found', `session \`${shown}\` does not exist; start one with tapmux new`);
}

function lease(state: LeaseState) {
  return {
    startedAt: state.startedAt,
    lastStartedAt: state.lastStartedAt,
    startCount: state.startCount,
    sessionId: state.sessionId,
    mode: state.mode,
    lifecycle: lifecycleOf(state),
    ownerKind: state.ownerKind,
    actorId: state.ownerId,
    supervisorId: state.supervisorId,
    leaseTtlSecs: state.leaseTtlSecs,
    lastHeartbeat: state.lastHeartbeatAt,
    leaseExpiresAt: leaseExpiry(state),
    revision: state.revision,
  };
}
