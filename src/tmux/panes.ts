import { createFormat, newToken, wholeNumber } from './format.ts';
import { say, serverFields } from './guard.ts';
import { hubOption, ownerOption, runOption } from './marks.ts';
import { whyOf } from './reply.ts';
import type { Run } from './reply.ts';
import type { PaneInfo, PaneRef, ServerIdentity } from './tmux.ts';

/** One pane as one session shows it; a window that is linked twice gives its panes twice. */
export interface PaneRow {
  readonly info: PaneInfo;
  readonly run: string | null;
  readonly deadSignal: number | null;
  /** A hub of some tapmux shows it, not a session of anybody's. */
  readonly inHub: boolean;
  /** What a person in that session looks at. */
  readonly current: boolean;
}

export type Rows =
  | { readonly kind: 'ok'; readonly server: ServerIdentity; readonly rows: readonly PaneRow[] }
  | {
      readonly kind: 'unreachable';
      readonly complaint: 'no_server' | 'no_socket';
      readonly why: string;
    }
  | { readonly kind: 'unknown'; readonly why: string };

const fields = [
  'session_id',
  'window_id',
  'pane_id',
  'session_name',
  'pane_current_path',
  'pane_start_path',
  'pane_current_command',
  'pane_pid',
  'pane_title',
  'pane_dead',
  'pane_dead_status',
  'pane_dead_signal',
  ownerOption,
  runOption,
  hubOption,
  'session_attached',
  'session_created',
  'window_active',
  'pane_active',
] as const;

type Field = (typeof fields)[number];

/** Everything that is on the server, in one answer. */
export async function readRows(run: Run, filter?: string): Promise<Rows> {
  const server = createFormat(serverFields);
  const panes = createFormat(fields);
  const done = newToken();
  const only = filter === undefined ? '' : ` -f "${filter}"`;
  const reply = await run(
    [
      `display-message -p ${server.quoted}`,
      `list-panes -a${only} -F ${panes.quoted} ; ${say(done)}`,
    ],
    { again: true },
  );
  if (reply.kind !== 'ok') return reply;
  const identity = parseServer(server.parse(reply.out)[0]);
  // Without the word after it, an empty list may be a failed one.
  if (identity === null || !reply.out.includes(done)) return { kind: 'unknown', why: whyOf(reply) };
  const rows: PaneRow[] = [];
  for (const values of panes.parse(reply.out)) {
    const row = parseRow(identity, values);
    if (row === null) return { kind: 'unknown', why: 'tmux listed a pane that cannot be read' };
    rows.push(row);
  }
  return { kind: 'ok', server: identity, rows };
}

/**
 * One pane, where it was when the ref was taken: without going through all that are on the server. When it is
 * not there, it may be gone or somewhere else, which only the list can tell.
 */
export async function readPane(run: Run, ref: PaneRef): Promise<Rows> {
  const server = createFormat(serverFields);
  const pane = createFormat(fields);
  const target = `'${ref.session}:${ref.window}.${ref.pane}'`;
  const reply = await run(
    [`display-message -p ${server.quoted}`, `display-message -p -t ${target} ${pane.quoted}`],
    { again: true },
  );
  if (reply.kind !== 'ok') return reply;
  const identity = parseServer(server.parse(reply.out)[0]);
  const values = pane.parse(reply.out)[0];
  const row = identity === null || values === undefined ? null : parseRow(identity, values);
  // For a target that is not there tmux may answer about another one.
  const same = row?.info.ref.pane === ref.pane && row.info.ref.session === ref.session;
  if (identity === null || row === null || !same) {
    return readRows(run, `#{==:#{pane_id},${ref.pane}}`);
  }
  return { kind: 'ok', server: identity, rows: [row] };
}

/** Dead panes alone, which is the one thing that no notice tells of: a tenth of the price of all of them. */
export async function readDead(run: Run): Promise<readonly DeadPane[]> {
  const format = createFormat([runOption, 'pane_dead_status', 'pane_dead_signal']);
  const reply = await run([`list-panes -a -f "#{pane_dead}" -F ${format.quoted}`], {
    again: true,
  });
  if (reply.kind !== 'ok') return [];
  return format.parse(reply.out).map(([name, status, signal]) => ({
    run: name ?? '',
    status: wholeNumber(status),
    signal: wholeNumber(signal),
  }));
}

export interface DeadPane {
  readonly run: string;
  readonly status: number | null;
  readonly signal: number | null;
}

export function parseServer(values: readonly string[] | undefined): ServerIdentity | null {
  const [pid, startedAt] = [wholeNumber(values?.[0]), wholeNumber(values?.[1])];
  return pid === null || startedAt === null ? null : { pid, startedAt };
}

function parseRow(server: ServerIdentity, values: readonly string[]): PaneRow | null {
  const value = (field: Field) => values[fields.indexOf(field)] ?? '';
  const number = (field: Field) => wholeNumber(value(field));
  const ref: PaneRef = {
    server,
    session: value('session_id'),
    window: value('window_id'),
    pane: value('pane_id'),
  };
  const pid = number('pane_pid');
  if (!ref.pane.startsWith('%') || pid === null) return null;
  const dead = value('pane_dead') === '1';
  return {
    info: {
      ref,
      sessionName: value('session_name'),
      // For a moment, and of a program that is somebody else's, the system does not tell where it is.
      path: value('pane_current_path') || value('pane_start_path'),
      command: value('pane_current_command'),
      pid,
      title: value('pane_title'),
      dead,
      deadStatus: dead ? number('pane_dead_status') : null,
      owner: value(ownerOption) || null,
      attached: (number('session_attached') ?? 0) > 0,
      createdAt: number('session_created') ?? 0,
    },
    run: value(runOption) || null,
    deadSignal: dead ? number('pane_dead_signal') : null,
    inHub: value(hubOption) !== '',
    current: value('window_active') === '1' && value('pane_active') === '1',
  };
}

/** What is ours in a hub of ours. */
export interface HubWindows {
  readonly session: string;
  /** The placeholder. */
  readonly window: string;
  /** Put there by us. */
  readonly linked: ReadonlySet<string>;
}

/**
 * Each pane once, in the session of a person; what only a hub still holds is not listed. But a window
 * that is in our hub and was not put there by us is somebody's: tmux opens it there when it is not told where.
 */
export function distinct(rows: readonly PaneRow[], hub: HubWindows | null): readonly PaneRow[] {
  const seen = new Set<string>();
  const theirs = (row: PaneRow) => !row.inHub || (hub !== null && isForeign(row, hub));
  return [...rows.filter((row) => !row.inHub), ...rows.filter((row) => row.inHub)].filter((row) => {
    if (!theirs(row) || seen.has(row.info.ref.pane)) return false;
    seen.add(row.info.ref.pane);
    return true;
  });
}

function isForeign({ info }: PaneRow, hub: HubWindows): boolean {
  const { session, window } = info.ref;
  return session === hub.session && window !== hub.window && !hub.linked.has(window);
}
