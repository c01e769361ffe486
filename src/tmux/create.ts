import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import { createActs } from './acts.ts';
import { createBell } from './bell.ts';
import { createCapture } from './capture.ts';
import { tmuxTooOld, tmuxUnusable } from './errors.ts';
import { createExec } from './exec.ts';
import type { Exec } from './exec.ts';
import { createExits } from './exits.ts';
import { newToken } from './format.ts';
import { createInject } from './inject.ts';
import { createLifeline } from './lifeline.ts';
import type { TmuxLog } from './log.ts';
import { distinct, readPane, readRows } from './panes.ts';
import type { Rows } from './panes.ts';
import { createPresence } from './presence.ts';
import { createPrinter } from './printed.ts';
import { serverProcess } from './server-process.ts';
import { isRef, sameServer } from './guard.ts';
import { socketArgs, tmuxEnvironment } from './socket.ts';
import type { TmuxSocket } from './socket.ts';
import type { PaneInfo, Probe, Tmux, TmuxEvent, TmuxVersion } from './tmux.ts';
import { isSupported, leaksOnPrint, parseVersion, pasteFlags } from './version.ts';
import { createWatcher } from './watcher.ts';
import { createWire } from './wire.ts';

export interface TmuxDeps {
  readonly socket: TmuxSocket;
  /** A folder of ours (0700): how runs ended, and pictures on their way. */
  readonly stateDir: string;
  readonly clock: Clock;
  readonly log: TmuxLog;
  readonly binary?: string;
  readonly commandTimeoutMs?: number;
  readonly hubName?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How pictures travel; by default the way that does not leak on this version. */
  readonly captureWay?: 'inline' | 'file';
}

/** With clients: a look around for what no notice tells (a pane that died). Without: is there a server by now? */
const idleMs = 5_000;
/** Every so many of those, a look at everything: a notice may have been lost. */
const fullLookEvery = 12;
/** While control mode does not work. */
const pollMs = 1_500;
const firstPauseMs = 250;
const longestPauseMs = 60_000;
/** Clients that lived this long were good ones: the next loss starts counting again. */
const goodForMs = 60_000;

