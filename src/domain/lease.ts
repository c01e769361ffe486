import { ulid } from './ulid.ts';

/**
 * Who drives a session. One lease document belongs to one tapmux session: the lease itself
 * (`state`), what its holder is doing, and what is cleaned away when the lease changes hands.
 *
 *   none ──start──▶ live ──(time)──▶ stale ──start by the same──▶ live
 *                    │ ▲ heartbeat     │ └──takeover by another──▶ live
 *                    └──────clear──────┴──────────▶ none
 */
export interface LeaseDocument {
  readonly state: LeaseState | null;
  readonly activity: Activity | null;
  readonly decay: WorkStreamDecay | null;
  readonly escalations: readonly Escalation[];
  readonly gates: Gates | null;
  /** Oldest first. Outlives every lease. */
  readonly history: readonly HistoryEntry[];
}

/** Times are seconds since the epoch, exact to the millisecond. */
export interface LeaseState {
  readonly schemaVersion: number;
  readonly startedAt: number;
  readonly lastStartedAt: number;
  /** An interactive lease counts its eight hours from here. */
  readonly lastUsedAt?: number | undefined;
  readonly startCount: number;
  /** `ses_` and a ULID. Records of old versions have none. */
  readonly sessionId?: string | undefined;
  readonly mode: LeaseMode;
  readonly ownerKind: OwnerKind;
  readonly ownerId?: string | undefined;
  readonly supervisorId?: string | undefined;
  readonly leaseTtlSecs?: number | undefined;
  readonly lastHeartbeatAt?: number | undefined;
  /** Counts the changes that another client must know of before it acts. */
  readonly revision: number;
  /** Counts the renewals, apart from the revision: a heartbeat invalidates nobody's view. */
  readonly leaseCounter: number;
}

/** A lease that a client can name. */
export type NamedLease = LeaseState & { readonly sessionId: string };

export const leaseModes = ['general', 'research', 'implement'] as const;
export type LeaseMode = (typeof leaseModes)[number];

export const ownerKinds = ['interactive', 'runtime_supervisor', 'runtime_worker'] as const;
export type OwnerKind = (typeof ownerKinds)[number];

export const leaseLifecycles = ['interactive', 'autonomous'] as const;
export type LeaseLifecycle = (typeof leaseLifecycles)[number];

export interface Activity {
  readonly sessionId: string;
  readonly actorId: string;
  readonly currentActivity: string;
  readonly updatedAt: number;
  readonly sessionRevision: number;
}

/** How far the current line of work has drifted; it means nothing to the next holder. */
export interface WorkStreamDecay {
  readonly score: number;
  readonly updatedAt: number;
}

export interface Escalation {
  readonly id: string;
  readonly text: string;
  /** A blocking one outlives a reset and a takeover; only `clear` removes it. */
  readonly blocking: boolean;
  readonly raisedAt: number;
}

/** One row with a revision of its own. */
export interface Gates {
  readonly revision: number;
  readonly closed: readonly string[];
}

export interface HistoryEntry {
  readonly action: 'reset' | 'takeover' | 'clear';
  /** Null when the clock could not be read. */
  readonly at: number | null;
  readonly actor: string | null;
  readonly reason: string | null;
  readonly priorOwner: string | null;
  readonly priorSessionId: string | null;
  /** The lease that came after it; null after a clear. */
  readonly sessionId: string | null;
}

export const leaseSchemaVersion = 4;
export const interactiveOwner = 'interactive';
export const historyLimit = 200;

export const emptyLease: LeaseDocument = {
  state: null,
  activity: null,
  decay: null,
  escalations: [],
  gates: null,
  history: [],
};

export function leaseModeFrom(text: unknown): LeaseMode | null {
  return leaseModes.find((one) => one === text) ?? null;
}

export function ownerKindFrom(text: unknown): OwnerKind | null {
  return ownerKinds.find((one) => one === text) ?? null;
}

export function leaseLifecycleFrom(text: unknown): LeaseLifecycle | null {
  return leaseLifecycles.find((one) => one === text) ?? null;
}

export function lifecycleOf(holder: Pick<LeaseState, 'ownerKind'>): LeaseLifecycle {
  return holder.ownerKind === 'interactive' ? 'interactive' : 'autonomous';
}

export function mintLeaseSessionId(nowMs: number): string {
  return `ses_${ulid(nowMs)}`;
}

export function nextRevision(state: Pick<LeaseState, 'revision'> | null): number {
  return Math.max(1, countUp(state?.revision ?? 0));
}

export function countUp(count: number): number {
  return Math.min(count + 1, Number.MAX_SAFE_INTEGER);
}

/** The activity, if it was written by the holder of exactly this lease. */
export function activityOf({ state, activity }: LeaseDocument): Activity | null {
  if (state === null || activity === null || lifecycleOf(state) !== 'autonomous') return null;
  const belongs = activity.sessionId === state.sessionId && activity.actorId === state.ownerId;
  return belongs ? activity : null;
}

export function remember(document: LeaseDocument, entry: HistoryEntry): readonly HistoryEntry[] {
  return [...document.history, entry].slice(-historyLimit);
}

/** What belonged to the former holder goes with it; what blocks the session itself stays. */
export function cleanedForNewHolder(document: LeaseDocument): LeaseDocument {
  return {
    ...document,
    activity: null,
    decay: null,
    escalations: document.escalations.filter((one) => one.blocking),
    gates: null,
  };
}
