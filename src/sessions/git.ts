import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { messageOf } from '../errors.ts';

/** How one run of git ended. `failed` is git's own no; `unknown` is everything that tells us nothing. */
export type GitResult =
  | { readonly kind: 'ok'; readonly stdout: Buffer; readonly stderr: string }
  | { readonly kind: 'failed'; readonly code: number; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

export interface GitOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
  /** Called with git's progress lines, when it was asked to print them. */
  readonly onProgress?: ((line: string) => void) | undefined;
}

const outputLimit = 64 * 1024 * 1024;
const readTimeoutMs = 60_000;
const writeTimeoutMs = 30 * 60_000;
const killGraceMs = 2_000;

/**
 * Looks without touching: no locks, and nothing that the repository's configuration names is
 * started (whoever can write there would otherwise run programs in the daemon).
 */
export function readGit(
  folder: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  const quiet = ['--no-pager', '--no-optional-locks', '-c', 'core.fsmonitor=false'];
  const look = [...quiet, '-c', 'core.hooksPath=/dev/null', '-C', folder, ...args];
  return run(look, { timeoutMs: readTimeoutMs, ...options });
}

/** Changes something: the operator's own hooks run, as they would in a terminal. */
export function writeGit(
  folder: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  return run(['--no-pager', '-C', folder, ...args], { timeoutMs: writeTimeoutMs, ...options });
}

/** The one line that git printed; a path may itself end in a newline, so only git's own is taken off. */
export function lineOf(stdout: Buffer): string {
  const text = stdout.toString();
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

/** A name that git accepts for a branch, and that cannot be taken for an option. */
export async function isBranchName(name: string): Promise<boolean> {
  if (name.startsWith('-') || name === 'HEAD' || name.includes('\0')) return false;
  return (await readGit('/', ['check-ref-format', `refs/heads/${name}`])).kind === 'ok';
}

export function isNotARepository(why: string): boolean {
  return /not a git repository/i.test(why);
}

/** `git status` goes on when it may not enter a folder, and only says so beside its answer. */
export function sawEverything(stderr: string): boolean {
  return !/could not open directory|unable to access|cannot open|permission denied/i.test(stderr);
}

/** Git's reason with the next step, where it is one of the usual reasons. */
export function advise(why: string): string {
  if (/could not read (username|password)|authentication failed|askpass/i.test(why)) {
    return `${why}. Set up a git credential helper for this host, or use its ssh address.`;
  }
  if (/host key verification|permission denied \(publickey/i.test(why)) {
    return `${why}. Check in a terminal that ssh to this host works without questions.`;
  }
  if (/repository .*(not found|does not exist)|does not appear to be a git repository/i.test(why)) {
    return `${why}. Check the address, and that this machine may read it.`;
  }
  if (/dubious ownership/i.test(why)) {
    return `${why}. It belongs to another user; git's safe.directory setting can allow it.`;
  }
  return `${why}.`;
}

function run(args: readonly string[], options: GitOptions): Promise<GitResult> {
  const { signal, timeoutMs = readTimeoutMs, onProgress } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const stop = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  if (stop.aborted) return Promise.resolve({ kind: 'unknown', why: 'it was cancelled' });
  return new Promise((resolve) => {
    // A session of its own: no terminal for ssh to ask its questions on, and its children (ssh,
    // index-pack) end with it.
    // Without pipes when no more files can be opened (EMFILE); `error` tells of it.
    const child: ChildProcess = spawn('git', args, {
      cwd: '/',
      detached: true,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    let size = 0;
    let stderr = '';
    let tooMuch = false;
    let force: NodeJS.Timeout | undefined;
    const end = () => {
      signalGroup(child.pid, 'SIGTERM');
      force = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), killGraceMs);
    };
    const finish = (result: GitResult) => {
      stop.removeEventListener('abort', end);
      clearTimeout(force);
      resolve(result);
    };
    stop.addEventListener('abort', end, { once: true });
    child.stdout?.on('data', (chunk: Buffer) => {
      if (tooMuch) return;
      size += chunk.length;
      tooMuch = size > outputLimit;
      if (tooMuch) end();
      else out.push(chunk);
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      stderr = (stderr + chunk).slice(-16_384);
      if (onProgress !== undefined) for (const line of progressOf(chunk)) onProgress(line);
    });
    child.on('error', (error) => {
      finish({ kind: 'unknown', why: `git cannot be run: ${messageOf(error)}` });
    });
    child.on('close', (code) => {
      if (signal?.aborted === true) finish({ kind: 'unknown', why: 'it was cancelled' });
      else if (timeout.aborted)
        finish({ kind: 'unknown', why: `git took too long (${timeoutMs} ms)` });
      else if (tooMuch) finish({ kind: 'unknown', why: 'git printed too much' });
      else if (code === 0) finish({ kind: 'ok', stdout: Buffer.concat(out), stderr });
      else if (code === null) finish({ kind: 'unknown', why: 'git was killed' });
      else finish({ kind: 'failed', code, why: reasonOf(stderr, code) });
    });
  });
}

function signalGroup(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // It ended by itself.
  }
}

/** What would point git at another repository, and what its hooks must not see. */
const notForGit =
  /^(TELEGRAM_|TAPMUX_|GIT_(TRACE|DIR$|WORK_TREE$|INDEX_|COMMON_DIR$|NAMESPACE$|PREFIX$|OBJECT_|ALTERNATE_|CONFIG(_PARAMETERS|_COUNT|_KEY_|_VALUE_|$)|GRAFT_|REPLACE_|NO_REPLACE_|SHALLOW_|IMPLICIT_|QUARANTINE_|CEILING_|INTERNAL_))/;

function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !notForGit.test(name));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'false',
    SSH_ASKPASS: 'false',
    GIT_ALLOW_PROTOCOL: 'https:ssh:file',
  };
}

function reasonOf(stderr: string, code: number): string {
  const lines = stderr.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const told = lines.filter((line) => /^(fatal|error|remote): /.test(line)).at(-1) ?? lines.at(-1);
  if (told === undefined) return `git ended with ${code}`;
  return plain(told.replace(/^(fatal|error|remote): /, '')).replace(/[.\s]+$/, '');
}

/** One printable line; an address that the operator's settings rewrote may carry a password. */
function plain(text: string): string {
  return text
    .replaceAll(/\/\/[^/@\s]+@/g, '//')
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, 300);
}

function progressOf(chunk: string): string[] {
  return chunk
    .split(/[\r\n]+/)
    .map((line) => plain(line).trim())
    .filter((line) => line !== '');
}
