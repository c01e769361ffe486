import { setMaxListeners } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import { createActs } from './acts.ts';
import { createCapture } from './capture.ts';
import { createExec } from './exec.ts';
import { createExits } from './exits.ts';
import { createFinder } from './finder.ts';
import { newToken } from './format.ts';
import { createInject } from './inject.ts';
import { createLifeline } from './lifeline.ts';
import type { TmuxLog } from './log.ts';
import { createPresence } from './presence.ts';
import { createPrinter } from './printed.ts';
import { socketArgs, tmuxEnvironment } from './socket.ts';
import type { TmuxSocket } from './socket.ts';
import type { Tmux, TmuxEvent, TmuxVersion } from './tmux.ts';
import { leaksOnPrint, pasteFlags, supportedVersion } from './version.ts';
import { createVigil } from './vigil.ts';
import { createWatcher } from './watcher.ts';
import { createWire } from './wire.ts';

export interface TmuxDeps {
  readonly socket: TmuxSocket;
  /** A folder of ours (0700): how runs ended, and the pipe that holds the hub. */
  readonly stateDir: string;
  readonly clock: Clock;
  readonly log: TmuxLog;
  readonly binary?: string;
  readonly commandTimeoutMs?: number;
  readonly hubName?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How pictures travel; by default the way that does not leak on this version. */
  readonly captureWay?: 'inline' | 'buffer';
}

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
  const pipes = join(stateDir, 'pipes');
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
    lifeline: () => createLifeline(join(pipes, newToken()), binary),
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
    shown: () => wire.hub()?.shown ?? null,
    way: () => deps.captureWay ?? (leaksOnPrint(known()) ? 'buffer' : 'inline'),
  });
  const capture = createCapture(printer, clock);
  const exits = createExits(join(stateDir, 'exits'), log);
  const acts = createActs({ run: wire.run, exits, clock, version: known });
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
    onEmpty: () => vigil.leaveEmpty(),
  });
  const vigil = createVigil({ wire, watcher, presence, exits, clock, log, signal });

  return {
    get version() {
      return known();
    },

    expect: (server) => {
      presence.expect(server);
    },

    async start() {
      version = await supportedVersion(exec, binary);
      // Earlier processes may have left some.
      await rm(pipes, { recursive: true, force: true });
      await mkdir(pipes, { recursive: true, mode: 0o700 });
      await exits.start((status) => {
        emit({ kind: 'exit', status });
      });
      await vigil.begin();
    },

    async stop() {
      closing.abort(new Error('tmux room closed'));
      exits.stop();
      await wire.exclusive(() => wire.disconnect());
      await vigil.over();
    },

    ...createFinder(wire, presence),
    async create(spec) {
      const created = await wire.exclusive(() => acts.create(spec));
      if (wire.hub() === null) vigil.ring();
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
