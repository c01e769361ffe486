import { invalidState, nameCollision, tmuxUnavailable, UserError } from '../errors.ts';
import { newRunId, newSessionId } from '../domain/ids.ts';
import type { SessionId } from '../domain/ids.ts';
import {
  nameFromDir,
  nameFromHint,
  nameFromUuid,
  projectSlug,
  uniqueName,
} from '../domain/names.ts';
import { findByIssue } from '../domain/resolve.ts';
import { isTerminal, newSession } from '../domain/session.ts';
import type { ControlModel, Session, Workspace } from '../domain/session.ts';
import { moved } from './books.ts';
import { markErrored } from './corrections.ts';
import type { Engine } from './engine.ts';
import { agentOf, bindingOf, launch } from './launch.ts';
import { startFolder } from './start-folder.ts';
import type { StartFolder } from './start-folder.ts';
import type { ProvisionRequest } from './workspaces.ts';

export interface CreateRequest {
  readonly id?: SessionId;
  readonly agent?: string;
  readonly args?: readonly string[];
  readonly task?: string;
  readonly prompt?: string;
  readonly cwd?: string;
  /** A name, or a path whose last part gives the name. */
  readonly name?: string;
  readonly workspace?:
    | { readonly kind: 'worktree'; readonly repo?: string; readonly branch?: string }
    | { readonly kind: 'clone'; readonly url: string; readonly branch?: string };
  readonly project?: string;
  readonly issue?: { readonly id: string; readonly url?: string };
  /** Start although the issue is being worked on already. */
  readonly force?: boolean;
  readonly control?: ControlModel;
}

const nameLimit = 100;

/**
 *   record (provisioning) → workspace → tmux session that runs the agent → record (starting)
 *
 * The record comes first, so that nothing can exist that nobody knows of; what fails is undone, and a
 * failed start leaves neither record nor workspace nor terminal.
 */
export async function create(engine: Engine, request: CreateRequest): Promise<Session> {
  const control = request.control ?? 'Tmux';
  if (control !== 'Tmux') {
    throw new UserError('refused', `control model ${control} cannot start sessions yet.`, {
      hint: 'Leave --control out to run it in tmux.',
    });
  }
  const agent = agentOf(engine, request.agent ?? engine.agents.defaultId);
  const cwd = await startFolder(givenFolder(request), engine.env['HOME'] ?? '');
  const draft: Session = {
    ...newSession({
      id: request.id ?? newSessionId(),
      workdir: cwd.path,
      agent: agent.id,
      now: engine.clock.now(),
    }),
    lifecycle: 'provisioning',
    runId: newRunId(),
    task: request.task ?? request.prompt ?? '',
    agentArgs: request.args ?? [],
    projectPath: request.project ?? null,
    project: projectSlug(request.project ?? (cwd.chosen ? cwd.path : null)),
  };
  const recorded = await engine.books.exclusive('names', () => record(engine, request, draft, cwd));
  return engine.books.exclusive(recorded.id, () => provision(engine, request, recorded));
}

async function record(
  engine: Engine,
  request: CreateRequest,
  draft: Session,
  cwd: StartFolder,
): Promise<Session> {
  const all = await engine.books.all();
  if (all.some((one) => one.id === draft.id)) throw invalidState(draft.id, 'it exists already');
  const issue = request.issue;
  const working = issue === undefined ? [] : findByIssue(all, issue.id);
  if (issue !== undefined && working.length > 0 && request.force !== true) {
    const names = working.map((one) => one.name).join(', ');
    throw new UserError('refused', `issue ${issue.id} is being worked on already in ${names}.`, {
      hint: 'Use that session, or force a second one.',
      candidates: working.map(({ id, name, project }) => ({ id, name, project })),
    });
  }
  return engine.books.insert({
    ...draft,
    name: await chooseName(engine, request, draft, cwd, all),
    correlation: {
      ...draft.correlation,
      issueId: issue?.id ?? null,
      issueUrl: issue?.url ?? null,
    },
  });
}

