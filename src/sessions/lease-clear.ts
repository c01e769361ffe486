import type { SessionId } from '../domain/ids.ts';
import type { LeaseLifecycle, OwnerKind } from '../domain/lease.ts';
import { lifecycleOf, nextRevision } from '../domain/lease.ts';
import type { ClearRequest } from '../domain/lease-clear.ts';
import { authoriseClear, checkClearRequest, clear } from '../domain/lease-clear.ts';
import type { LeaseAnswer, LeaseContext } from './lease-context.ts';
import { done, readClock, refused } from './lease-context.ts';

export interface ClearReport {
  readonly command: 'lease clear';
  readonly ok: true;
  readonly profile: SessionId;
  readonly path: string;
  readonly cleared: boolean;
  readonly reason?: string | undefined;
  readonly lifecycle?: LeaseLifecycle | undefined;
  readonly ownerKind?: OwnerKind | undefined;
  readonly actorId?: string | undefined;
  readonly supervisorId?: string | undefined;
  readonly clearedRevision?: number | undefined;
}

export async function clearLease(
  { store, notes, clock }: LeaseContext,
  id: SessionId,
  request: ClearRequest,
): Promise<LeaseAnswer<ClearReport>> {
  const before = await store.read(id);
  // One look at the clock serves all: without one the owner may clear all the same, and nothing
  // that fails after the deletion can turn it into a failure.
  const now = readClock(clock);
  const refusal =
    checkClearRequest(before.state, request) ?? authoriseClear(before.state, request.actorId, now);
  if (refusal !== null) return refused(refusal);
  if (before.state?.sessionId !== undefined) {
    await notes.cost('before clear', id, before.state, now);
  }
  await store.importEscalations(id);

  const step = await store.transact(id, (current) => {
    const result = clear(current, before.state, request, now);
    return { result, next: result.kind === 'applied' ? result.value.document : null };
  });
  if (step.kind !== 'applied' && step.kind !== 'idempotent') return refused(step);

  const { removed } = step.value;
  await notes.idle(id, now);
  return done<ClearReport>(
    {
      command: 'lease clear',
      ok: true,
      profile: id,
      path: store.path(id),
      cleared: removed !== null,
      reason: request.reason?.trim(),
      lifecycle: removed === null ? undefined : lifecycleOf(removed),
      ownerKind: removed?.ownerKind,
      actorId: removed?.ownerId,
      supervisorId: removed?.supervisorId,
      clearedRevision: removed === null ? undefined : nextRevision(removed),
    },
    step.kind,
  );
}
