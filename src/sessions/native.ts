import { messageOf } from '../errors.ts';
import { namesOf } from './native-command.ts';
import { linuxProcesses } from './native-linux.ts';
import { macosProcesses } from './native-macos.ts';

/**
 * Agents that run anywhere on this machine, found in the process table. Only looked at: nothing here
 * ever signals a process.
 */
export interface NativeProcesses {
  /** `panePids`: the first process of every tmux pane, to tell which agents live in one. */
  list(owns: OwnerOf, panePids?: ReadonlySet<number>): Promise<NativeListing>;
}

/** Whose command line is this? An agent's id, or null. */
export type OwnerOf = (argv: readonly string[]) => string | null;

export type NativeListing =
  | { readonly kind: 'ok'; readonly processes: readonly NativeProcess[] }
  | { readonly kind: 'unknown'; readonly why: string };

export interface NativeProcess {
  /** The pid with its start: the system gives a pid again, but never this. */
  readonly key: string;
  readonly pid: number;
  readonly agent: string;
  readonly cwd: string | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly argv0: string;
  readonly inTmux: boolean;
  /** The first process of the pane it lives in, of those that were asked about. */
  readonly panePid: number | null;
  /** `pts/3`; null for a process without a terminal. */
  readonly tty: string | null;
}

/** One row of the process table, before anybody asked whether it is an agent. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  /** Its process group, where that is known. */
  readonly group?: number;
  /** What the system counts its start in. */
  readonly startMark: string;
  readonly startedAt: number;
  readonly argv: readonly string[];
  readonly tty: string | null;
  /** The process that leads its terminal session, where that can be told. */
  readonly leader?: number;
}

/** One way to read the process table. Both methods reject when nothing can be said. */
export interface ProcessTable {
  rows(): Promise<readonly ProcessRow[]>;
  /** Costly per process, so only asked for agents; null for one that ended meanwhile or is not ours. */
  details(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessDetails>>;
}

export interface ProcessDetails {
  readonly cwd: string | null;
  /** tmux is named in its environment. */
  readonly underTmux: boolean;
}

export function createNativeProcesses(options: {
  readonly platform: NodeJS.Platform;
  readonly proc?: string;
}): NativeProcesses {
  const table = processTable(options.platform, options.proc ?? '/proc');
  return {
    async list(owns, panePids = new Set()) {
      if (table === null) {
        return { kind: 'unknown', why: `processes cannot be listed on ${options.platform}` };
      }
      try {
        return { kind: 'ok', processes: await agentsIn(table, owns, panePids) };
      } catch (error) {
        return { kind: 'unknown', why: `the process table cannot be read: ${messageOf(error)}` };
      }
    },
  };
}

/** Null where there is no way to read it. */
export function processTable(platform: NodeJS.Platform, proc: string): ProcessTable | null {
  if (platform === 'linux') return linuxProcesses(proc);
  return platform === 'darwin' ? macosProcesses() : null;
}

async function agentsIn(
  table: ProcessTable,
  owns: OwnerOf,
  panePids: ReadonlySet<number>,
): Promise<NativeProcess[]> {
  const rows = new Map((await table.rows()).map((row) => [row.pid, row]));
  const owners = new Map<number, string>();
  for (const row of rows.values()) {
    const agent = await ownerOf(row.argv, owns);
    if (agent !== null) owners.set(row.pid, agent);
  }
  const found = [...owners].filter(
    ([pid, agent]) => !ancestors(rows, pid).some((above) => owners.get(above) === agent),
  );
  const details = await table.details(found.map(([pid]) => pid));
  const processes: NativeProcess[] = [];
  for (const [pid, agent] of found) {
    const row = rows.get(pid);
    const more = details.get(pid);
    if (row === undefined || more === undefined) continue;
    const panePid = [pid, ...ancestors(rows, pid)].find((one) => panePids.has(one)) ?? null;
    processes.push({
      key: `${pid}:${row.startMark}`,
      pid,
      agent,
      cwd: more.cwd,
      startedAt: row.startedAt,
      argv0: row.argv[0] ?? '',
      inTmux: panePid !== null || more.underTmux,
      panePid,
      tty: row.tty,
    });
  }
  return processes.sort((a, b) => a.pid - b.pid);
}

/** Scripts are known by the commands that lead to them, too. */
export async function ownerOf(argv: readonly string[], owns: OwnerOf): Promise<string | null> {
  const own = owns(argv);
  if (own !== null) return own;
  for (const named of await namesOf(argv)) {
    const agent = owns(named);
    if (agent !== null) return agent;
  }
  return null;
}

/** Its parent first. A table read while processes came and went may have a loop in it. */
function ancestors(rows: ReadonlyMap<number, ProcessRow>, pid: number): number[] {
  const above: number[] = [];
  let next = rows.get(pid)?.parent;
  while (next !== undefined && next > 0 && next !== pid && !above.includes(next)) {
    above.push(next);
    next = rows.get(next)?.parent;
  }
  return above;
}
