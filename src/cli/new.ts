import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { SessionJson } from '../domain/wire.ts';
import { readArguments } from './arguments.ts';
import { printJson } from './print.ts';
import { done, UsageError } from './verb.ts';
import type { Runner } from './verb.ts';

export const create: Runner = async (argv, io) => {
  const split = argv.indexOf('--');
  const own = split === -1 ? argv : argv.slice(0, split);
  const args = readArguments(
    own,
    {
      agent: { type: 'string' },
      name: { type: 'string' },
      task: { type: 'string' },
      prompt: { type: 'string' },
      project: { type: 'string' },
      worktree: { type: 'boolean' },
      clone: { type: 'string' },
      branch: { type: 'string' },
      issue: { type: 'string' },
      control: { type: 'string' },
      force: { type: 'boolean' },
    },
    { least: 0, most: 1 },
  );
  const clone = args.text('clone');
  if (args.flag('worktree') && clone !== undefined) {
    throw new UsageError('Choose --worktree or --clone, not both.');
  }
  const branch = args.text('branch');
  if (branch !== undefined && !args.flag('worktree') && clone === undefined) {
    throw new UsageError('--branch goes with --worktree or --clone.');
  }
  const [folder] = args.words;
  const issue = args.text('issue');
  const session = (await io.client.call('POST', '/api/v1/sessions/managed', {
    agent: args.text('agent'),
    name: args.text('name'),
    task: args.text('task'),
    prompt: args.text('prompt'),
    project: args.text('project'),
    control: args.text('control'),
    args: split === -1 ? [] : argv.slice(split + 1),
    // The folder one stands in is the natural one, but a clone makes its own.
    cwd: folder === undefined ? (clone === undefined ? io.cwd : undefined) : pathOf(folder, io.cwd),
    workspace: args.flag('worktree')
      ? { kind: 'worktree', branch }
      : clone === undefined
        ? undefined
        : { kind: 'clone', url: clone, branch },
    issue: issue === undefined ? undefined : { id: issue },
    force: args.flag('force'),
  })) as SessionJson;
  if (args.json) printJson(io, session);
  else {
    io.out(`${session.name} is ${session.status}: ${session.agent} in ${session.workdir}`);
    io.out(`Look with: tapmux screen ${session.name}`);
  }
  return done;
};

function pathOf(folder: string, cwd: string): string {
  if (folder === '~') return homedir();
  return folder.startsWith('~/') ? resolve(homedir(), folder.slice(2)) : resolve(cwd, folder);
}
