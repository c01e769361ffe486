import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { parseRunId } from '../domain/ids.ts';
import type { RunId } from '../domain/ids.ts';
import { errorCode, messageOf } from '../errors.ts';
import type { TmuxLog } from './log.ts';
import type { ExitStatus } from './tmux.ts';
import { wrapperArgv } from './wrapper.ts';

/** How runs ended, as files named by run id in a folder of ours: written by the wrapper, whether or not anybody listens. */
export interface Exits {
  /** The argv that runs `argv` and records its end. */
  wrap(run: RunId, workdir: string, argv: readonly string[]): readonly string[];
  /** Tells of every recorded exit once: those that are there, and each new one within milliseconds. */
  start(onExit: (status: ExitStatus) => void): Promise<void>;
  stop(): void;
  /** Notices of a folder can get lost; looking again never does harm. */
  rescan(): Promise<void>;
  recorded(run: RunId): Promise<ExitStatus | null>;
  forget(run: RunId): Promise<void>;
  /** tmux says that the pane is dead, and its wrapper left nothing (it was killed). */
  recordDead(run: RunId, code: number | null, signal: number | null): Promise<void>;
  /** Forgets what `forget` remembered about runs whose panes are gone. */
  prune(runsWithPanes: ReadonlySet<string>): Promise<void>;
}

export function createExits(dir: string, log: TmuxLog): Exits {
  const told = new Set<RunId>();
  let tell: ((status: ExitStatus) => void) | null = null;
  let watcher: FSWatcher | null = null;
  const fileOf = (run: RunId) => join(dir, run);
  /** Stands for an exit that was dealt with, as long as its dead pane could still be taken for news. */
  const settledOf = (run: RunId) => join(dir, `${run}.settled`);

  const report = async (name: string) => {
    const run = parseRunId(name);
    if (run === null || told.has(run)) return;
    const status = await read(fileOf(run), run);
    if (status === null || tell === null || told.has(run)) return;
    told.add(run);
    tell(status);
  };

  const rescan = async () => {
    for (const name of await namesIn(dir)) await report(name);
  };

  const listen = () => {
    try {
      watcher = watch(dir, { persistent: false }, (_, name) => {
        if (name !== null) void report(name).catch(() => undefined);
      });
      watcher.on('error', (error) => {
        log.warn(
          { why: messageOf(error) },
          'exits are noticed later: the folder cannot be watched',
        );
      });
    } catch (error) {
      log.warn({ why: messageOf(error) }, 'exits are noticed later: the folder cannot be watched');
    }
  };

  return {
    wrap: (run, workdir, argv) => wrapperArgv(fileOf(run), workdir, argv),
    async start(onExit) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      tell = onExit;
      listen();
      await rescan();
    },
    stop() {
      tell = null;
      watcher?.close();
      watcher = null;
    },
    rescan,
    recorded: (run) => read(fileOf(run), run),
    async forget(run) {
      await writeFile(settledOf(run), '', { mode: 0o600 });
      await rm(fileOf(run), { force: true });
      await rm(`${fileOf(run)}.said`, { force: true });
      told.delete(run);
    },
    async recordDead(run, code, signal) {
      const names = await namesIn(dir);
      if (names.includes(`${run}.settled`) || (await read(fileOf(run), run)) !== null) return;
      const line = `${code === null ? '-' : String(code)} ${signal === null ? 'pane' : `pane${String(signal)}`}\n`;
      await writeFile(fileOf(run), line, { mode: 0o600 });
      await report(run);
    },
    async prune(runsWithPanes) {
      for (const name of await namesIn(dir)) {
        const run = parseRunId(name.replace(/\.settled$/, ''));
        if (run === null || !name.endsWith('.settled') || runsWithPanes.has(run)) continue;
        await rm(join(dir, name), { force: true });
      }
    },
  };
}

async function namesIn(dir: string): Promise<readonly string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function read(path: string, run: RunId): Promise<ExitStatus | null> {
  try {
    const file = await open(path, 'r');
    try {
      const text = await file.readFile('utf8');
      const ending = parseEnding(text);
      return ending === null
        ? null
        : { run, ...ending, at: Math.round((await file.stat()).mtimeMs) };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

const signals = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

/** Null when it is not written yet, or not by us. */
export function parseEnding(
  text: string,
): { readonly code: number | null; readonly signal: string | null } | null {
  const [, written, how, paneSignal] =
    /^(\d{1,3}|-) (quiet|said|lost|pane(\d{1,2})?)\n$/.exec(text) ?? [];
  if (written === undefined || how === undefined) return null;
  if (how.startsWith('pane')) {
    const signal = paneSignal === undefined ? null : (signals.get(Number(paneSignal)) ?? null);
    return { code: signal !== null || written === '-' ? null : Number(written), signal };
  }
  const status = Number(written);
  const signal = signals.get(status - 128);
  // Shells end INT and PIPE in silence; programs that exit with 130 or 141 mean the same.
  const silent = signal === 'SIGINT' || signal === 'SIGPIPE';
  if (signal !== undefined && (how !== 'quiet' || silent)) return { code: null, signal };
  return { code: status, signal: null };
}
