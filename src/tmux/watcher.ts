import type { Capture } from './capture.ts';
import type { Clock } from '../clock.ts';
import { createEdges } from './edges.ts';
import type { Exits } from './exits.ts';
import { newToken } from './format.ts';
import { gathered } from './gathered.ts';
import { isInWindow, isPane, isRef, isServer, sameServer, say, when } from './guard.ts';
import { parseRunId } from '../domain/ids.ts';
import type { TmuxLog } from './log.ts';
import { distinct, readDead, readRows } from './panes.ts';
import type { PaneRow } from './panes.ts';
import type { Judged, Presence } from './presence.ts';
import type { ControlLine } from './protocol.ts';
import type { Captured, Done, PaneRef, TmuxEvent } from './tmux.ts';
import type { Hub, Wire } from './wire.ts';

/** Keeps the windows of watched panes in the hub, and notices what came, went or was written. */
export interface Watcher {
  watch(ref: PaneRef): Promise<Done>;
  unwatch(ref: PaneRef): void;
  /** A line of the event client. */
  line(line: ControlLine): void;
  /** Compares what is there with what we know. Many calls at once become one. */
  scan(): Promise<Judged>;
  /** The cheap look between scans, for what no notice tells: a pane that died. */
  glance(): Promise<void>;
  /** In place of the event client: pictures of all watched panes, told where they differ. */
  poll(): Promise<void>;
}

export interface WatcherOptions {
  readonly wire: Wire;
  readonly capture: Capture;
  readonly exits: Exits;
  readonly presence: Presence;
  readonly clock: Clock;
  readonly log: TmuxLog;
  readonly signal: AbortSignal;
  readonly emit: (event: TmuxEvent) => void;
  /** Nobody's session is left beside the hub. */
  readonly onEmpty: () => Promise<void>;
}

interface Watched {
  readonly ref: PaneRef;
  /** In which hub its pictures are followed. */
  hub: Hub | null;
  /** The last picture that polling told of. */
  shown: string;
}

