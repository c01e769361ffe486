import type { Fields } from './fields.ts';
import { parseDecisionId, parseRunId } from './ids.ts';
import { noCorrelation } from './session.ts';
import type {
  Correlation,
  Flaps,
  PaneBinding,
  PendingDecision,
  StopCause,
  StopRecord,
  Workspace,
} from './session.ts';
import { stopCauses } from './states.ts';

export interface PaneJson {
  readonly server_pid: number;
  readonly server_started_at: number;
  readonly session: string;
  readonly window: string;
  readonly pane: string;
}

export function paneToJson(pane: PaneBinding | null): PaneJson | null {
  if (pane === null) return null;
  return {
    server_pid: pane.serverPid,
    server_started_at: pane.serverStartedAt,
    session: pane.session,
    window: pane.window,
    pane: pane.pane,
  };
}

export function readPane(fields: Fields | null): PaneBinding | null {
  if (fields === null) return null;
  return {
    serverPid: fields.count('server_pid'),
    serverStartedAt: fields.count('server_started_at'),
    session: fields.text('session'),
    window: fields.text('window'),
    pane: fields.text('pane'),
  };
}

const workspaceKinds = ['given', 'worktree', 'clone'] as const;

export interface WorkspaceJson {
  readonly path: string;
  readonly kind: (typeof workspaceKinds)[number];
  readonly owned: boolean;
  readonly repo_path: string | null;
  readonly repo_url: string | null;
  readonly branch: string | null;
  readonly branch_owned: boolean;
}

export function workspaceToJson(workspace: Workspace | null): WorkspaceJson | null {
  if (workspace === null) return null;
  return {
    path: workspace.path,
    kind: workspace.kind,
    owned: workspace.owned,
    repo_path: workspace.repoPath,
    repo_url: workspace.repoUrl,
    branch: workspace.branch,
    branch_owned: workspace.branchOwned,
  };
}

/** Older records name only the path. Whose folder it is they do not say, so it is never ours to delete. */
export function readWorkspace(record: Fields): Workspace | null {
  const fields = record.child('workspace');
  if (fields !== null) {
    return {
      path: fields.text('path'),
      kind: fields.word('kind', workspaceKinds),
      owned: fields.flagOr('owned', false),
      repoPath: fields.textOr('repo_path', null),
      repoUrl: fields.textOr('repo_url', null),
      branch: fields.textOr('branch', null),
      branchOwned: fields.flagOr('branch_owned', false),
    };
  }
  if (!record.has('workspace_path')) return null;
  return {
    path: record.text('workspace_path'),
    kind: 'given',
    owned: false,
    repoPath: null,
    repoUrl: record.textOr('repo_url', null),
    branch: record.textOr('branch', null),
    branchOwned: false,
  };
}

export interface CorrelationJson {
  readonly worktree: string | null;
  readonly branch: string | null;
  readonly issue_id: string | null;
  readonly issue_url: string | null;
  readonly pr_number: number | null;
  readonly pr_url: string | null;
}

export function correlationToJson(correlation: Correlation): CorrelationJson {
  return {
    worktree: correlation.worktree,
    branch: correlation.branch,
    issue_id: correlation.issueId,
    issue_url: correlation.issueUrl,
    pr_number: correlation.prNumber,
    pr_url: correlation.prUrl,
  };
}

export function readCorrelation(record: Fields): Correlation {
  const fields = record.child('correlation');
  if (fields === null) return { ...noCorrelation, branch: record.textOr('branch', null) };
  return {
    worktree: fields.textOr('worktree', null),
    branch: fields.textOr('branch', null),
    issueId: fields.textOr('issue_id', null),
    issueUrl: fields.textOr('issue_url', null),
    prNumber: fields.countOr('pr_number', null),
    prUrl: fields.textOr('pr_url', null),
  };
}

/**
 * A question without a decision id (as older records have it) is dropped: an answer to it could not be
 * bound to the prompt it belongs to, and one that is still on screen is found again there.
 */
export function readPending(record: Fields): PendingDecision | null {
  if (!record.has('decision_id')) return null;
  return {
    id: record.parsed('decision_id', parseDecisionId, 'a decision id'),
    runId: record.parsed('decision_run_id', parseRunId, 'a UUID'),
    question: record.text('pending_decision'),
    proposedDefault: record.textOr('proposed_default', null),
  };
}

export interface StopJson {
  readonly cause: StopCause;
  readonly at: string;
  readonly exit_code: number | null;
  readonly signal: string | null;
}

export function stopToJson(stop: StopRecord | null): StopJson | null {
  if (stop === null) return null;
  return { cause: stop.cause, at: stop.at, exit_code: stop.exitCode, signal: stop.signal };
}

export function readStop(fields: Fields | null): StopRecord | null {
  if (fields === null) return null;
  return {
    cause: fields.word('cause', stopCauses),
    at: fields.time('at'),
    exitCode: fields.countOr('exit_code', null),
    signal: fields.textOr('signal', null),
  };
}

export function readFlaps(fields: Fields | null): Flaps {
  return {
    count: fields?.countOr('count', 0) ?? 0,
    resumedAt: fields?.timeOrNull('resumed_at') ?? null,
  };
}