export function createTmux(deps: TmuxDeps): Tmux {
  const { clock, log, stateDir, commandTimeoutMs = 5_000, binary = 'tmux' } = deps;
  const command = {
    binary,
    args: socketArgs(deps.socket),
    env: tmuxEnvironment(deps.env ?? process.env),
  };
  const listeners = new Set<(event: TmuxEvent) => void>();
  const emit = (event: TmuxEvent) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        log.error({ why: messageOf(error), event: event.kind }, 'a listener of tmux events failed');
      }
    }
  };
  const captures = join(stateDir, 'captures');
  const closing = new AbortController();
  const { signal } = closing;
  // Each watched pane may wait on it.
  setMaxListeners(0, signal);
  const exec = createExec(command, commandTimeoutMs);
  const wire = createWire({
    command,
    exec,
    hubName: deps.hubName ?? 'tapmux-hub',
    timeoutMs: commandTimeoutMs,
    lifeline: () => createLifeline(join(captures, `${newToken()}.pipe`), binary),
    clock,
    log,
    onLine: (line) => {
      watcher.line(line);
    },
  });
  let version: TmuxVersion | null = null;
  const known = (): TmuxVersion => {
    if (version === null) throw new Error('tmux was not started');
    return version;
  };
  const printer = createPrinter({
    run: wire.run,
    onChannel: () => wire.hub() !== null,
    dir: captures,
    env: deps.env ?? process.env,
    way: () => deps.captureWay ?? (leaksOnPrint(known()) ? 'file' : 'inline'),
  });
  const capture = createCapture(printer, clock);
  const exits = createExits(join(stateDir, 'exits'), log);
  const acts = createActs(wire.run, exits, clock);
  const inject = createInject({ run: wire.run, clock, pasteFlags: () => pasteFlags(known()) });
  const presence = createPresence(emit);
  const watcher = createWatcher({
    wire,
    capture,
    exits,
    presence,
    clock,
    log,
    signal,
    emit,
    onEmpty: leaveEmpty,
  });
  /** Rung when there may be sessions now. */
  const doorbell = createBell(clock);
  const tick = createBell(clock);
  let polling = false;
  /** We closed the clients ourselves. */
  let left = false;
  let loops: Promise<unknown> = Promise.resolve();

  /** The last session beside the hub is gone: let the server end as it would without us. */
  async function leaveEmpty(): Promise<void> {
    await wire.exclusive(async () => {
      const hub = wire.hub();
      const found = await readRows(wire.run);
      if (hub === null || found.kind !== 'ok' || distinct(found.rows, hub).length > 0) return;
      presence.leave();
      left = true;
      await wire.disconnect();
    });
  }

  /** Connects, stays connected, and connects again after a growing pause. */
  async function keep(onFirst: () => void): Promise<void> {
    let pauseMs = firstPauseMs;
    for (;;) {
      // The last look before it stands in line: whoever closes us stands behind it.
      signal.throwIfAborted();
      const connected = await wire.connect();
      polling = connected.kind === 'refused' || connected.kind === 'unknown';
      tick.ring();
      if (connected.kind === 'refused')
        log.warn({ why: connected.why }, 'tmux is used the slow way');
      await watcher.scan();
      onFirst();
      if (connected.kind === 'on') {
        const since = clock.monotonic();
        const why = await connected.hub.ended;
        signal.throwIfAborted();
        if (left) {
          left = false;
          await doorbell.wait(idleMs, signal);
          continue;
        }
        log.info({ why }, 'the control clients ended');
        if (clock.monotonic() - since > goodForMs) pauseMs = firstPauseMs;
        // The truth about the server first: reconnecting can wait.
        await watcher.scan();
        await clock.sleep(pauseMs, signal);
      } else if (await doorbell.wait(polling ? Math.max(pauseMs, idleMs) : idleMs, signal)) {
        pauseMs = firstPauseMs;
        continue;
      }
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }

  async function lookAround(): Promise<void> {
    for (let looks = 1; ; looks += 1) {
      await tick.wait(polling ? pollMs : idleMs, signal);
      await exits.rescan().catch((error: unknown) => {
        log.warn({ why: messageOf(error) }, 'the folder of exits cannot be read');
      });
      if (wire.hub() !== null) {
        await (looks % fullLookEvery === 0 ? watcher.scan() : watcher.glance());
      } else if (polling) await watcher.poll();
    }
  }

  const loop = async (work: () => Promise<void>): Promise<void> => {
    while (!signal.aborted) {
      try {
        await work();
      } catch (error) {
        if (signal.aborted) return;
        log.error({ why: messageOf(error) }, 'watching tmux failed; starting again');
        await clock.sleep(idleMs, signal).catch(() => undefined);
      }
    }
  };

  const look = async (wanted: (info: PaneInfo) => boolean, read: Promise<Rows>) => {
    const judged = await presence.judge(await read);
    if (judged.kind !== 'ok') return judged;
    const rows = distinct(judged.rows, wire.hub()).filter((row) => wanted(row.info));
    return { kind: 'rows', server: judged.server, rows } as const;
  };

  return {
    get version() {
      return known();
    },

    expect: (server) => {
      presence.expect(server);
    },

    async start() {
      version = await supportedVersion(exec, binary);
      await printer.prepare();
      await exits.start((status) => {
        emit({ kind: 'exit', status });
      });
      await new Promise<void>((resolve) => {
        loops = Promise.all([loop(() => keep(resolve)), loop(lookAround)]);
      });
    },

    async stop() {
      closing.abort(new Error('tmux room closed'));
      exits.stop();
      await wire.exclusive(() => wire.disconnect());
      await loops;
      await printer.close();
    },

    async list() {
      const found = await look(() => true, readRows(wire.run));
      if (found.kind !== 'rows') return found;
      return { kind: 'ok', server: found.server, panes: found.rows.map((row) => row.info) };
    },

    async find(name) {
      const found = await look((info) => info.sessionName === name, readRows(wire.run));
      if (found.kind === 'unknown') return found;
      if (found.kind === 'no_server') return { kind: 'no', why: found.why };
      // Ours if there is one, else what a person in that session looks at.
      const row =
        found.rows.find(({ info }) => info.owner !== null) ??
        found.rows.find(({ current }) => current) ??
        found.rows[0];
      if (row === undefined) return { kind: 'no', why: `there is no tmux session named ${name}` };
      return { kind: 'yes', value: row.info };
    },

    async inspect(ref): Promise<Probe<PaneInfo>> {
      if (!isRef(ref)) return { kind: 'no', why: 'that is not a pane' };
      const found = await look(() => true, readPane(wire.run, ref));
      if (found.kind === 'no_server') return { kind: 'no', why: found.why };
      if (found.kind === 'unknown') {
        // Without an answer its own server's process can still be proven dead.
        const dead = (await serverProcess(ref.server)) === 'dead';
        return dead ? { kind: 'no', why: 'its tmux server is gone' } : found;
      }
      if (!sameServer(found.server, ref.server)) {
        return { kind: 'no', why: 'another tmux server runs now' };
      }
      const row = found.rows[0];
      if (row === undefined) return { kind: 'no', why: `pane ${ref.pane} is gone` };
      return { kind: 'yes', value: row.info };
    },

    async create(spec) {
      const created = await wire.exclusive(() => acts.create(spec));
      if (wire.hub() === null) doorbell.ring();
      return created;
    },
    mark: (ref, owner) => acts.mark(ref, owner),
    kill: (ref) => wire.exclusive(() => acts.kill(ref)),

    capture: (ref) => capture.screen(ref),
    tail: (ref, lines) => capture.tail(ref, lines),
    paste: (ref, text, options) => inject.paste(ref, text, options),
    keys: (ref, keys, how) => inject.keys(ref, keys, how),

    watch: (ref) => watcher.watch(ref),
    unwatch: (ref) => {
      watcher.unwatch(ref);
      return Promise.resolve({ kind: 'done' });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    recordedExit: (run) => exits.recorded(run),
    forgetExit: (run) => exits.forget(run),
  };
}

/** The version of this machine's tmux. Rejects with a UserError when it is missing or too old. */
export function readTmuxVersion(binary = 'tmux'): Promise<TmuxVersion> {
  const env = tmuxEnvironment(process.env);
  return supportedVersion(createExec({ binary, args: [], env }, 5_000), binary);
}

async function supportedVersion(exec: Exec, binary: string): Promise<TmuxVersion> {
  const text = await exec.version();
  const version = parseVersion(text);
  if (version === null) throw tmuxUnusable(`${binary} -V says ${JSON.stringify(text.trim())}`);
  if (!isSupported(version)) throw tmuxTooOld(version.text);
  return version;
}
