import { execFile } from 'node:child_process';
import { errorCode, messageOf } from '../errors.ts';
import { complaintOf, tmuxMissing, tmuxUnusable } from './errors.ts';
import { newToken } from './format.ts';
import type { Reply } from './reply.ts';

/** How our tmux processes are started. */
export interface TmuxCommand {
  readonly binary: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** One process per request: slow and always right. Used to begin with, and whenever the channel is not there. */
export interface Exec {
  /** The same command language as the channel's, through standard input, so its length has no limit. */
  run(commands: readonly string[], options?: { readonly startServer?: boolean }): Promise<Reply>;
  /** `tmux -V`. Rejects with a UserError. */
  version(): Promise<string>;
}

interface Finished {
  readonly stdout: string;
  readonly stderr: string;
}

export function createExec(command: TmuxCommand, timeoutMs: number): Exec {
  return {
    async run(commands, options = {}) {
      const fence = newToken();
      const start = options.startServer === true ? ['start-server', ';'] : [];
      const input = [...commands, `display-message -p ${fence}`, ''].join('\n');
      const args = [...command.args, ...start, 'source-file', '-'];
      const result = await spawn(command, args, input, timeoutMs);
      if (result instanceof Error) return { kind: 'unknown', why: messageOf(result) };
      // Only a server that has gone through all of it prints the fence.
      const end = result.stdout.lastIndexOf(`${fence}\n`);
      if (end !== -1) {
        return { kind: 'ok', out: result.stdout.slice(0, end), err: result.stderr, via: 'exec' };
      }
      const why = result.stderr === '' ? 'tmux ended without an answer' : result.stderr;
      const complaint = complaintOf(result.stderr);
      return complaint === 'no_server' || complaint === 'no_socket'
        ? { kind: 'unreachable', complaint, why }
        : { kind: 'unknown', why };
    },
    async version() {
      const result = await spawn(command, ['-V'], '', timeoutMs);
      if (!(result instanceof Error)) return result.stdout;
      const code = errorCode(result);
      if (code === 'ENOENT') throw tmuxMissing(command.binary, result);
      throw tmuxUnusable(`${command.binary} cannot be run: ${messageOf(result)}`, result);
    },
  };
}

/**
 * execFile and not execa, which lets the whole process die when no file can be opened any more (EMFILE). Our own
 * timer instead of its: a wrapper script's children may keep the pipes open after the kill, and it would wait
 * for them.
 */
function spawn(
  command: TmuxCommand,
  args: readonly string[],
  input: string,
  timeoutMs: number,
): Promise<Finished | Error> {
  return new Promise((resolve) => {
    const settle = (result: Finished | Error) => {
      clearTimeout(timer);
      resolve(result);
    };
    const options = { env: command.env, maxBuffer: 256 * 1024 * 1024 };
    const child = execFile(command.binary, args, options, (error, stdout, stderr) => {
      if (error === null || typeof error.code === 'number') {
        settle({ stdout, stderr: stderr.trim() });
      } else if (error.signal === undefined || error.signal === null) settle(error);
      else settle(new Error(`tmux was ended by ${error.signal}`));
    });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      settle(new Error(`tmux did not answer within ${String(timeoutMs)} ms`));
    }, timeoutMs);
    // It may end without reading its input. How it ended is told by what it printed.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
