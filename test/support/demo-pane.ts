import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { demo } from '../../src/agents/demo/index.ts';
import type { LaunchOptions } from '../../src/agents/agent.ts';
import type { Ask, Key, Reading } from '../../src/domain/ask.ts';
import type { Screen } from '../../src/domain/screen.ts';
import { screenOf } from './screens.ts';
import { until } from './until.ts';

const run = promisify(execFile);

/** One thing that the demo pretended to do. */
export interface Deed {
  readonly event: string;
  readonly [detail: string]: unknown;
}

/** The demo agent in a pane of a private tmux server, driven with plain tmux commands. */
export interface DemoPane {
  screen(): Promise<Screen>;
  read(): Promise<Reading>;
  /** Waits until the pane reads like this. */
  shows<K extends Reading['kind']>(kind: K): Promise<Extract<Reading, { kind: K }>>;
  asks(): Promise<Ask>;
  keys(keys: readonly Key[]): Promise<void>;
  say(text: string): Promise<void>;
  paste(text: string): Promise<void>;
  resize(cols: number, rows: number): Promise<void>;
  deeds(): readonly Deed[];
  /** Waits for a deed of this name. */
  deed(event: string): Promise<Deed>;
}

export interface DemoServer {
  start(
    size: readonly [number, number],
    folder: string,
    options?: LaunchOptions,
  ): Promise<DemoPane>;
  stop(): Promise<void>;
}

export function createDemoServer(name: string): DemoServer {
  const socket = `tapmux-test-${name}-${process.pid}`;
  let count = 0;

  async function tmux(...args: readonly string[]): Promise<string> {
    const base = ['-u', '-L', socket, '-f', '/dev/null'];
    return (await run('tmux', [...base, ...args], { maxBuffer: 1 << 24 })).stdout;
  }

  return {
    async start([cols, rows], folder, options = {}) {
      count += 1;
      const session = `demo${count}`;
      const log = join(folder, `${session}.log`);
      const { argv } = demo.launch(options);
      const env = { TAPMUX_DEMO_HOME: join(folder, 'home'), TAPMUX_DEMO_LOG: log };
      const words = Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
      const size = ['-x', String(cols), '-y', String(rows)];
      await tmux(
        'new-session',
        '-d',
        '-s',
        session,
        ...size,
        ...words,
        ...argv,
        ';',
        'set-option',
        '-g',
        'remain-on-exit',
        'on',
      );
      return paneOf(tmux, session, log);
    },
    async stop() {
      await tmux('kill-server').catch(() => '');
    },
  };
}

type Run = (...args: readonly string[]) => Promise<string>;

function paneOf(tmux: Run, session: string, log: string): DemoPane {
  const target = `=${session}:`;
  const format = async (text: string) =>
    (await tmux('display-message', '-p', '-t', target, text)).trimEnd();

  async function screen(): Promise<Screen> {
    const [lines, styled, facts] = await Promise.all([
      tmux('capture-pane', '-p', '-t', target),
      tmux('capture-pane', '-p', '-e', '-t', target),
      format(
        '#{pane_width} #{pane_height} #{pane_dead} #{cursor_x} #{cursor_y} #{pane_current_command}',
      ),
    ]);
    const [cols, rows, dead, x, y, command = ''] = facts.split(' ');
    return screenOf({
      lines: lines.split('\n'),
      styled: styled.split('\n'),
      cols: Number(cols),
      rows: Number(rows),
      cursor: { x: Number(x), y: Number(y), visible: true },
      command,
      dead: dead === '1',
    });
  }

  const read = async () => demo.read(await screen());
  const deeds = () =>
    existsSync(log)
      ? readFileSync(log, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as Deed)
      : [];

  async function shows<K extends Reading['kind']>(kind: K): Promise<Extract<Reading, { kind: K }>> {
    return until(async () => {
      const reading = await read();
      return reading.kind === kind ? (reading as Extract<Reading, { kind: K }>) : null;
    }, `the demo to be ${kind}`);
  }

  async function keys(all: readonly Key[]): Promise<void> {
    for (const key of all) {
      if ('pauseMs' in key) {
        await new Promise((resolve) => {
          setTimeout(resolve, key.pauseMs);
        });
      } else if ('name' in key) {
        await tmux('send-keys', '-t', target, key.name);
      } else {
        await tmux('send-keys', '-t', target, '-l', '--', key.text);
      }
    }
  }

  return {
    screen,
    read,
    shows,
    async asks() {
      const { ask } = await shows('asking');
      return ask;
    },
    keys,
    say: (text) => keys([{ text }, { name: 'Enter' }]),
    async paste(text) {
      // From a file: tmux takes a `;` at the end of an argument for its own.
      writeFileSync(`${log}.paste`, text);
      await tmux('load-buffer', '-b', session, `${log}.paste`);
      await tmux('paste-buffer', '-p', '-d', '-b', session, '-t', target);
    },
    async resize(cols, rows) {
      await tmux('resize-window', '-t', target, '-x', String(cols), '-y', String(rows));
    },
    deeds,
    deed: (event) =>
      until(() => deeds().find((one) => one.event === event) ?? null, `the deed "${event}"`),
  };
}
