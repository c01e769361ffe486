import { FieldError, fieldsOf } from './fields.ts';
import type { Fields } from './fields.ts';
import { parseRunId, parseSessionId } from './ids.ts';
import { nameFromUuid } from './names.ts';
import { statusOf } from './session.ts';
import type {
  Attention,
  ControlModel,
  Lifecycle,
  Session,
  SessionHost,
  Status,
} from './session.ts';
import { attentions, axesOf, controls, hosts, lifecycles, statusWords } from './states.ts';
import {
  correlationToJson,
  paneToJson,
  readCorrelation,
  readFlaps,
  readPane,
  readPending,
  readStop,
  readWorkspace,
  stopToJson,
  workspaceToJson,
} from './wire-parts.ts';
import type { CorrelationJson, PaneJson, StopJson, WorkspaceJson } from './wire-parts.ts';

/** The JSON form of a session: on disk, on the local socket and behind `--json`. One for all. */
export interface SessionJson {
  readonly version: 1;
  readonly id: string;
  readonly run_id: string | null;
  readonly name: string;
  /** Empty: it has no tmux identity. */
  readonly tmux_name: string;
  readonly project: string;
  readonly project_path: string | null;
  readonly workdir: string;
  readonly task: string;
  readonly agent: string;
  readonly agent_args: readonly string[];
  /** The same as `agent`, under the name that older clients know. */
  readonly runtime: string;
  readonly control: ControlModel;
  readonly origin: SessionHost;
  /** Derived from `lifecycle` and `attention`. */
  readonly status: Status;
  readonly lifecycle: Lifecycle;
  readonly attention: Attention;
  readonly pane: PaneJson | null;
  readonly pid: number | null;
  readonly workspace: WorkspaceJson | null;
  readonly workspace_path: string | null;
  readonly repo_url: string | null;
  readonly branch: string | null;
  readonly correlation: CorrelationJson;
  readonly agent_session_id: string | null;
  readonly pending_decision: string | null;
  readonly proposed_default: string | null;
  readonly decision_id: string | null;
  readonly decision_run_id: string | null;
  readonly active_delegations: number;
  readonly activity: string | null;
  readonly stop: StopJson | null;
  readonly error: string | null;
  readonly flaps: { readonly count: number; readonly resumed_at: string | null };
  readonly created_at: string | null;
  readonly last_seen: string | null;
  readonly last_activity_at: string | null;
  readonly paused_at: string | null;
  readonly pause_summary: string | null;
  readonly revision: number;
}

export function sessionToJson(session: Session): SessionJson {
  const { workspace, correlation, pendingDecision } = session;
  return {
    version: 1,
    id: session.id,
    run_id: session.runId,
    name: session.name,
    tmux_name: session.origin === 'tmux' ? session.name : '',
    project: session.project,
    project_path: session.projectPath,
    workdir: session.workdir,
    task: session.task,
    agent: session.agent,
    agent_args: session.agentArgs,
    runtime: session.agent,
    control: session.control,
    origin: session.origin,
    status: statusOf(session),
    lifecycle: session.lifecycle,
    attention: session.attention,
    pane: paneToJson(session.pane),
    pid: session.pid,
    workspace: workspaceToJson(workspace),
    workspace_path: workspace?.path ?? null,
    repo_url: workspace?.repoUrl ?? null,
    branch: workspace?.branch ?? correlation.branch,
    correlation: correlationToJson(correlation),
    agent_session_id: session.agentSessionId,
    pending_decision: pendingDecision?.question ?? null,
    proposed_default: pendingDecision?.proposedDefault ?? null,
    decision_id: pendingDecision?.id ?? null,
    decision_run_id: pendingDecision?.runId ?? null,
    active_delegations: session.activeDelegations,
    activity: session.activity,
    stop: stopToJson(session.stop),
    error: session.error,
    flaps: { count: session.flaps.count, resumed_at: session.flaps.resumedAt },
    created_at: session.createdAt,
    last_seen: session.lastSeenAt,
    last_activity_at: session.lastActivityAt,
    paused_at: session.pausedAt,
    pause_summary: session.pauseSummary,
    revision: session.revision,
  };
}

export type ParseResult<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** `why` names the field. */
  | { readonly kind: 'broken'; readonly why: string };

/** What a record that does not say it itself is known to be, from where it was found. */
export interface ParseContext {
  readonly project?: string;
}

/** Where a record of an earlier tool names no agent. */
const agentOfOldRecords = 'claude-code';

/**
 * Reads our own form and those of earlier tools: a record with nothing but id, workdir, status,
 * control and active_delegations loads, and so does one that says `state` and `cwd`. Fields that are
 * not ours are dropped; a word that is not known is an error, never a guess.
 */
export function parseSession(value: unknown, context: ParseContext = {}): ParseResult<Session> {
  try {
    return { kind: 'ok', value: readSession(fieldsOf(value), context) };
  } catch (error) {
    if (error instanceof FieldError) return { kind: 'broken', why: error.message };
    throw error;
  }
}

function readSession(fields: Fields, context: ParseContext): Session {
  const id = fields.parsed('id', parseSessionId, 'a UUID');
  const managed = fields.has('state') && !fields.has('status');
  const tmuxName = fields.textOr('tmux_name', '');
  const named = fields.textOr('name', tmuxName);
  return {
    id,
    runId: fields.parsedOrNull('run_id', parseRunId, 'a UUID'),
    // An empty name would make tmux act on whatever session is current.
    name: named === '' ? nameFromUuid(id) : named,
    project: fields.textOr('project', context.project ?? 'none'),
    projectPath: fields.textOr('project_path', null),
    workdir: managed && !fields.has('workdir') ? fields.text('cwd') : fields.text('workdir'),
    task: fields.textOr('task', ''),
    agent: fields.textOr('agent', fields.textOr('runtime', agentOfOldRecords)),
    agentArgs: fields.texts('agent_args'),
    control: managed
      ? fields.wordOr('control', controls, 'Tmux')
      : fields.word('control', controls),
    origin: fields.wordOr('origin', hosts, 'tmux'),
    ...readAxes(fields),
    pane: readPane(fields.child('pane')),
    pid: fields.countOr('pid', null),
    workspace: readWorkspace(fields),
    correlation: readCorrelation(fields),
    agentSessionId: fields.textOr('agent_session_id', null),
    pendingDecision: readPending(fields),
    activeDelegations: managed
      ? fields.countOr('active_delegations', 0)
      : fields.count('active_delegations'),
    activity: fields.textOr('activity', null),
    stop: readStop(fields.child('stop')),
    error: fields.textOr('error', null),
    flaps: readFlaps(fields.child('flaps')),
    createdAt: fields.timeOrNull('created_at'),
    lastSeenAt: fields.timeOrNull('last_seen'),
    lastActivityAt: fields.timeOrNull('last_activity_at'),
    pausedAt: fields.timeOrNull('paused_at'),
    pauseSummary: fields.textOr('pause_summary', null),
    revision: fields.countOr('revision', 0),
  };
}

/** Our records carry both axes; the one word of an older record says less. */
function readAxes(fields: Fields): Pick<Session, 'lifecycle' | 'attention'> {
  if (!fields.has('lifecycle')) {
    const word = fields.has('state') && !fields.has('status') ? 'state' : 'status';
    return axesOf[fields.word(word, statusWords)];
  }
  return {
    lifecycle: fields.word('lifecycle', lifecycles),
    attention: fields.wordOr('attention', attentions, 'unknown'),
  };
}
