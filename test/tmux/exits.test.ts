import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunId } from '../../src/domain/ids.ts';
import { newRunId } from '../../src/domain/ids.ts';
import { createExits, parseEnding } from '../../src/tmux/exits.ts';
import type { ExitStatus, LaunchSpec } from '../../src/tmux/tmux.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { createTmuxServer, launchSpec, mustBeCreated } from '../support/tmux-server.ts';
import type { OpenTmux, TmuxServer } from '../support/tmux-server.ts';
import { until } from '../support/until.ts';

let server: TmuxServer;
beforeEach(async () => {
  server = await createTmuxServer();
});
afterEach(() => server.close());

type Ending = Pick<ExitStatus, 'code' | 'signal'>;

/** Each way to end, and what is to be told of it. */
const endings: readonly (readonly [readonly string[], Ending])[] = [
  [['true'], { code: 0, signal: null }],
  [['false'], { code: 1, signal: null }],
  [['sh', '-c', 'exit 7'], { code: 7, signal: null }],
  [['sh', '-c', 'sleep 0.05; exit 99'], { code: 99, signal: null }],
  [['sh', '-c', 'exit 127'], { code: 127, signal: null }],
  [['sh', '-c', 'exit 137'], { code: 137, signal: null }],
  [['sh', '-c', 'exit 255'], { code: 255, signal: null }],
  [['sh', '-c', 'kill -9 $$'], { code: null, signal: 'SIGKILL' }],
  [['sh', '-c', 'kill -15 $$'], { code: null, signal: 'SIGTERM' }],
  [['sh', '-c', 'kill -SEGV $$'], { code: null, signal: 'SIGSEGV' }],
  [['sh', '-c', 'kill -INT $$'], { code: null, signal: 'SIGINT' }],
  [['sh', '-c', 'kill -HUP $$'], { code: null, signal: 'SIGHUP' }],
  [['no-such-program-anywhere'], { code: 127, signal: null }],
  // A builtin of the wrapper's shell must not end the wrapper.
  [['exit', '3'], { code: 127, signal: null }],
  // Stopped by nobody at a keyboard: continued, as tmux does with its own children.
  [['sh', '-c', 'kill -STOP $$; exit 5'], { code: 5, signal: null }],
];

function exitsOf(opened: OpenTmux): ReadonlyMap<RunId, Ending> {
  return new Map(
    opened.events.flatMap((event) =>
      event.kind === 'exit'
        ? [[event.status.run, { code: event.status.code, signal: event.status.signal }] as const]
        : [],
    ),
  );
}

async function startAll(opened: OpenTmux): Promise<ReadonlyMap<RunId, Ending>> {
  const wanted = new Map<RunId, Ending>();
  for (let round = 0; round < 4; round += 1) {
    for (const [index, [argv, ending]] of endings.entries()) {
      const spec: LaunchSpec = launchSpec(`end-${round}-${index}`, argv);
      wanted.set(spec.run, ending);
      mustBeCreated(await opened.tmux.create(spec));
    }
  }
  return wanted;
}