export function createWatcher(options: WatcherOptions): Watcher {
  const { wire, capture, exits, presence, clock, log, signal, emit } = options;
  const watched = new Map<string, Watched>();
  let listed = '';

  const told = (ref: PaneRef, captured: Captured) => {
    if (captured.kind === 'screen' && watched.has(ref.pane)) {
      emit({ kind: 'screen', ref, screen: captured.screen });
    }
    if (captured.kind === 'gone') void scan().catch(() => undefined);
  };

  const edges = createEdges({
    capture,
    clock,
    signal,
    onPicture: told,
    flow: async (pane, to) => wire.hub()?.events.send([`refresh-client -A '${pane}:${to}'`]),
  });

  /** Links what is not linked yet. Windows stay until they close: unlinking one and respawning it later crashes tmux. */
  const link = async (hub: Hub, rows: readonly PaneRow[], before: ReadonlySet<string>) => {
    const inHub = new Set(
      rows.filter((row) => row.info.ref.session === hub.session).map((row) => row.info.ref.window),
    );
    // Linked since the rows were read: they do not tell of it.
    for (const window of hub.linked) if (!before.has(window)) inHub.add(window);
    for (const { info } of distinct(rows, hub)) {
      const entry = watched.get(info.ref.pane);
      if (entry === undefined || !sameServer(entry.ref.server, hub.server)) continue;
      if (!inHub.has(info.ref.window)) {
        const done = newToken();
        hub.linked.add(info.ref.window);
        const reply = await wire.run([
          when(
            info.ref.pane,
            isPane(info.ref),
            [`link-window -a -d -s ${info.ref.window} -t '${hub.session}:'`, say(done)],
            [],
          ),
        ]);
        if (reply.kind !== 'ok' || !reply.out.includes(done)) continue;
        inHub.add(info.ref.window);
        entry.hub = null;
      }
      if (entry.hub !== hub) {
        entry.hub = hub;
        edges.look(entry.ref);
      }
    }
  };

  /** Windows whose sessions the operator has closed live on in the hub alone: they were to end. */
  const killOrphans = async (hub: Hub, rows: readonly PaneRow[], before: ReadonlySet<string>) => {
    const held = new Set(rows.filter((row) => !row.inHub).map((row) => row.info.ref.window));
    const there = new Set(rows.map((row) => row.info.ref.window));
    for (const window of before) {
      if (held.has(window) || !hub.linked.has(window)) continue;
      hub.linked.delete(window);
      if (!there.has(window)) continue;
      log.debug({ window }, 'its session was closed: closing the window too');
      const kill = when(window, isServer(hub.server), [`kill-window -t ${window}`], []);
      await wire.exclusive(() => wire.run([kill]));
    }
  };

  /**
   * One command for one pane, when it is where its ref says. False: a scan has to find out. Two panes of
   * one window may come at the same time, so that the window counts as linked before it is.
   */
  const linkDirectly = async (hub: Hub, entry: Watched): Promise<boolean> => {
    const { ref } = entry;
    if (!sameServer(hub.server, ref.server)) return false;
    const done = newToken();
    const act = hub.linked.has(ref.window)
      ? []
      : [`link-window -a -d -s ${ref.window} -t '${hub.session}:'`];
    hub.linked.add(ref.window);
    const reply = await wire.run([when(ref.pane, isInWindow(ref), [...act, say(done)], [])]);
    if (reply.kind !== 'ok' || !reply.out.includes(done)) {
      if (reply.kind === 'ok' && act.length > 0) hub.linked.delete(ref.window);
      return false;
    }
    if (wire.hub() !== hub || watched.get(ref.pane) !== entry) return false;
    if (entry.hub !== hub) {
      entry.hub = hub;
      edges.look(ref);
    }
    return true;
  };

  const noticeDead = async (rows: readonly PaneRow[]) => {
    const runs = new Set<string>();
    for (const { info, run: name, deadSignal } of distinct(rows, wire.hub())) {
      const run = parseRunId(name);
      if (run === null) continue;
      runs.add(run);
      if (info.dead) await exits.recordDead(run, info.deadStatus, deadSignal);
    }
    await exits.prune(runs);
  };

  const compare = async (): Promise<Judged> => {
    // What is added while tmux answers is not in the answer, and that proves nothing.
    const followed = [...watched];
    const linked = new Set(wire.hub()?.linked);
    const judged = await presence.judge(await readRows(wire.run));
    if (judged.kind === 'unknown') return judged;
    const rows = judged.kind === 'ok' ? judged.rows : [];
    const here = new Map(distinct(rows, wire.hub()).map((row) => [row.info.ref.pane, row]));
    for (const [pane, entry] of followed) {
      const { ref } = entry;
      const row = here.get(pane);
      if (row !== undefined && sameServer(row.info.ref.server, ref.server)) continue;
      if (watched.get(pane) !== entry) continue;
      watched.delete(pane);
      edges.forget(pane);
      emit({ kind: 'closed', ref });
    }
    const now = [...here.values()]
      .map(({ info }) => `${info.ref.session} ${info.ref.pane} ${info.sessionName}`)
      .sort()
      .join('\n');
    if (now !== listed) {
      listed = now;
      emit({ kind: 'sessions_changed' });
    }
    if (judged.kind !== 'ok') return judged;
    await noticeDead(rows);
    const hub = wire.hub();
    if (hub === null || !sameServer(hub.server, judged.server)) return judged;
    await link(hub, rows, linked);
    await killOrphans(hub, rows, linked);
    if (here.size === 0) await options.onEmpty();
    return judged;
  };

  const scan = gathered(compare);

  return {
    scan,

    async watch(ref) {
      if (!isRef(ref)) return { kind: 'gone' };
      const known = watched.get(ref.pane);
      const entry =
        known !== undefined && sameServer(known.ref.server, ref.server)
          ? known
          : { ref, hub: null, shown: '' };
      watched.set(ref.pane, entry);
      const hub = wire.hub();
      if (hub !== null && (await linkDirectly(hub, entry))) return { kind: 'done' };
      const judged = await scan();
      if (judged.kind === 'unknown') {
        watched.delete(ref.pane);
        return judged;
      }
      return watched.has(ref.pane) ? { kind: 'done' } : { kind: 'gone' };
    },

    unwatch(ref) {
      watched.delete(ref.pane);
    },

    line(line) {
      if (line.kind === 'layout') void scan().catch(() => undefined);
      if (line.kind !== 'output' && line.kind !== 'pause') return;
      const entry = watched.get(line.pane);
      if (entry !== undefined) edges.output(entry.ref);
      else if (line.kind === 'output') {
        // Nobody watches it; without its output it costs nothing.
        void wire.hub()?.events.send([`refresh-client -A '${line.pane}:pause'`]);
      }
    },

    async glance() {
      for (const { run: name, status, signal } of await readDead(wire.run)) {
        const run = parseRunId(name);
        if (run !== null) await exits.recordDead(run, status, signal);
      }
    },

    async poll() {
      await scan();
      for (const entry of watched.values()) {
        const captured = await capture.screen(entry.ref);
        const shown = captured.kind === 'screen' ? captured.screen.styled.join('\n') : entry.shown;
        if (shown === entry.shown) continue;
        entry.shown = shown;
        told(entry.ref, captured);
      }
    },
  };
}
