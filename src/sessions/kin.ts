import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { errorCode } from '../errors.ts';
import type { RunId } from '../domain/ids.ts';
import { processTable } from './native.ts';
import type { ProcessRow } from './native.ts';

/**
 * The processes of a run. Some agents outlive their pane: they take no notice when it hangs up. Only what is
 * known to be of that run is ever ended, and only while it still is the very same process.
 */
export interface Kin {
  /** What lives below the pane's first process now; nothing, unless that one is the keeper of this run. */
  below(panePid: number, run: RunId): Promise<readonly ProcessRow[]>;
  /** What a run left behind: it carries its mark, and whoever led its terminal is gone. */
  strays(run: RunId): Promise<readonly ProcessRow[]>;
  /** Waits for them to end by themselves, then asks them to, then makes them. Gives how many had to be asked. */
  end(processes: readonly ProcessRow[]): Promise<number>;
}

/** They have just lost their terminal: most are about to end. */
const ownAccordMs = 500;
const askedMs = 2_000;
const lookMs = 50;

export function createKin(deps: {
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  readonly proc?: string;
}): Kin {
  const { platform, clock, proc = '/proc' } = deps;
  const table = processTable(platform, proc);
  const textOf = (pid: number, file: string) =>
    readFile(join(proc, String(pid), file), 'latin1').catch(() => '');
  const rows = async () => (await table?.rows().catch(() => [])) ?? [];

  async function living(processes: readonly ProcessRow[]): Promise<readonly ProcessRow[]> {
    if (processes.length === 0) return [];
    const now = new Map((await rows()).map((row) => [row.pid, row.startMark]));
    return processes.filter((one) => now.get(one.pid) === one.startMark);
  }

  async function outlast(processes: readonly ProcessRow[], limitMs: number) {
    const start = clock.monotonic();
    for (;;) {
      const left = await living(processes);
      if (left.length === 0 || clock.monotonic() - start > limitMs) return left;
      await clock.sleep(lookMs);
    }
  }

  return {
    async below(panePid, run) {
      if (platform === 'linux' && !isKeeper(await textOf(panePid, 'cmdline'), run)) return [];
      const all = await rows();
      const first = all.find((row) => row.pid === panePid);
      if (!isKeeper(first?.argv.join(' ') ?? '', run)) return [];
      const ours = linesOf(all, process.pid);
      return all.filter((row) => !ours.has(row.pid) && linesOf(all, row.pid).has(panePid));
    },

    async strays(run) {
      if (platform !== 'linux') return [];
      const all = await rows();
      const pids = new Set(all.map((row) => row.pid));
      const left: ProcessRow[] = [];
      for (const row of all) {
        if (row.leader === undefined || pids.has(row.leader) || row.pid === process.pid) continue;
        const environment = (await textOf(row.pid, 'environ')).split('\0');
        if (environment.includes(`TAPMUX_RUN_ID=${run}`)) left.push(row);
      }
      return left;
    },

    async end(processes) {
      const asked = await outlast(processes, ownAccordMs);
      for (const { pid } of asked) signal(pid, 'SIGTERM');
      for (const { pid } of await outlast(asked, askedMs)) signal(pid, 'SIGKILL');
      return asked.length;
    },
  };
}

/** A process and all above it. A table read while processes came and went may have a loop in it. */
function linesOf(all: readonly ProcessRow[], pid: number): ReadonlySet<number> {
  const parents = new Map(all.map((row) => [row.pid, row.parent]));
  const line = new Set<number>();
  for (let at: number | undefined = pid; at !== undefined && !line.has(at); at = parents.get(at)) {
    line.add(at);
  }
  return line;
}

/** The shell that stands between tmux and the agent has the run in its arguments. */
function isKeeper(commandLine: string, run: RunId): boolean {
  return commandLine.includes('tapmux-run') && commandLine.includes(run);
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It went at the last moment, or is not ours to end.
    if (errorCode(error) !== 'ESRCH' && errorCode(error) !== 'EPERM') throw error;
  }
}