describe('exits', () => {
  it('of 60 programs are all told, each once, with code or signal', async () => {
    const opened = await server.open();
    const wanted = await startAll(opened);
    await until(() => wanted.size === exitsOf(opened).size, '60 exits', 30_000);
    expect(exitsOf(opened)).toEqual(wanted);
    expect(opened.events.filter((event) => event.kind === 'exit')).toHaveLength(60);
  });

  it('P9 are told by the next instance when nobody listened, until they are forgotten', async () => {
    const first = await server.open();
    const gate = join(server.dir, 'gate');
    const specs = [3, 4].map((code) =>
      launchSpec(`late-${code}`, [
        'sh',
        '-c',
        `until [ -e ${gate} ]; do sleep 0.05; done; exit ${code}`,
      ]),
    );
    for (const spec of specs) mustBeCreated(await first.tmux.create(spec));
    await first.tmux.stop();
    await writeFile(gate, '');
    await until(async () => {
      const dead = await server.tmux('list-panes', '-a', '-F', '#{pane_dead}');
      return dead === '1\n1';
    }, 'both ends');

    const second = await server.open();
    const [a, b] = specs;
    if (a === undefined || b === undefined) throw new Error('two specs');
    expect(exitsOf(second).get(a.run)).toEqual({ code: 3, signal: null });
    expect(await second.tmux.recordedExit(b.run)).toMatchObject({ code: 4 });
    await second.tmux.forgetExit(a.run);
    expect(await second.tmux.recordedExit(a.run)).toBeNull();
    await second.tmux.stop();

    // The dead pane of the forgotten one is still there, and is no news.
    const third = await server.open();
    await third.tmux.list();
    expect([...exitsOf(third).keys()]).toEqual([b.run]);
  });

  it('are told when the pane, its wrapper or the whole server is killed', async () => {
    const opened = await server.open();
    const make = async (name: string) => {
      const spec = launchSpec(name, ['sleep', '1000']);
      const created = mustBeCreated(await opened.tmux.create(spec));
      await until(async () => {
        const found = await opened.tmux.inspect(created.ref);
        return found.kind === 'yes' && found.value.command === 'sleep';
      }, 'the program');
      return { spec, created };
    };
    const [session, wrapper, whole] = [
      await make('by-session'),
      await make('by-pid'),
      await make('by-server'),
    ];
    const hangUp = { code: null, signal: 'SIGHUP' };
    await server.hubIsUp();
    await server.tmux('kill-session', '-t', '=by-session');
    process.kill(wrapper.created.pid, 'SIGKILL');
    await until(() => exitsOf(opened).size === 2, 'two exits');
    process.kill(await server.serverPid(), 'SIGKILL');
    await until(() => exitsOf(opened).size === 3, 'three exits');
    for (const { spec } of [session, whole]) {
      expect(exitsOf(opened).get(spec.run)).toEqual(hangUp);
    }
    // Both are true: the wrapper was killed, and its program hung up with it. Which is heard first is chance.
    const killed = { code: null, signal: 'SIGKILL' };
    expect([hangUp, killed]).toContainEqual(exitsOf(opened).get(wrapper.spec.run));
  });

  it('are taken from tmux when nothing was recorded, once', async () => {
    const opened = await server.open();
    const spec = launchSpec('lost', ['sleep', '1000']);
    const created = mustBeCreated(await opened.tmux.create(spec));
    const gone = join(server.dir, 'state', 'exits');
    // The recorder cannot write where a folder of that name is; the daemon's look around can tell anyway.
    await mkdir(join(gone, spec.run));
    process.kill(created.pid, 'SIGKILL');
    await until(async () => {
      const found = await opened.tmux.inspect(created.ref);
      return found.kind === 'yes' && found.value.dead;
    }, 'the dead pane');
    await rm(join(gone, spec.run), { recursive: true });
    await until(() => exitsOf(opened).has(spec.run), 'the exit', 15_000);
    expect(exitsOf(opened).get(spec.run)?.code).toBeNull();
    await opened.tmux.forgetExit(spec.run);
    await opened.tmux.watch(created.ref);
    expect(await opened.tmux.recordedExit(spec.run)).toBeNull();
    await opened.tmux.kill(created.ref);
    // What was remembered about it goes with its pane.
    await until(
      async () => (await readdir(gone)).every((name) => !name.startsWith(spec.run)),
      'the clean folder',
      15_000,
    );
  });

  it('a full-screen program has the terminal to itself: its keys, its name, its interrupts', async () => {
    const opened = await server.open();
    const script =
      "process.stdin.setRawMode(true); process.stdin.on('data', (b) => { if (b[0] === 3) process.exit(42); if (b[0] === 26) process.stdout.write('suspend key'); }); process.stdout.write('up')";
    const spec = launchSpec('raw', [process.execPath, '-e', script]);
    const { ref } = mustBeCreated(await opened.tmux.create(spec));
    const line = async (text: string) => {
      await until(async () => {
        const captured = await opened.tmux.capture(ref);
        return (
          captured.kind === 'screen' &&
          captured.screen.lines.join('').includes(text) &&
          captured.screen.command === 'node'
        );
      }, text);
    };
    await line('up');
    await server.tmux('send-keys', '-t', ref.pane, 'C-z');
    await line('suspend key');
    await opened.tmux.keys(ref, [{ name: 'C-c' }]);
    await until(() => exitsOf(opened).has(spec.run), 'the exit');
    expect(exitsOf(opened).get(spec.run)).toEqual({ code: 42, signal: null });
  });
});

it.each([
  ['0 quiet\n', { code: 0, signal: null }],
  ['137 quiet\n', { code: 137, signal: null }],
  ['137 said\n', { code: null, signal: 'SIGKILL' }],
  ['130 quiet\n', { code: null, signal: 'SIGINT' }],
  ['141 quiet\n', { code: null, signal: 'SIGPIPE' }],
  ['129 lost\n', { code: null, signal: 'SIGHUP' }],
  ['255 said\n', { code: 255, signal: null }],
  ['- pane\n', { code: null, signal: null }],
  ['- pane9\n', { code: null, signal: 'SIGKILL' }],
  ['3 pane\n', { code: 3, signal: null }],
  ['0 quiet', null],
  ['', null],
  ['zero quiet\n', null],
  ['0 quiet\n0 quiet\n', null],
])('parseEnding(%j)', (text, expected) => {
  expect(parseEnding(text)).toEqual(expected);
});

it('files that are no exits are left alone', async () => {
  const dir = join(server.dir, 'exits');
  await mkdir(dir);
  const run = newRunId();
  await writeFile(join(dir, 'notes'), 'mine');
  await writeFile(join(dir, run), 'half');
  const told: ExitStatus[] = [];
  const exits = createExits(dir, createMemoryLog());
  await exits.start((status) => told.push(status));
  await exits.prune(new Set());
  expect(told).toEqual([]);
  await writeFile(join(dir, run), '9 quiet\n');
  await until(() => told.length === 1, 'the exit');
  exits.stop();
  expect(await readdir(dir)).toContain('notes');
});
