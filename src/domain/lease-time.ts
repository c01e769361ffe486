import type { LeaseState } from './lease.ts';
import { lifecycleOf } from './lease.ts';

export const interactiveSeconds = 8 * 60 * 60;

/** Last heartbeat + lease time; only where both exist. */
export function leaseExpiry(state: LeaseState): number | undefined {
  if (state.lastHeartbeatAt === undefined || state.leaseTtlSecs === undefined) return undefined;
  return later(state.lastHeartbeatAt, state.leaseTtlSecs);
}

/** The instant at which the lease ends, whoever holds it. */
export function endsAt(state: LeaseState): number | undefined {
  return lifecycleOf(state) === 'autonomous'
    ? leaseExpiry(state)
    : later(lastUse(state), interactiveSeconds);
}

/** One rule for both kinds: at the very instant of its end a lease is over. */
export function isStale(state: LeaseState, now: number): boolean {
  if (state.sessionId === undefined) return true;
  const end = endsAt(state);
  return end === undefined || millis(now) >= millis(end);
}

export function lastUse(state: LeaseState): number {
  return Math.max(state.lastStartedAt, state.lastUsedAt ?? 0);
}

export function sessionMinutes(state: LeaseState, now: number): number {
  return Math.max(0, Math.floor((now - state.startedAt) / 60));
}

/** Sums are made in whole milliseconds, so that a boundary is met exactly. */
function later(at: number, seconds: number): number {
  return Math.min(millis(at) + millis(seconds), Number.MAX_SAFE_INTEGER) / 1000;
}

function millis(seconds: number): number {
  return Math.round(seconds * 1000);
}
