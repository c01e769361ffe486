import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { execa } from 'execa';
import { UserError } from '../errors.ts';
import { readArguments } from './arguments.ts';
import { printJson } from './print.ts';
import { serviceFile } from './service-file.ts';
import type { ServiceFile } from './service-file.ts';
import { canNotify } from './supervisor.ts';
import { done, UsageError } from './verb.ts';
import type { CliIo, Runner } from './verb.ts';

/** tapmux as a service of this user: it starts with the machine and again after a failure. */
export const service: Runner = async (argv, io) => {
  const args = readArguments(argv, {}, { least: 1, most: 1 });
  const [action] = args.words;
  if (action !== 'install' && action !== 'remove') {
    throw new UsageError('Say install or remove.');
  }
  const file = fileFor(io, await canNotify());
  const steps = action === 'install' ? await install(file) : await remove(file);
  if (args.json) printJson(io, { ok: true, path: file.path, left_to_do: steps });
  else {
    io.out(action === 'install' ? `Written: ${file.path}` : `Removed: ${file.path}`);
    for (const step of steps) io.out(`Left to do: ${step}`);
  }
  return done;
};

export function fileFor(io: CliIo, notify: boolean): ServiceFile {
  const file = serviceFile({
    platform: process.platform,
    home: io.env['HOME'] ?? homedir(),
    configHome: io.env['XDG_CONFIG_HOME'],
    node: process.execPath,
    root: io.root,
    path: io.env['PATH'] ?? '',
    notify,
  });
  if (file === null) {
    throw new UserError('refused', `services are not known for ${process.platform}.`, {
      hint: 'Start tapmux with npm start from your own supervisor.',
    });
  }
  return file;
}

/** Gives what could not be done here, as commands. */
export async function install(file: ServiceFile): Promise<readonly string[]> {
  await mkdir(dirname(file.path), { recursive: true });
  await writeFile(file.path, file.text, { mode: 0o600 });
  return run(file.enable);
}

async function remove(file: ServiceFile): Promise<readonly string[]> {
  const left = await run(file.disable);
  await rm(file.path, { force: true });
  return left;
}

/** A machine without a running service manager (a container, another login) gets the commands to run itself. */
async function run(commands: readonly (readonly string[])[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const [program = '', ...args] of commands) {
    try {
      await execa(program, args, { stdin: 'ignore' });
    } catch {
      left.push([program, ...args].join(' '));
    }
  }
  return left;
}
