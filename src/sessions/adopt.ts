import { sessionNotFound, tmuxUnavailable, UserError } from '../errors.ts';
import { newRunId, newSessionId, parseSessionId } from '../domain/ids.ts';
import { legacyPrefixes, projectSlug, uniqueName } from '../domain/names.ts';
import { isTerminal, newSession } from '../domain/session.ts';
import type { Session } from '../domain/session.ts';
import type { PaneInfo } from '../tmux/tmux.ts';
import type { NativeProcess, NativeProcesses } from './native.ts';
import type { Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { bindingOf } from './launch.ts';

/** What runs here without being ours. */
export interface Discovery {
  readonly tmux: readonly Foreign[];
  readonly native: readonly NativeAgent[];
  /** What could not be looked at, in sentences. */
  readonly unknown: readonly string[];
}

export interface Foreign {
  readonly name: string;
  readonly pane: string;
  readonly path: string;
  readonly command: string;
  /** Null when no known agent runs in it. */
  readonly agent: string | null;
  /** The prefix of an earlier tool that named it. */
  readonly legacy: boolean;
}

/** Shown so that the operator knows of it. It has no terminal of ours, so it is never controlled. */
export interface NativeAgent {
  readonly pid: number;
  readonly agent: string;
  readonly folder: string | null;
}

export async function discover(engine: Engine, natives: NativeProcesses): Promise<Discovery> {
  const panes = await foreignPanes(engine);
  const pids = panes.kind === 'ok' ? panes.pids : new Set<number>();
  const processes = await natives.list((argv) => engine.agents.ownerOf(argv), pids);
  const unknown: string[] = [];
  if (panes.kind === 'unknown') unknown.push(`tmux: ${panes.why}`);
  if (processes.kind === 'unknown') unknown.push(`processes: ${processes.why}`);
  const found = processes.kind === 'ok' ? processes.processes : [];
  return {
    tmux: panes.kind === 'ok' ? panes.foreign.map((pane) => describe(pane, found)) : [],
    native: found
      .filter((one) => !one.inTmux)
      .map(({ pid, agent, cwd }) => ({ pid, agent, folder: cwd })),
    unknown,
  };
}

type ForeignPanes =
  | {
      readonly kind: 'ok';
      readonly foreign: readonly PaneInfo[];
      readonly pids: ReadonlySet<number>;
    }
  | { readonly kind: 'unknown'; readonly why: string };

/** Living panes that no record of ours points to. */
async function foreignPanes(engine: Engine): Promise<ForeignPanes> {
  const listing = await engine.tmux.list();
  if (listing.kind === 'unknown') return listing;
  if (listing.kind === 'no_server') return { kind: 'ok', foreign: [], pids: new Set() };
  const known = new Set((await engine.books.all()).map((one) => one.id as string));
  return {
    kind: 'ok',
    foreign: listing.panes.filter(
      (pane) => !pane.dead && (pane.owner === null || !known.has(pane.owner)),
    ),
    pids: new Set(listing.panes.map((pane) => pane.pid)),
  };
}

function describe(pane: PaneInfo, processes: readonly NativeProcess[]): Foreign {
  return {
    name: pane.sessionName,
    pane: pane.ref.pane,
    path: pane.path,
    command: pane.command,
    agent: processes.find((one) => one.panePid === pane.pid)?.agent ?? null,
    legacy: legacyPrefixes.some((prefix) => pane.sessionName.startsWith(prefix)),
  };
}

/** A pane, and the agent that runs in it as far as the process table tells. */
export async function describePane(
  engine: Engine,
  natives: NativeProcesses,
  pane: PaneInfo,
): Promise<Foreign> {
  const processes = await natives.list((argv) => engine.agents.ownerOf(argv), new Set([pane.pid]));
  return describe(pane, processes.kind === 'ok' ? processes.processes : []);
}

/** Takes a tmux session (by exact name or pane id) into the books, as it is. */
export async function adopt(
  engine: Engine,
  natives: NativeProcesses,
  target: string,
): Promise<Session> {
  const wanted = target.trim();
  const panes = await foreignPanes(engine);
  if (panes.kind === 'unknown') throw tmuxUnavailable(panes.why);
  const matches = panes.foreign.filter(
    (pane) => pane.sessionName === wanted || pane.ref.pane === wanted,
  );
  const [pane] = matches;
  if (pane === undefined) throw await whyNot(engine, natives, wanted);
  if (matches.length > 1) {
    const ids = matches.map((one) => one.ref.pane).join(', ');
    throw new UserError('ambiguous', `${wanted} has ${matches.length} panes: ${ids}.`, {
      hint: 'Name the pane of the agent.',
    });
  }
  const found = await describePane(engine, natives, pane);
  return engine.books.exclusive('names', () => take(engine, pane, found));
}

export async function take(engine: Engine, pane: PaneInfo, found: Foreign): Promise<Session> {
  const all = await engine.books.all();
  const names = new Set(all.filter((one) => !isTerminal(one)).map((one) => one.name));
  // A mark of ours without a record is a session whose record was lost: it gets its old id back.
  const id = parseSessionId(pane.owner) ?? newSessionId();
  const agent = found.agent ?? 'generic';
  const session: Session = {
    ...newSession({ id, workdir: pane.path, agent, now: engine.clock.now() }),
    name: uniqueName(pane.sessionName, (name) => names.has(name)),
    runId: newRunId(),
    task: 'adopted',
    project: projectSlug(pane.path),
    lifecycle: 'active',
    pane: bindingOf(pane.ref),
    workspace: {
      path: pane.path,
      kind: 'given',
      owned: false,
      repoPath: null,
      repoUrl: null,
      branch: null,
      branchOwned: false,
    },
    lastSeenAt: stamp(engine.clock),
  };
  const marked = await engine.tmux.mark(pane.ref, session.id);
  if (marked.kind !== 'done') {
    throw tmuxUnavailable(marked.kind === 'gone' ? 'the pane is gone' : marked.why);
  }
  try {
    return await engine.books.insert(session);
  } catch (error) {
    await engine.tmux.mark(pane.ref, pane.owner);
    throw error;
  }
}

async function whyNot(
  engine: Engine,
  natives: NativeProcesses,
  wanted: string,
): Promise<UserError> {
  const ours = (await engine.books.all()).find((one) => one.name === wanted && !isTerminal(one));
  if (ours !== undefined) {
    return new UserError('conflict', `${wanted} is a session of tapmux already.`);
  }
  const pid = Number(wanted);
  const { native } = await discover(engine, natives);
  if (native.some((one) => one.pid === pid)) {
    return new UserError(
      'refused',
      `process ${wanted} has no tmux terminal, so it cannot be adopted.`,
      {
        hint: 'Start it inside tmux, then adopt it.',
      },
    );
  }
  return sessionNotFound(wanted);
}