/** A name that was asked for must be free; a derived one gets a number until it is. */
async function chooseName(
  engine: Engine,
  request: CreateRequest,
  draft: Session,
  cwd: StartFolder,
  all: readonly Session[],
): Promise<string> {
  const recorded = new Set(all.filter((one) => !isTerminal(one)).map((one) => one.name));
  const panes = await engine.tmux.list();
  if (panes.kind === 'unknown') throw tmuxUnavailable(panes.why);
  const running = new Set(panes.kind === 'ok' ? panes.panes.map((pane) => pane.sessionName) : []);
  const taken = (name: string) => recorded.has(name) || running.has(name);
  if (request.name !== undefined) {
    const name = request.name.length > nameLimit ? null : nameFromHint(request.name);
    if (name === null) {
      throw new UserError(
        'invalid_input',
        `${JSON.stringify(request.name.slice(0, 40))} gives no usable name.`,
        {
          hint: `A name has ASCII letters or digits, and at most ${nameLimit} characters.`,
        },
      );
    }
    if (taken(name)) throw nameCollision(name);
    return name;
  }
  return uniqueName(derivedName(request, draft, cwd), taken);
}

function derivedName(request: CreateRequest, draft: Session, cwd: StartFolder): string {
  if (request.workspace?.kind === 'clone') {
    return nameFromDir(request.workspace.url.replace(/\.git\/?$/, '').replace(/^.*[:/]/, ''));
  }
  return cwd.chosen ? nameFromDir(cwd.path) : nameFromUuid(draft.id);
}

async function provision(
  engine: Engine,
  request: CreateRequest,
  recorded: Session,
): Promise<Session> {
  const made = await engine.workspaces.provision(workspaceRequest(request, recorded));
  if (made.kind === 'failed') {
    await engine.store.remove(recorded.project, recorded.id);
    throw new UserError('refused', made.why);
  }
  const { workspace } = made;
  try {
    const ready = await engine.books.update(recorded.id, (current) => ({
      ...current,
      workdir: workspace.path,
      workspace,
      correlation: {
        ...current.correlation,
        worktree: workspace.kind === 'given' ? null : workspace.path,
        branch: workspace.branch,
      },
    }));
    return await start(engine, ready, request.prompt);
  } catch (error) {
    if (!(error instanceof LeftInDoubt)) await undo(engine, recorded, workspace);
    throw error;
  }
}

async function start(engine: Engine, ready: Session, prompt?: string): Promise<Session> {
  if (ready.runId === null) throw invalidState(ready.id, 'it has no run');
  const { created, conversation } = await launch(
    engine,
    ready,
    ready.runId,
    prompt === undefined ? {} : { prompt },
  );
  switch (created.kind) {
    case 'taken':
      throw nameCollision(ready.name);
    case 'failed':
      throw tmuxUnavailable(created.why);
    case 'unknown': {
      // It may run: the record stays, so that the next reconcile can find it by its mark.
      await markErrored(engine, ready.id, `tmux did not say whether it started: ${created.why}`);
      throw new LeftInDoubt(created.why);
    }
    case 'created': {
      try {
        const session = await engine.books.update(ready.id, (current) => ({
          ...moved(current, 'starting'),
          pane: bindingOf(created.ref),
          agentSessionId: conversation,
        }));
        engine.log.info(
          { session: session.id, name: session.name, agent: session.agent },
          'session started',
        );
        return session;
      } catch (error) {
        await engine.tmux.kill(created.ref);
        throw error;
      }
    }
  }
}

/** What was made for a session that did not come to be. */
async function undo(engine: Engine, recorded: Session, workspace: Workspace): Promise<void> {
  const removed = await engine.workspaces.remove(workspace, {});
  if (removed.kind === 'failed' || removed.kind === 'refused') {
    engine.log.warn({ path: workspace.path, removed: removed.kind }, 'workspace left behind');
  }
  try {
    await engine.store.remove(recorded.project, recorded.id);
  } catch (error) {
    engine.log.warn({ session: recorded.id, err: error }, 'record left behind');
  }
}

/** Nobody knows whether the tmux session exists, so nothing of it may be undone. */
class LeftInDoubt extends UserError {
  constructor(why: string) {
    super('tmux_unavailable', `tmux error: ${why}`, {
      hint: 'The session is kept as errored; tapmux ls shows it, resume tries again.',
    });
  }
}

function givenFolder({ workspace, cwd }: CreateRequest): string | undefined {
  return workspace?.kind === 'worktree' ? (workspace.repo ?? cwd) : cwd;
}

function workspaceRequest(request: CreateRequest, session: Session): ProvisionRequest {
  const { workspace } = request;
  if (workspace === undefined) return { kind: 'given', path: session.workdir };
  const common = { id: session.id, name: session.name };
  const branch = workspace.branch === undefined ? {} : { branch: workspace.branch };
  return workspace.kind === 'worktree'
    ? { kind: 'worktree', repo: session.workdir, ...branch, ...common }
    : { kind: 'clone', url: workspace.url, ...branch, ...common };
}
