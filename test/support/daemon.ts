import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { privateTmux } from './private-tmux.ts';
import type { PrivateTmux } from './private-tmux.ts';
import { tempFolder } from './temp.ts';
import { until } from './until.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** The built program, as `npx tapmux` runs it. */
export const program = join(root, 'dist', 'src', 'main.js');

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A real daemon on a tmux server and a home of its own, and the command line beside it. */
export interface TestDaemon {
  readonly home: string;
  readonly folder: string;
  readonly tmux: PrivateTmux;
  /** `env` is for this start, and reaches the tmux server when this start brings it up. */
  start(env?: Readonly<Record<string, string>>): Promise<void>;
  /** The embedded phone's address, as it was printed. */
  page(): string;
  /** SIGTERM and the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
  tapmux(...args: readonly string[]): Promise<Ran>;
  /** The same with text on stdin. */
  tapmuxWith(input: string, ...args: readonly string[]): Promise<Ran>;
  json<T>(...args: readonly string[]): Promise<T>;
}

export async function testDaemon(env: Readonly<Record<string, string>> = {}): Promise<TestDaemon> {
  const home = join(await tempFolder(), 'state');
  const folder = join(dirname(home), 'shop');
  await mkdir(folder);
  const tmux = privateTmux();
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: dirname(home),
    TAPMUX_HOME: home,
    TAPMUX_TMUX_SOCKET: tmux.socket,
    TAPMUX_DEMO_HOME: join(dirname(home), 'demo'),
    TAPMUX_LOG_LEVEL: 'warn',
    ...env,
  };
  for (const name of ['TMUX', 'TMUX_PANE', 'TELEGRAM_BOT_TOKEN']) delete environment[name];
  let child: ChildProcess | null = null;
  let output = '';

  async function ended(process: ChildProcess): Promise<number | null> {
    await until(() => process.exitCode !== null || process.signalCode !== null, 'the daemon’s end');
    return process.exitCode;
  }

  function tapmuxWith(input: string, ...args: readonly string[]): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const ran = spawn(process.execPath, [program, ...args], { env: environment, cwd: folder });
      let out = '';
      let err = '';
      ran.stdout.on('data', (part: Buffer) => (out += part.toString('utf8')));
      ran.stderr.on('data', (part: Buffer) => (err += part.toString('utf8')));
      ran.on('error', reject);
      ran.on('close', (code) => resolve({ code, out, err }));
      ran.stdin.end(input);
    });
  }

  const daemon: TestDaemon = {
    home,
    folder,
    tmux,
    async start(more = {}) {
      output = '';
      const started = spawn(process.execPath, [program, 'start'], {
        env: { ...environment, ...more },
      });
      child = started;
      started.stdout.on('data', (part: Buffer) => (output += part.toString('utf8')));
      started.stderr.on('data', (part: Buffer) => (output += part.toString('utf8')));
      await until(() => {
        if (started.exitCode !== null) throw new Error(`the daemon ended: ${output}`);
        return output.includes('tapmux is up');
      }, 'the daemon’s start');
    },
    page() {
      const address = /Your phone: (\S+)/.exec(output)?.[1];
      if (address === undefined) throw new Error(`no address in: ${output}`);
      return address;
    },
    async stop() {
      if (child === null) return null;
      child.kill('SIGTERM');
      return ended(child);
    },
    async kill() {
      child?.kill('SIGKILL');
      if (child !== null) await ended(child);
    },
    tapmux: (...args) => tapmuxWith('', ...args),
    tapmuxWith,
    async json<T>(...args: readonly string[]): Promise<T> {
      const [verb = '', ...rest] = args;
      const ran = await tapmuxWith('', verb, '--json', ...rest);
      if (ran.code !== 0) throw new Error(`${args.join(' ')} gave ${ran.code}: ${ran.err}`);
      return JSON.parse(ran.out) as T;
    },
  };
  onTestFinished(() => daemon.kill());
  return daemon;
}
