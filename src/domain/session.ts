import type { DecisionId, RunId, SessionId } from './ids.ts';
import { newSessionId } from './ids.ts';
import { nameFromDir, nameFromUuid } from './names.ts';

/**
 * A session is a thing that endures beyond its process. Two axes, never derived from each other:
 * the *lifecycle* (what we did with it) and the *attention* (what its agent is doing). `statusOf`
 * turns both into the one word that people and JSON see.
 */
export type Lifecycle =
  | 'provisioning'
  | 'starting'
  | 'active'
  | 'detached'
  | 'paused'
  | 'stopped'
  | 'errored'
  | 'archived'
  | 'decommissioned';

export type Attention =
  | 'working'
  | 'idle'
  | 'awaiting_approval'
  | 'awaiting_input'
  | 'exited'
  | 'unknown';

export type Status =
  | 'Starting'
  | 'Active'
  | 'AwaitingApproval'
  | 'Detached'
  | 'Paused'
  | 'Stopped'
  | 'Errored'
  | 'Archived'
  | 'Decommissioned';

export type ControlModel = 'Tmux' | 'Pty' | 'Sdk';
export type SessionHost = 'tmux' | 'native';

export interface Session {
  readonly id: SessionId;
  /** Of the latest start of the agent; null before the first. */
  readonly runId: RunId | null;
  /** Unique among the sessions that are not decommissioned; also the tmux session's name. */
  readonly name: string;
  /** Folder of the store: a slug of the project's folder. */
  readonly project: string;
  readonly projectPath: string | null;
  readonly workdir: string;
  /** The title of the work, in the operator's words. */
  readonly task: string;
  readonly agent: string;
  /** Extra arguments, or for a generic session the whole command. */
  readonly agentArgs: readonly string[];
  readonly control: ControlModel;
  readonly origin: SessionHost;
  readonly lifecycle: Lifecycle;
  readonly attention: Attention;
  readonly pane: PaneBinding | null;
  /** Only of native sessions, which are keyed by it. */
  readonly pid: number | null;
  readonly workspace: Workspace | null;
  readonly correlation: Correlation;
  readonly agentSessionId: string | null;
  readonly pendingDecision: PendingDecision | null;
  readonly activeDelegations: number;
  readonly activity: string | null;
  readonly stop: StopRecord | null;
  /** What went wrong last, apart from the title. */
  readonly error: string | null;
  readonly flaps: Flaps;
  /** RFC 3339, UTC. Null in a record that never had it: an old record must not look fresh. */
  readonly createdAt: string | null;
  readonly lastSeenAt: string | null;
  readonly lastActivityAt: string | null;
  readonly pausedAt: string | null;
  readonly pauseSummary: string | null;
  /** Counts the writes of this document; every change names the revision it was made for. */
  readonly revision: number;
}

/** Where its terminal is: the pane bound to the identity of the server that gave the id. */
export interface PaneBinding {
  readonly serverPid: number;
  readonly serverStartedAt: number;
  readonly session: string;
  readonly window: string;
  readonly pane: string;
}

export interface Workspace {
  readonly path: string;
  readonly kind: 'given' | 'worktree' | 'clone';
  /** True only for what tapmux created. Nothing else is ever deleted. */
  readonly owned: boolean;
  /** For a worktree: the repository it belongs to. */
  readonly repoPath: string | null;
  readonly repoUrl: string | null;
  readonly branch: string | null;
  /** True when tapmux made the branch. */
  readonly branchOwned: boolean;
}

export interface Correlation {
  readonly worktree: string | null;
  readonly branch: string | null;
  readonly issueId: string | null;
  readonly issueUrl: string | null;
  readonly prNumber: number | null;
  readonly prUrl: string | null;
}

export interface PendingDecision {
  readonly id: DecisionId;
  readonly runId: RunId;
  readonly question: string;
  readonly proposedDefault: string | null;
}

export type StopCause =
  | 'operator'
  | 'agent_exited'
  | 'agent_crashed'
  | 'pane_closed'
  | 'tmux_gone'
  | 'resume_flapping'
  | 'unknown';

export interface StopRecord {
  readonly cause: StopCause;
  readonly at: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** How often it stopped again right after a resume. */
export interface Flaps {
  readonly count: number;
  readonly resumedAt: string | null;
}

export const noCorrelation: Correlation = {
  worktree: null,
  branch: null,
  issueId: null,
  issueUrl: null,
  prNumber: null,
  prUrl: null,
};

export interface NewSession {
  readonly id?: SessionId;
  readonly workdir: string;
  readonly control?: ControlModel;
  /** Gives the name only; the project's path is the caller's to set. */
  readonly projectDir?: string;
  readonly agent: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function newSession(options: NewSession): Session {
  const id = options.id ?? newSessionId();
  const now = new Date(options.now).toISOString();
  return {
    id,
    runId: null,
    name: options.projectDir === undefined ? nameFromUuid(id) : nameFromDir(options.projectDir),
    project: 'none',
    projectPath: null,
    workdir: options.workdir,
    task: '',
    agent: options.agent,
    agentArgs: [],
    control: options.control ?? 'Tmux',
    origin: 'tmux',
    lifecycle: 'starting',
    attention: 'unknown',
    pane: null,
    pid: null,
    workspace: null,
    correlation: noCorrelation,
    agentSessionId: null,
    pendingDecision: null,
    activeDelegations: 0,
    activity: null,
    stop: null,
    error: null,
    flaps: { count: 0, resumedAt: null },
    createdAt: now,
    lastSeenAt: now,
    lastActivityAt: null,
    pausedAt: null,
    pauseSummary: null,
    revision: 0,
  };
}

/** Seen alive at `now`. A clock that was set back never makes it look older. */
export function touch(session: Session, now: number): Session {
  const floor = Math.max(timeOf(session.lastSeenAt), timeOf(session.createdAt));
  return { ...session, lastSeenAt: new Date(Math.max(now, floor)).toISOString() };
}

function timeOf(stamp: string | null): number {
  const time = stamp === null ? Number.NaN : Date.parse(stamp);
  return Number.isNaN(time) ? 0 : time;
}

/** The one word for people and JSON. */
export function statusOf(session: Pick<Session, 'lifecycle' | 'attention'>): Status {
  switch (session.lifecycle) {
    case 'provisioning':
    case 'starting':
      return 'Starting';
    case 'active':
      if (session.attention === 'awaiting_approval') return 'AwaitingApproval';
      return session.attention === 'exited' ? 'Stopped' : 'Active';
    case 'detached':
      return 'Detached';
    case 'paused':
      return 'Paused';
    case 'stopped':
      return 'Stopped';
    case 'errored':
      return 'Errored';
    case 'archived':
      return 'Archived';
    case 'decommissioned':
      return 'Decommissioned';
  }
}

/** Over and done with: it no longer owns its name, its issue or a runtime. */
export function isTerminal(session: Pick<Session, 'lifecycle'>): boolean {
  return session.lifecycle === 'decommissioned' || session.lifecycle === 'archived';
}

/** It should have a living runtime. */
export function isLive(session: Pick<Session, 'lifecycle'>): boolean {
  return (
    session.lifecycle === 'starting' ||
    session.lifecycle === 'active' ||
    session.lifecycle === 'detached' ||
    session.lifecycle === 'paused'
  );
}
