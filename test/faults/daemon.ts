import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { program } from '../support/daemon.ts';
import { until } from '../support/until.ts';

export interface Daemon {
  readonly pid: number;
  output(): string;
  over(): boolean;
  readonly ended: Promise<Ending>;
  up(): Promise<void>;
  /** Its end, or an error that tells what it said. */
  end(limitMs?: number): Promise<Ending>;
  stop(signal?: NodeJS.Signals): Promise<Ending>;
  /** In MB. */
  rss(): Promise<number>;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The built program in a process of its own. */
export function startDaemon(env: NodeJS.ProcessEnv): Daemon {
  const child = spawn(process.execPath, [program, 'start'], { env });
  let output = '';
  child.stdout.on('data', (part: Buffer) => (output += part.toString('utf8')));
  child.stderr.on('data', (part: Buffer) => (output += part.toString('utf8')));
  const ended = new Promise<Ending>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  const over = () => child.exitCode !== null || child.signalCode !== null;

  return {
    pid: child.pid ?? 0,
    output: () => output,
    over,
    ended,
    async up() {
      await until(
        () => {
          if (over()) throw new Error(`the daemon ended: ${output}`);
          return output.includes('tapmux is up');
        },
        'the daemon’s start',
        30_000,
      );
    },
    async end(limitMs = 60_000) {
      await until(over, 'the daemon’s end', limitMs).catch((error: unknown) => {
        throw new Error(`${String(error)}; it said: ${output}`);
      });
      return ended;
    },
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
    async rss() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    },
  };
}
