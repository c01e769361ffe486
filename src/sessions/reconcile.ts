import { storeError } from '../errors.ts';
import { isTerminal } from '../domain/session.ts';
import type { Session, StopCause } from '../domain/session.ts';
import type { Listing, PaneInfo } from '../tmux/tmux.ts';
import { describePane, take } from './adopt.ts';
import { autoResume } from './auto-resume.ts';
import type { Absence } from './auto-resume.ts';
import { moved } from './books.ts';
import type { Desk } from './desk.ts';
import { end } from './endings.ts';
import type { Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { bindingOf, samePane } from './launch.ts';
import type { NativeProcesses } from './native.ts';
import type { Watcher } from './watcher.ts';

export interface ReconcileReport {
  /** Names of sessions that live. */
  readonly adopted: readonly string[];
  /** Ids of sessions whose runtime is gone. */
  readonly stopped: readonly string[];
  /** Names of tmux sessions that carry our mark but had no record. */
  readonly external_adopted: readonly string[];
  readonly resumed: readonly string[];
  /** Why nothing was changed, when tmux could not be asked. */
  readonly aborted: string | null;
}

export interface ReconcileDeps {
  readonly engine: Engine;
  readonly desk: Desk;
  readonly watcher: Watcher;
  readonly natives: NativeProcesses;
}

export interface ReconcileOptions extends Absence {
  readonly autoResume: boolean;
}

/** Before anything is called gone, tmux is asked a second time. */
const secondLookMs = 250;

/** Makes the books match what runs. Nothing changes when tmux cannot be asked. */
export async function reconcile(
  deps: ReconcileDeps,
  options: ReconcileOptions,
): Promise<ReconcileReport> {
  const { engine, desk } = deps;
  const { unreadable } = await engine.store.list();
  const whole = unreadable.find((one) => one.path === engine.store.base);
  if (whole !== undefined) throw storeError(new Error(`${whole.path}: ${whole.why}`));
  const sessions = (await engine.books.all()).filter((one) => !isTerminal(one));
  for (const { pane } of sessions) {
    if (pane !== null) {
      engine.tmux.expect({ pid: pane.serverPid, startedAt: pane.serverStartedAt });
    }
  }
  const listing = await engine.tmux.list();
  // Before anything is watched: what comes up after an unsettled claim would be taken for a part of it.
  if (options.boot) await desk.recovery.claims();
  if (listing.kind === 'unknown') return aborted(deps, listing.why);
  const missing = sessions.filter((one) => shouldLive(one) && paneOf(one, listing) === undefined);
  const sure = missing.length === 0 ? listing : await lookAgain(deps, listing);
  if (sure === null) return aborted(deps, 'two listings in a row did not agree');

  const adopted: string[] = [];
  const stopped: Session[] = [];
  for (const session of sessions) {
    if (session.origin !== 'tmux') continue;
    const pane = paneOf(session, sure);
    if (pane !== undefined && !pane.dead) {
      const bound = await bind(deps, session, pane);
      if (bound !== null) adopted.push(bound.name);
    } else if (shouldLive(session)) {
      const ended = await close(deps, session, sure, pane);
      if (ended !== null) stopped.push(ended);
    } else if (session.lifecycle === 'provisioning' && options.boot) {
      await interrupted(engine, session);
    }
  }
  if (options.boot) await desk.recovery.leftovers();
  // A record that cannot be read may own a marked pane: then nothing is adopted from marks.
  const external = unreadable.length > 0 ? [] : await takeMarked(deps, sure);
  const resumed = options.autoResume ? await autoResume(deps, stopped, options) : [];
  return {
    adopted,
    stopped: stopped.map((one) => one.id),
    external_adopted: external,
    resumed,
    aborted: null,
  };
}

function aborted(deps: ReconcileDeps, why: string): ReconcileReport {
  deps.engine.log.warn({ why }, 'reconcile put off: tmux could not be asked');
  return { adopted: [], stopped: [], external_adopted: [], resumed: [], aborted: why };
}

type Known = Exclude<Listing, { kind: 'unknown' }>;

/** Null when the second answer is another one: then nobody knows. */
async function lookAgain(deps: ReconcileDeps, first: Known): Promise<Known | null> {
  await deps.engine.clock.sleep(secondLookMs);
  const second = await deps.engine.tmux.list();
  if (second.kind !== first.kind) return null;
  if (second.kind === 'ok' && first.kind === 'ok') {
    return second.server.pid === first.server.pid ? second : null;
  }
  return second.kind === 'no_server' ? second : null;
}

function shouldLive(session: Session): boolean {
  return ['starting', 'active', 'detached', 'paused'].includes(session.lifecycle);
}

/** By our mark, which survives renames, else by the pane on the very same server. */
function paneOf(session: Session, listing: Known): PaneInfo | undefined {
  if (listing.kind === 'no_server') return undefined;
  const marked = listing.panes.filter((pane) => pane.owner === session.id);
  const bound = listing.panes.find(
    (pane) =>
      pane.ref.pane === session.pane?.pane &&
      pane.ref.server.pid === session.pane.serverPid &&
      pane.ref.server.startedAt === session.pane.serverStartedAt,
  );
  return marked.find((pane) => !pane.dead) ?? marked[0] ?? bound;
}

/** It lives: the watcher reads it and says what it is doing; nothing is called active on a pane's word. */
async function bind(
  deps: ReconcileDeps,
  session: Session,
  pane: PaneInfo,
): Promise<Session | null> {
  const { engine } = deps;
  const bound = await engine.books.exclusive(session.id, () =>
    engine.books.update(session.id, (current) => {
      if (!sameRun(current, session)) return null;
      const up =
        current.lifecycle === 'stopped' ||
        current.lifecycle === 'errored' ||
        current.lifecycle === 'provisioning'
          ? { ...moved(current, 'starting'), stop: null }
          : current;
      return { ...up, pane: bindingOf(pane.ref), lastSeenAt: stamp(engine.clock) };
    }),
  );
  await deps.watcher.attach(bound);
  return bound;
}

/** Nothing happened to it since the listing: what was seen still speaks of this very run. */
function sameRun(current: Session, seen: Session): boolean {
  return (
    (current.lifecycle === seen.lifecycle || (shouldLive(current) && shouldLive(seen))) &&
    current.runId === seen.runId &&
    current.stop?.at === seen.stop?.at &&
    (current.pane === null ? seen.pane === null : samePane(current.pane, seen.pane))
  );
}

async function close(
  deps: ReconcileDeps,
  session: Session,
  listing: Known,
  pane: PaneInfo | undefined,
): Promise<Session | null> {
  const { engine, desk } = deps;
  return engine.books.exclusive(session.id, async () => {
    const current = await engine.books.get(session.id);
    if (!sameRun(current, session)) return null;
    const status = current.runId === null ? null : await engine.tmux.recordedExit(current.runId);
    const cause = causeOf(
      current,
      listing,
      status?.code ?? pane?.deadStatus ?? null,
      status !== null,
    );
    const ended = await end(engine, desk, current, cause, status);
    if (current.runId !== null) await engine.tmux.forgetExit(current.runId);
    return ended;
  });
}

function causeOf(
  session: Session,
  listing: Known,
  code: number | null,
  recorded: boolean,
): StopCause {
  // Written before the kill: the operator wanted it.
  if (session.stop?.cause === 'operator') return 'operator';
  const serverGone = listing.kind === 'no_server' || listing.server.pid !== session.pane?.serverPid;
  if (recorded || code !== null) {
    if (code === 0) return 'agent_exited';
    return serverGone ? 'tmux_gone' : 'agent_crashed';
  }
  if (session.pane === null) return 'unknown';
  return serverGone ? 'tmux_gone' : 'pane_closed';
}

/** The daemon died while it was being made; there is no terminal of it. */
async function interrupted(engine: Engine, session: Session): Promise<void> {
  await engine.books.exclusive(session.id, () =>
    engine.books.update(session.id, (current) =>
      current.lifecycle === 'provisioning'
        ? { ...moved(current, 'errored'), error: 'tapmux ended while this session was being made' }
        : null,
    ),
  );
}

async function takeMarked(deps: ReconcileDeps, listing: Known): Promise<readonly string[]> {
  if (listing.kind === 'no_server') return [];
  const { engine, natives, watcher } = deps;
  const known = new Set((await engine.books.all()).map((one) => one.id as string));
  for (const one of (await engine.store.listArchived()).sessions) known.add(one.id);
  const names: string[] = [];
  for (const pane of listing.panes) {
    if (pane.owner === null || pane.dead || known.has(pane.owner)) continue;
    const session = await take(engine, pane, await describePane(engine, natives, pane));
    known.add(session.id);
    await watcher.attach(session);
    names.push(session.name);
  }
  return names;
}
