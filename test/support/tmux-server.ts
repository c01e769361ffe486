import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../src/clock.ts';
import { newRunId } from '../../src/domain/ids.ts';
import { createTmux } from '../../src/tmux/create.ts';
import type { TmuxDeps } from '../../src/tmux/create.ts';
import type { Created, LaunchSpec, Tmux, TmuxEvent } from '../../src/tmux/tmux.ts';
import { createMemoryLog } from './memory-log.ts';
import type { MemoryLog } from './memory-log.ts';
import { until } from './until.ts';

const run = promisify(execFile);

/** A tmux server of the test's own, on its own socket in its own folder, without anybody's configuration. */
export interface TmuxServer {
  readonly dir: string;
  readonly socket: { readonly kind: 'path'; readonly path: string };
  /** Plain tmux, as an operator at a keyboard would use it. */
  tmux(...args: readonly string[]): Promise<string>;
  /** An instance of ours on this server; stopped by `close`. */
  open(deps?: Partial<TmuxDeps>): Promise<OpenTmux>;
  serverPid(): Promise<number>;
  /**
   * Both our control clients are attached. Up to tmux 3.4, whatever an operator does that tmux tells control
   * clients of (a window, a pane, copy-mode) crashes the server when it meets one that is just attaching.
   */
  hubIsUp(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenTmux {
  readonly tmux: Tmux;
  readonly events: TmuxEvent[];
  readonly log: MemoryLog;
}

export async function createTmuxServer(): Promise<TmuxServer> {
  const dir = await mkdtemp(join(tmpdir(), 'tapmux-test-'));
  const path = join(dir, `socket-${randomBytes(3).toString('hex')}`);
  const env = { ...process.env };
  delete env['TMUX'];
  delete env['TMUX_PANE'];
  const opened: Tmux[] = [];

  const tmux = async (...args: readonly string[]) => {
    const all = ['-u', '-S', path, '-f', '/dev/null', ...args];
    const { stdout } = await run('tmux', all, { env, maxBuffer: 1e8 });
    return stdout.trimEnd();
  };
  return {
    dir,
    socket: { kind: 'path', path },
    tmux,
    async open(deps = {}) {
      const log = createMemoryLog();
      const events: TmuxEvent[] = [];
      const ours = createTmux({
        socket: { kind: 'path', path },
        stateDir: join(dir, 'state'),
        clock: systemClock,
        log,
        // No configuration of whoever runs the tests: tmux looks for it in these two places.
        env: { ...env, HOME: dir, XDG_CONFIG_HOME: dir },
        ...deps,
      });
      ours.subscribe((event) => events.push(event));
      opened.push(ours);
      await ours.start();
      return { tmux: ours, events, log };
    },
    serverPid: async () => Number(await tmux('display-message', '-p', '#{pid}')),
    async hubIsUp() {
      await until(async () => {
        const clients = await tmux('list-clients', '-F', '#{session_name}');
        return clients.split('\n').filter((name) => name.startsWith('tapmux-hub')).length === 2;
      }, 'both clients');
    },
    async close() {
      for (const one of opened) await one.stop();
      await tmux('kill-server').catch(() => undefined);
      await rm(dir, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** A spec with everything that a test does not care about. */
export function launchSpec(
  name: string,
  argv: readonly string[],
  rest: Partial<LaunchSpec> = {},
): LaunchSpec {
  return { name, argv, workdir: '/', env: {}, run: newRunId(), owner: `owner-of-${name}`, ...rest };
}

export function mustBeCreated(created: Created): Extract<Created, { readonly kind: 'created' }> {
  if (created.kind !== 'created') throw new Error(JSON.stringify(created));
  return created;
}
