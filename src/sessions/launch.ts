import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import { UserError } from '../errors.ts';
import type { RunId } from '../domain/ids.ts';
import type { PaneBinding, Session } from '../domain/session.ts';
import type { Created, PaneRef } from '../tmux/tmux.ts';
import type { Engine } from './engine.ts';

/** Starts the session's agent in a new tmux session of the session's name. */
export async function launch(
  engine: Engine,
  session: Session,
  run: RunId,
  options: { readonly prompt?: string; readonly resume?: string } = {},
): Promise<Launched> {
  const agent = agentOf(engine, session.agent);
  // The run's id serves as the id of a new conversation: it is as unique.
  const startWith = (args: readonly string[]) =>
    agent.launch({ ...options, conversation: run, args: [...args, ...session.agentArgs] });
  const bare = startWith([]);
  if (options.prompt !== undefined && !bare.promptPassed) {
    throw new UserError('invalid_input', `${agent.title} takes no first prompt.`, {
      hint: 'Start it without one and send the text afterwards.',
    });
  }
  const [program = ''] = bare.argv;
  const path = await findProgram(program, engine.env['PATH'] ?? '', session.workdir);
  if (path === null) throw notInstalled(agent, program);
  const wiring = await engine.runFiles?.arrange({ agent, session: session.id, run, program: path });
  const start = startWith(wiring?.args ?? []);
  const created = await engine.tmux.create({
    name: session.name,
    workdir: session.workdir,
    argv: [path, ...start.argv.slice(1)],
    env: {
      ...start.env,
      ...wiring?.env,
      TAPMUX_SESSION_ID: session.id,
      TAPMUX_SESSION_NAME: session.name,
      TAPMUX_RUN_ID: run,
    },
    run,
    owner: session.id,
  });
  // Where nobody can say whether it runs, its files stay.
  if (created.kind === 'taken' || created.kind === 'failed') await engine.runFiles?.clear(run);
  return { created, conversation: start.conversation };
}

export interface Launched {
  readonly created: Created;
  /** The agent's own id of the conversation, when this start settles it. */
  readonly conversation: string | null;
}

export function agentOf(engine: Engine, id: string): Agent {
  const agent = engine.agents.byId(id);
  if (agent !== undefined) return agent;
  const known = engine.agents.all.map((one) => one.id).join(', ');
  throw new UserError('invalid_input', `there is no agent called "${id}".`, {
    hint: `Choose one of ${known}.`,
  });
}

/** The agents whose program can be started here. */
export async function installedAgents(engine: Engine): Promise<readonly Agent[]> {
  const found = await Promise.all(
    engine.agents.all.map(async (agent) => {
      const [program] = agent.binaries;
      if (program === undefined) return agent;
      return (await findProgram(program, engine.env['PATH'] ?? '', '/')) === null ? null : agent;
    }),
  );
  return found.filter((agent) => agent !== null);
}

/**
 * The absolute path of a program. The pane's own PATH comes from the tmux server's first client and
 * may be another one, so the path is settled here.
 */
export async function findProgram(
  program: string,
  path: string,
  workdir: string,
): Promise<string | null> {
  if (program === '') return null;
  const candidates = program.includes('/')
    ? [isAbsolute(program) ? program : join(workdir, program)]
    : path
        .split(delimiter)
        .filter((folder) => folder !== '')
        .map((folder) => join(folder, program));
  for (const candidate of candidates) {
    if (await isExecutable(candidate)) return candidate;
  }
  return null;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function notInstalled(agent: Agent, program: string): UserError {
  return new UserError(
    'invalid_input',
    `${agent.title} cannot be started: no program "${program}".`,
    {
      hint: `Install ${program === '' ? 'it' : program} so that it is on PATH, or choose another agent.`,
    },
  );
}

export function bindingOf(ref: PaneRef): PaneBinding {
  return {
    serverPid: ref.server.pid,
    serverStartedAt: ref.server.startedAt,
    session: ref.session,
    window: ref.window,
    pane: ref.pane,
  };
}

export function refOf(binding: PaneBinding): PaneRef {
  return {
    server: { pid: binding.serverPid, startedAt: binding.serverStartedAt },
    session: binding.session,
    window: binding.window,
    pane: binding.pane,
  };
}

export function samePane(a: PaneBinding | null, b: PaneBinding | null): boolean {
  return (
    a !== null &&
    b !== null &&
    a.pane === b.pane &&
    a.serverPid === b.serverPid &&
    a.serverStartedAt === b.serverStartedAt
  );
}
