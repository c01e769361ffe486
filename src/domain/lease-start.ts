import { displaySafe } from './display.ts';
import type { LeaseLifecycle, LeaseMode, LeaseState, OwnerKind } from './lease.ts';
import {
  countUp,
  interactiveOwner,
  leaseSchemaVersion,
  lifecycleOf,
  nextRevision,
} from './lease.ts';
import { checkActor, checkLeaseSeconds } from './lease-limits.ts';
import type { LeaseRefusal } from './lease-outcomes.ts';
import { refuse } from './lease-outcomes.ts';
import { isStale } from './lease-time.ts';

export interface StartOptions {
  readonly mode?: LeaseMode | undefined;
  readonly lifecycle: LeaseLifecycle;
  readonly ownerKind?: OwnerKind | undefined;
  readonly actorId?: string | undefined;
  readonly supervisorId?: string | undefined;
  readonly leaseSeconds?: number | undefined;
}

export const defaultStart: StartOptions = { lifecycle: 'interactive' };

/** Who would hold the lease. */
export interface Ownership {
  readonly ownerKind: OwnerKind;
  readonly ownerId: string;
  readonly supervisorId?: string | undefined;
  readonly leaseTtlSecs?: number | undefined;
}

export function validateStart(
  options: StartOptions,
): { readonly kind: 'ok'; readonly ownership: Ownership } | LeaseRefusal {
  return options.lifecycle === 'interactive' ? interactive(options) : autonomous(options);
}

export type StartStep =
  | { readonly kind: 'fresh'; readonly state: LeaseState }
  | { readonly kind: 'refresh'; readonly state: LeaseState }
  | LeaseRefusal;

/** What a start makes of the lease that is there, if any. */
export function startTransition(
  existing: LeaseState | null,
  now: number,
  mode: LeaseMode | undefined,
  asked: Ownership,
  mint: () => string,
): StartStep {
  if (existing === null) return { kind: 'fresh', state: fresh(null, now, mode, asked, mint) };
  const owner = ownerOf(existing);
  const wants = lifecycleOf(asked);
  const held = lifecycleOf(existing);
  const same = existing.ownerId === asked.ownerId;

  if (isStale(existing, now)) {
    if (held === 'autonomous' && wants === 'interactive') {
      return refuse(
        'ownership_conflict',
        `stale autonomous session is owned by ${owner}; clear it as its owner or supervisor before interactive start`,
      );
    }
    if (held === 'autonomous' && !same) {
      const way = isAdoptable(existing)
        ? 'use takeover to adopt it'
        : 'clear it as its owner or supervisor before autonomous start';
      return refuse('ownership_conflict', `stale autonomous session is owned by ${owner}; ${way}`);
    }
    return { kind: 'fresh', state: fresh(existing, now, mode, asked, mint) };
  }

  if (wants === 'interactive' && held === 'autonomous') {
    return refuse(
      'ownership_conflict',
      `active autonomous session is owned by ${owner}; clear it as its owner or supervisor before switching back to interactive work`,
    );
  }
  if (wants === 'autonomous' && held === 'interactive') {
    return refuse(
      'ownership_conflict',
      'active interactive session already exists in this workspace; clear it or wait for it to become stale before autonomous start',
    );
  }
  if (wants === 'autonomous' && !same) {
    return refuse(
      'ownership_conflict',
      `active autonomous session is owned by ${owner}; explicit takeover (once its lease is stale) or clear (by its owner or supervisor) is required before a different actor can start`,
    );
  }
  return { kind: 'refresh', state: refreshed(existing, now, mode, asked) };
}

/** For messages: escaped, in backticks. */
export function ownerOf(state: Pick<LeaseState, 'ownerId'>): string {
  return `\`${displaySafe(state.ownerId ?? 'unknown')}\``;
}

/** Could a takeover succeed once the lease is stale? */
export function isAdoptable(state: LeaseState): boolean {
  return state.sessionId !== undefined && state.leaseTtlSecs !== undefined;
}

function interactive(options: StartOptions): ReturnType<typeof validateStart> {
  const given = [
    ['--owner-kind', options.ownerKind],
    ['--actor-id', options.actorId],
    ['--supervisor-id', options.supervisorId],
    ['--lease-seconds', options.leaseSeconds],
  ] as const;
  const wrong = given.find(([, value]) => value !== undefined);
  if (wrong !== undefined) {
    return refuse('invalid', `\`${wrong[0]}\` is only valid with \`--lifecycle autonomous\``);
  }
  return { kind: 'ok', ownership: { ownerKind: 'interactive', ownerId: interactiveOwner } };
}

function autonomous(options: StartOptions): ReturnType<typeof validateStart> {
  const { actorId, supervisorId, leaseSeconds, ownerKind = 'runtime_worker' } = options;
  if (actorId === undefined) return required('--actor-id');
  if (leaseSeconds === undefined) return required('--lease-seconds');
  if (ownerKind === 'interactive') {
    return refuse('invalid', '`interactive` is not a valid `--owner-kind` for autonomous sessions');
  }
  const wrong =
    checkActor('--actor-id', actorId) ??
    (supervisorId === undefined ? null : checkActor('--supervisor-id', supervisorId)) ??
    checkLeaseSeconds(leaseSeconds);
  if (wrong !== null) return wrong;
  const ownership = { ownerKind, ownerId: actorId, supervisorId, leaseTtlSecs: leaseSeconds };
  return { kind: 'ok', ownership };
}

function required(flag: string): LeaseRefusal {
  return refuse('invalid', `\`${flag}\` is required with \`--lifecycle autonomous\``);
}

function fresh(
  old: LeaseState | null,
  now: number,
  mode: LeaseMode | undefined,
  asked: Ownership,
  mint: () => string,
): LeaseState {
  return {
    schemaVersion: leaseSchemaVersion,
    startedAt: now,
    lastStartedAt: now,
    startCount: 1,
    sessionId: mint(),
    // A stale lease's mode belonged to work that is over.
    mode: mode ?? 'general',
    ownerKind: asked.ownerKind,
    ownerId: asked.ownerId,
    supervisorId: asked.supervisorId ?? old?.supervisorId,
    leaseTtlSecs: asked.leaseTtlSecs,
    lastHeartbeatAt: firstHeartbeat(asked, now),
    revision: nextRevision(old),
    leaseCounter: 0,
  };
}

function refreshed(
  held: LeaseState,
  now: number,
  mode: LeaseMode | undefined,
  asked: Ownership,
): LeaseState {
  return {
    ...held,
    schemaVersion: leaseSchemaVersion,
    lastStartedAt: now,
    startCount: countUp(held.startCount),
    mode: mode ?? held.mode,
    ownerKind: asked.ownerKind,
    ownerId: asked.ownerId,
    supervisorId: asked.supervisorId ?? held.supervisorId,
    leaseTtlSecs: asked.leaseTtlSecs,
    lastHeartbeatAt: firstHeartbeat(asked, now),
    revision: nextRevision(held),
    leaseCounter: countUp(held.leaseCounter),
  };
}

function firstHeartbeat(asked: Ownership, now: number): number | undefined {
  return lifecycleOf(asked) === 'autonomous' ? now : undefined;
}
