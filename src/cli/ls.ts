import { basename } from 'node:path';
import type { SessionJson } from '../domain/wire.ts';
import { UserError } from '../errors.ts';
import { readArguments } from './arguments.ts';
import { columns, fit, oneLine, printJson } from './print.ts';
import { done } from './verb.ts';
import type { CliIo, Runner } from './verb.ts';

interface View {
  readonly sessions: readonly SessionJson[];
  readonly unreadable: readonly { readonly path: string; readonly why: string }[];
  /** False: read from the disk, because no daemon runs. */
  readonly live: boolean;
}

/** The list, from the daemon or, without one, as last recorded on the disk. */
export const ls: Runner = async (argv, io) => {
  const args = readArguments(
    argv,
    { all: { type: 'boolean' }, archived: { type: 'boolean' }, project: { type: 'string' } },
    { least: 0, most: 0 },
  );
  const view = args.flag('archived') ? await fromDisk(io, true) : await load(io);
  const project = args.text('project')?.toLowerCase();
  const sessions = view.sessions.filter(
    (one) =>
      (args.flag('all') || one.lifecycle !== 'decommissioned') &&
      (project === undefined || one.project === project),
  );
  const others =
    args.flag('all') && view.live ? await io.client.call('GET', '/api/v1/discover') : undefined;
  if (args.json) {
    printJson(io, {
      sessions,
      unreadable: view.unreadable,
      live: view.live,
      ...(others === undefined ? {} : { others }),
    });
    return done;
  }
  io.out(tableOf(sessions, Date.now()));
  if (others !== undefined) printOthers(io, others as Others);
  if (view.unreadable.length > 0) {
    io.err(
      `${view.unreadable.length} unreadable: ${view.unreadable.map((one) => one.path).join(', ')}`,
    );
  }
  if (!view.live && !args.flag('archived')) {
    io.err('The daemon is not running: this is what was last recorded.');
  }
  return done;
};

async function load(io: CliIo): Promise<View> {
  try {
    const view = (await io.client.call('GET', '/api/v1/sessions/managed')) as Omit<View, 'live'>;
    return { ...view, live: true };
  } catch (error) {
    if (error instanceof UserError && error.kind === 'unavailable') return fromDisk(io, false);
    throw error;
  }
}

async function fromDisk(io: CliIo, archived: boolean): Promise<View> {
  const [path, { createSessionsStore }, { sessionToJson }] = await Promise.all([
    import('node:path'),
    import('../store/files-sessions.ts'),
    import('../domain/wire.ts'),
  ]);
  const store = createSessionsStore({ base: path.join(io.home, 'sessions'), log: { warn() {} } });
  const listing = archived ? await store.listArchived() : await store.list();
  return {
    sessions: listing.sessions.map((one) => sessionToJson(one)),
    unreadable: listing.unreadable,
    live: false,
  };
}

const attentions: Readonly<Record<SessionJson['attention'], string>> = {
  working: 'working',
  idle: 'idle',
  awaiting_approval: 'APPROVE?',
  awaiting_input: 'ASKS',
  exited: 'exited',
  unknown: '-',
};

/** Fits 80 columns. Who needs somebody comes first, then the newest. */
export function tableOf(sessions: readonly SessionJson[], now: number): string {
  if (sessions.length === 0) return 'No sessions. tapmux new starts one.';
  const rows = sessions.map((one) => [
    one.name,
    one.status === 'AwaitingApproval' ? 'Active' : one.status,
    attentions[one.attention],
    one.agent,
    oneLine(folderName(one)),
    age(one.created_at, now),
    oneLine(one.pending_decision ?? one.activity ?? one.error ?? one.pause_summary ?? one.task),
  ]);
  const heads = ['NAME', 'STATUS', 'ATTENTION', 'AGENT', 'FOLDER', 'AGE', 'ACTIVITY'];
  const limits = [20, 9, 9, 8, 12, 4];
  const widths = limits.map((limit, column) =>
    Math.min(limit, Math.max(...[heads, ...rows].map((row) => columns(row[column] ?? '')))),
  );
  widths.push(80 - widths.reduce((sum, width) => sum + width + 1, 0));
  return [heads, ...rows]
    .map((row) =>
      row
        .map((cell, column) => fit(cell, widths[column] ?? 0))
        .join(' ')
        .trimEnd(),
    )
    .join('\n');
}

function folderName({ workspace, workdir }: SessionJson): string {
  const path = workspace?.kind === 'worktree' ? (workspace.repo_path ?? workdir) : workdir;
  const name = basename(path) || path;
  return workspace?.kind === 'worktree' ? `${name}@${workspace.branch ?? '?'}` : name;
}

/** `12s`, `3m`, `5h`, `9d` */
export function age(createdAt: string | null, now: number): string {
  const seconds =
    createdAt === null ? Number.NaN : Math.max(0, (now - Date.parse(createdAt)) / 1000);
  if (Number.isNaN(seconds)) return '?';
  if (seconds < 60) return `${Math.floor(seconds)}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

interface Others {
  readonly tmux: readonly {
    name: string;
    pane: string;
    path: string;
    agent: string | null;
    command: string;
  }[];
  readonly native: readonly { pid: number; agent: string; folder: string | null }[];
  readonly unknown: readonly string[];
}

function printOthers(io: CliIo, others: Others): void {
  for (const one of others.tmux) {
    const what = one.agent ?? oneLine(one.command);
    io.out(`not ours: ${oneLine(one.name)} (${one.pane}, ${what}) in ${oneLine(one.path)}`);
  }
  for (const one of others.native) {
    io.out(`outside tmux: ${one.agent}, process ${one.pid}, in ${oneLine(one.folder ?? '?')}`);
  }
  for (const why of others.unknown) io.err(`Could not be looked at: ${oneLine(why)}`);
}
