import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { agents } from '../agents/index.ts';
import { loadConfig } from '../config.ts';
import { errorCode, messageOf, UserError, wordsOf } from '../errors.ts';
import { createSessionsStore } from '../store/files-sessions.ts';
import { readTmuxVersion } from '../tmux/version.ts';
import { readArguments } from './arguments.ts';
import { printJson } from './print.ts';
import { done, failed } from './verb.ts';
import type { CliIo, Runner } from './verb.ts';

interface Finding {
  readonly what: string;
  readonly state: 'good' | 'note' | 'bad';
  /** What was found, and the next step where there is one. */
  readonly detail: string;
}

/** Looks at everything tapmux stands on. Works without the daemon and changes nothing. */
export const doctor: Runner = async (argv, io) => {
  const args = readArguments(argv, {}, { least: 0, most: 0 });
  const findings = [
    node(),
    await tmux(io),
    await home(io),
    await records(io),
    await daemon(io),
    ...(await programs(io)),
  ];
  const bad = findings.some((one) => one.state === 'bad');
  if (args.json) printJson(io, { ok: !bad, findings });
  else {
    for (const one of findings) {
      io.out(`${{ good: '✓', note: '·', bad: '✗' }[one.state]} ${one.what}: ${one.detail}`);
    }
  }
  return bad ? failed : done;
};

function node(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  const detail = major < 22 ? `${process.version}; works, but 24 is recommended` : process.version;
  return { what: 'Node', state: major < 22 ? 'note' : 'good', detail };
}

async function tmux(io: CliIo): Promise<Finding> {
  try {
    const version = await readTmuxVersion();
    const old = version.major === 3 && version.minor < 6;
    return {
      what: 'tmux',
      state: old ? 'note' : 'good',
      detail: old ? `${version.text}; works, 3.6 or newer is recommended` : version.text,
    };
  } catch (error) {
    return { what: 'tmux', state: 'bad', detail: explain(error) };
  } finally {
    // The socket setting is parsed here too, so that a wrong one shows up.
    loadConfig(io.root, io.env);
  }
}

async function home(io: CliIo): Promise<Finding> {
  try {
    const found = await stat(io.home);
    await access(io.home, constants.R_OK | constants.W_OK | constants.X_OK);
    const open = (found.mode & 0o077) !== 0;
    return {
      what: 'state',
      state: open ? 'bad' : 'good',
      detail: open ? `${io.home} is open to others; chmod 700 it` : io.home,
    };
  } catch (error) {
    return isAbsent(error)
      ? await canBeMade(io.home)
      : { what: 'state', state: 'bad', detail: explain(error) };
  }
}

/** Whether the first start may make it, by the nearest folder that is there. */
async function canBeMade(home: string): Promise<Finding> {
  for (let above = dirname(home); ; above = dirname(above)) {
    try {
      await access(above, constants.W_OK | constants.X_OK);
      return { what: 'state', state: 'note', detail: `${home} is made at the first start` };
    } catch (error) {
      if (isAbsent(error)) continue;
      const detail = `${home} cannot be made: ${messageOf(error)}. Set TAPMUX_HOME to a folder that you may write in.`;
      return { what: 'state', state: 'bad', detail };
    }
  }
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
}

async function records(io: CliIo): Promise<Finding> {
  const store = createSessionsStore({ base: join(io.home, 'sessions'), log: { warn: () => {} } });
  const { sessions, unreadable } = await store.list();
  return unreadable.length === 0
    ? { what: 'sessions', state: 'good', detail: `${sessions.length} records` }
    : {
        what: 'sessions',
        state: 'bad',
        detail: `${unreadable.length} unreadable: ${unreadable.map((one) => `${one.path} (${one.why})`).join(', ')}`,
      };
}

async function daemon(io: CliIo): Promise<Finding> {
  try {
    await io.client.call('GET', '/api/v1/health');
    return { what: 'daemon', state: 'good', detail: 'running' };
  } catch (error) {
    return { what: 'daemon', state: 'note', detail: explain(error) };
  }
}

async function programs(io: CliIo): Promise<Finding[]> {
  const { findProgram } = await import('../sessions/launch.ts');
  const found: Finding[] = [];
  for (const agent of agents) {
    const [program] = agent.binaries;
    if (program === undefined) continue;
    const path = await findProgram(program, io.env['PATH'] ?? '', '/');
    found.push({
      what: agent.title,
      state: path === null ? 'note' : 'good',
      detail: path ?? `no ${program} on PATH`,
    });
  }
  return found;
}

function explain(error: unknown): string {
  return error instanceof UserError ? wordsOf(error) : messageOf(error);
}
