import { agentById, agents } from '../agents/index.ts';
import type { Agent } from '../agents/agent.ts';
import type { HookInstall } from '../agents/hooks.ts';
import { invisible, displaySafe } from '../domain/display.ts';
import { changedLines, lineDiff } from '../domain/line-diff.ts';
import { ioError, messageOf, UserError } from '../errors.ts';
import { socketPath } from '../hooks/address.ts';
import { writeRelay } from '../hooks/relay-file.ts';
import { findProgram } from '../sessions/launch.ts';
import { createProgramVersions } from '../sessions/program-version.ts';
import { relayPath, runKeysFolder } from '../sessions/run-files.ts';
import { readArguments } from './arguments.ts';
import { restored } from './hooks-before.ts';
import { printJson } from './print.ts';
import { createAsker } from './question.ts';
import { readSettings, removeCopy, removeSettings, replaceSettings } from './settings-file.ts';
import { done, failed, UsageError } from './verb.ts';
import type { CliIo, Runner } from './verb.ts';

/** Our hooks in an agent's own settings or plugins, for sessions that tapmux adopts. Most of those that it starts need none of it. */
export const hooks: Runner = async (argv, io) => {
  const args = readArguments(argv, { yes: { type: 'boolean' } }, { least: 2, most: 2 });
  const [action = '', name = ''] = args.words;
  if (action !== 'install' && action !== 'remove') throw new UsageError('Say install or remove.');
  if (args.json && !args.flag('yes')) throw new UsageError('--json asks nothing: it needs --yes.');
  const { agent, install } = installOf(name);
  const path = install.file(io.env);
  const file = await onDisk(path, readSettings(path));
  const left = await change(action, install, file.text, agent, io, file.path);
  const { after, copy } =
    action === 'remove' && left !== file.text
      ? await restored(install, file, left, path, relayPath(io.home))
      : { after: left, copy: null };
  const said = (changed: boolean, backup: string | null) => {
    if (args.json) printJson(io, { ok: true, changed, file: file.path, backup });
  };
  if (after === file.text) {
    if (!args.json) io.out(`${file.path} needs no change.`);
    said(false, null);
    return done;
  }
  if (!args.json) showChange(io, file.path, file.text ?? '', after ?? '');
  if (!args.flag('yes') && !(await agreed())) {
    io.err('Nothing was changed.');
    return failed;
  }
  if (action === 'install') await makeRelay(io);
  // What the next install would write again needs no copy.
  const own = after === null && file.text === install.add(null, relayPath(io.home), null);
  const keepFrom = own || copy !== null ? null : new Date();
  const writing =
    after === null ? removeSettings(path, file, keepFrom) : replaceSettings(file, after, keepFrom);
  const backup = await onDisk(file.path, writing);
  if (copy !== null) await removeCopy(copy);
  if (!args.json) {
    io.out(after === null ? `Removed: ${path}` : `Written: ${file.path}`);
    if (backup !== null) io.out(`As it was: ${backup}`);
    const advice = action === 'install' ? install.advice?.(io.env) : null;
    if (typeof advice === 'string') io.out(advice);
  }
  said(true, backup);
  return done;
};

async function onDisk<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof UserError ? error : ioError(error, `${path} was left as it is: `);
  }
}

function installOf(name: string): { readonly agent: Agent; readonly install: HookInstall } {
  const agent = agentById(name);
  const install = agent?.hooks?.install;
  if (agent !== undefined && install !== undefined) return { agent, install };
  const known = agents.filter((one) => one.hooks?.install !== undefined).map((one) => one.id);
  throw new UserError('invalid_input', `there are no hooks to install for "${name}".`, {
    hint: `There are some for ${known.join(', ')}.`,
  });
}

async function change(
  action: 'install' | 'remove',
  install: HookInstall,
  text: string | null,
  agent: Agent,
  io: CliIo,
  path: string,
): Promise<string | null> {
  const version = action === 'install' ? await versionOf(agent, io) : null;
  try {
    if (action === 'install') return install.add(text, relayPath(io.home), version);
    return text === null ? null : install.remove(text);
  } catch (error) {
    throw new UserError('invalid_input', `${path} was left alone: ${messageOf(error)}.`, {
      hint: 'Mend it or move it away, then try again.',
      cause: error,
    });
  }
}

async function versionOf(agent: Agent, io: CliIo): Promise<string | null> {
  if (agent.hooks?.versioned !== true) return null;
  const program = await findProgram(agent.binaries[0] ?? '', io.env['PATH'] ?? '', io.cwd);
  return program === null ? null : createProgramVersions(io.env)(program);
}

/** The lines that change, as they are but for what would drive the terminal. */
function showChange(io: CliIo, path: string, before: string, after: string): void {
  const unseen = new RegExp(invisible, 'gu');
  io.out(path);
  for (const line of changedLines(lineDiff(before, after), 2)) {
    io.out(`  ${line.replaceAll(unseen, displaySafe)}`);
  }
}

async function agreed(): Promise<boolean> {
  const asker = createAsker();
  try {
    return /^y(?:es)?$/i.test((await asker.line('Write this? [y/N] ')).trim());
  } catch {
    return false;
  } finally {
    asker.close();
  }
}

/** The daemon writes it at each start; until the first one it would be missing. */
function makeRelay({ home, env }: CliIo): Promise<void> {
  return writeRelay({
    path: relayPath(home),
    socket: socketPath(home),
    keys: runKeysFolder(home),
    env,
  });
}
