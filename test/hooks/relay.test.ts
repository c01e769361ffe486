import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { writeRelay } from '../../src/hooks/relay-file.ts';
import { relayScript } from '../../src/hooks/relay-script.ts';
import type { RelayPaths } from '../../src/hooks/relay-script.ts';
import { createSocketServer } from '../../src/hooks/server.ts';
import type { Call } from '../../src/hooks/server.ts';
import { findProgram } from '../../src/sessions/launch.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { compilePrograms } from '../support/programs.ts';
import type { Programs } from '../support/programs.ts';
import { tempFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

const run = '7b7a0f0e-7d5e-4a55-9d2a-0c8f6d1c2f11';
const key = 'f'.repeat(64);
const secrets = { ANTHROPIC_API_KEY: 'sk-secret', TELEGRAM_BOT_TOKEN: '1:secret' };

let programs: Programs;
beforeAll(async () => {
  programs = await compilePrograms('hooks/programs');
});
afterAll(() => programs.dispose());

interface Relay {
  readonly socket: string;
  readonly path: string;
  readonly calls: Call[];
  start(...args: readonly string[]): Started;
}

interface Started {
  readonly child: ChildProcess;
  /** All that it printed, and how it ended. */
  readonly ended: Promise<{ out: string; err: string; code: number | null }>;
}

type Answer = (call: Call) => Promise<unknown>;

/** The relay as it is written, and a server that does what the test wants; none without an answer. */
async function relay(
  kind: 'perl' | 'node',
  answer: Answer | null,
  other: Partial<RelayPaths> = {},
): Promise<Relay> {
  const home = await tempFolder();
  const socket = join(home, 'o’neil’s run.sock');
  const keys = join(home, "key's");
  const path = join(home, 'hook');
  await mkdir(keys);
  await writeFile(join(keys, run), `tapmux-session: s1\ntapmux-run: ${run}\ntapmux-key: ${key}\n`);
  const [node, program] = programs.argv('relay.ts');
  if (program === undefined) throw new Error('it was not compiled');
  const perl = kind === 'perl' ? await findProgram('perl', process.env['PATH'] ?? '', '/') : null;
  await writeFile(path, relayScript({ socket, keys, perl, node, program, ...other }), {
    mode: 0o700,
  });
  const calls: Call[] = [];
  if (answer !== null) {
    const server = createSocketServer({
      path: socket,
      log: createMemoryLog(),
      routes: [
        {
          method: 'POST',
          path: '/api/v1/hooks/:agent',
          quiet: true,
          handle(call) {
            calls.push(call);
            return answer(call);
          },
        },
      ],
    });
    await server.listen();
    onTestFinished(() => server.close());
  }
  const env = {
    PATH: process.env['PATH'],
    TAPMUX_RUN_ID: run,
    TMUX: '/tmp/tmux-0/default,4711,0',
    TMUX_PANE: '%3',
    ...secrets,
    // What else an agent's environment may hold: none of it is for us.
    HOME: home,
    http_proxy: 'http://127.0.0.1:9',
    ALL_PROXY: 'http://127.0.0.1:9',
    NODE_OPTIONS: '--require /nowhere.js',
    PERL5OPT: '-Mnowhere',
    PERL5DB: 'nowhere',
    PERLIO: ':crlf',
    PERL_SIGNALS: 'unsafe',
    LC_ALL: 'nowhere',
  };
  return {
    socket,
    path,
    calls,
    start(...args) {
      const child = spawn(path, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
      onTestFinished(() => void child.kill('SIGKILL'));
      let out = '';
      let err = '';
      child.stdout.on('data', (part: Buffer) => (out += part.toString('utf8')));
      child.stderr.on('data', (part: Buffer) => (err += part.toString('utf8')));
      return {
        child,
        ended: new Promise((resolve, reject) => {
          child.on('error', reject);
          child.on('close', (code) => resolve({ out, err, code }));
        }),
      };
    },
  };
}

const silent = { out: '', err: '', code: 0 };

/** An agent writes the event and waits for the end; a write that fails is an error for it. */
async function tell(relay: Relay, event: string, ...args: readonly string[]) {
  const { child, ended } = relay.start(...args);
  const broken: Error[] = [];
  child.stdin?.on('error', (error) => broken.push(error));
  child.stdin?.end(event);
  const result = await ended;
  expect(broken).toEqual([]);
  return result;
}

describe.each(['perl', 'node'] as const)('the relay with %s', (kind) => {
  it('an event arrives as it was, with nothing of the environment but where it comes from', async () => {
    const one = await relay(kind, () => Promise.resolve({}));
    const event = { hook_event_name: 'Stop', words: 'line\n"ü" 🙂' };
    expect(await tell(one, JSON.stringify(event), 'claude')).toEqual(silent);
    const [call] = one.calls;
    expect(call).toMatchObject({
      params: { agent: 'claude' },
      body: event,
      headers: {
        'tapmux-run': run,
        'tapmux-session': 's1',
        'tapmux-key': key,
        'tapmux-pane': '%3',
        'tapmux-tmux': '/tmp/tmux-0/default,4711,0',
        'tapmux-parent': String(process.pid),
      },
    });
    expect(call?.headers).not.toHaveProperty('tapmux-wait');
    expect(JSON.stringify(call?.headers)).not.toContain('secret');
  });

  it('who waits prints the answer and nothing else', async () => {
    const answer = { hookSpecificOutput: { decision: { behavior: 'allow' } } };
    const one = await relay(kind, ({ headers }) =>
      Promise.resolve(headers['tapmux-wait'] === 'yes' ? answer : { not: 'this' }),
    );
    const { out, err, code } = await tell(one, '{}', 'claude', 'wait');
    expect({ answer: JSON.parse(out) as unknown, err, code }).toEqual({ answer, err: '', code: 0 });
  });

  it.each([
    ['an empty answer', () => Promise.resolve({})],
    ['a refusal', () => Promise.reject(new Error('no'))],
  ])('P16 %s prints nothing', async (_, answer) => {
    const one = await relay(kind, answer);
    expect(await tell(one, '{}', 'claude', 'wait')).toEqual(silent);
    expect(await tell(one, '{}', 'claude')).toEqual(silent);
    expect(one.calls).toHaveLength(2);
  });

  it('P16 without a daemon it takes the event and ends in silence, however large it is', async () => {
    const one = await relay(kind, null);
    const large = JSON.stringify({ output: 'x'.repeat(5_000_000) });
    expect(await tell(one, large, 'claude')).toEqual(silent);
    expect(await tell(one, large, 'claude', 'wait')).toEqual(silent);
  });

  it('P16 a socket that a killed daemon left behind is as good as none', async () => {
    const one = await relay(kind, null);
    const [node] = programs.argv('relay.ts');
    const left = `require('net').createServer().listen(${JSON.stringify(one.socket)}, () => process.kill(process.pid, 'SIGKILL'))`;
    await new Promise((resolve) => spawn(node, ['-e', left]).on('close', resolve));
    expect((await stat(one.socket)).isSocket()).toBe(true);
    expect(await tell(one, '{}', 'claude')).toEqual(silent);
    expect(await tell(one, '{}', 'claude', 'wait')).toEqual(silent);
  });

  it('P16 a daemon that hangs does not keep an agent', async () => {
    const one = await relay(kind, null);
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(one.socket, resolve));
    onTestFinished(() => void server.close());
    expect(await tell(one, '{}', 'claude')).toEqual(silent);
  });

  it('P16 a daemon that dies while it answers has said nothing', async () => {
    const one = await relay(kind, null);
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n';
    const server = createServer((socket) => {
      socket.on('error', () => undefined).once('data', () => socket.end(`${head}{"decision":`));
    });
    await new Promise<void>((resolve) => server.listen(one.socket, resolve));
    onTestFinished(() => void server.close());
    expect(await tell(one, '{}', 'claude', 'wait')).toEqual(silent);
  });

  it('an answer that comes in pieces is printed whole', async () => {
    const one = await relay(kind, null);
    const text =
      'HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{"a": "\r\n"}\n';
    const server = createServer((socket) => {
      const next = (at: number) => {
        if (at === text.length) socket.end();
        else socket.write(text.charAt(at), () => next(at + 1));
      };
      socket.once('data', () => next(0));
    });
    await new Promise<void>((resolve) => server.listen(one.socket, resolve));
    onTestFinished(() => void server.close());
    const printed = await tell(one, '{}', 'claude', 'wait');
    expect(printed).toEqual({ ...silent, out: '{"a": "\r\n"}\n' });
  });

  it('who does not wait prints nothing, whatever is answered', async () => {
    const one = await relay(kind, () => Promise.resolve({ decision: 'allow' }));
    expect(await tell(one, '{}', 'claude')).toEqual(silent);
    expect(one.calls).toHaveLength(1);
  });

  it('an agent that gives up on its hook is seen to hang up', async () => {
    const one = await relay(kind, () => new Promise(() => {}));
    const { child, ended } = one.start('claude', 'wait');
    child.stdin?.end('{}');
    const call = await until(() => one.calls[0], 'the event');
    expect(call.signal.aborted).toBe(false);
    child.kill('SIGTERM');
    await ended;
    await until(() => call.signal.aborted, 'the end of the waiting');
  });

  it.skipIf(process.platform !== 'linux')('P15 the key is in nobody’s arguments', async () => {
    const one = await relay(kind, () => new Promise(() => {}));
    const { child } = one.start('claude', 'wait');
    child.stdin?.end('{}');
    await until(() => one.calls[0], 'the event');
    expect(await commandLines()).not.toContain(key);
    child.kill('SIGTERM');
  });

  it('words that are no agent’s name go nowhere', async () => {
    const one = await relay(kind, () => Promise.resolve({}));
    for (const name of ['', '../managed', 'a b', 'X;id']) {
      expect(await tell(one, '{}', name)).toEqual(silent);
    }
    expect(one.calls).toEqual([]);
  });
});

it.each(['perl', 'node'] as const)(
  'P16 where %s has gone the event goes nowhere, in silence',
  async (kind) => {
    const home = await tempFolder();
    const gone = { perl: kind === 'perl' ? join(home, 'gone') : null, node: join(home, 'gone') };
    const one = await relay(kind, () => Promise.resolve({}), gone);
    expect(await tell(one, '{}', 'claude', 'wait')).toEqual(silent);
    expect(one.calls).toEqual([]);
  },
);

it('the relay is written for its owner alone, and again at each start', async () => {
  const home = await tempFolder();
  const path = join(home, 'run', 'hook');
  const places = { path, socket: join(home, 's'), keys: join(home, 'k'), env: process.env };
  await writeRelay(places);
  await writeRelay({ ...places, socket: join(home, 'another') });
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  expect(await readFile(path, 'utf8')).toContain(join(home, 'another'));
  expect(await readdir(join(home, 'run'))).toEqual(['hook']);
  await writeRelay({ ...places, env: { PATH: '/nowhere' } });
  expect(await readFile(path, 'utf8')).not.toContain('perl');
});

async function commandLines(): Promise<string> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.join('\n');
}
