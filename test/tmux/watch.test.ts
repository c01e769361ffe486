import { spawn } from 'node:child_process';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { PaneRef, Tmux, TmuxEvent } from '../../src/tmux/tmux.ts';
import { createTmuxServer, launchSpec, mustBeCreated } from '../support/tmux-server.ts';
import type { OpenTmux, TmuxServer } from '../support/tmux-server.ts';
import { until } from '../support/until.ts';

let server: TmuxServer;
beforeEach(async () => {
  server = await createTmuxServer();
});
afterEach(() => server.close());

const echoing = ['sh', '-c', 'stty -echo; echo ready; cat'];

async function start(tmux: Tmux, name: string, argv = echoing): Promise<PaneRef> {
  return mustBeCreated(await tmux.create(launchSpec(name, argv))).ref;
}

function sees(opened: OpenTmux, ref: PaneRef, text: string): boolean {
  const screens = opened.events.filter(
    (event) => event.kind === 'screen' && event.ref.pane === ref.pane,
  );
  const last = screens.at(-1);
  return last?.kind === 'screen' && last.screen.lines.some((line) => line.includes(text));
}

function has(opened: OpenTmux, kind: TmuxEvent['kind']): boolean {
  return opened.events.some((event) => event.kind === kind);
}

/** The pids of our two control clients. */
async function clients(): Promise<readonly number[]> {
  const list = await server.tmux('list-clients', '-F', '#{client_pid} #{client_session}');
  return list
    .split('\n')
    .filter((line) => line.includes('tapmux-hub'))
    .map((line) => Number(line.split(' ')[0]));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('screens', () => {
  it(
    'P8 the last screen of each of 30 watched sessions is seen',
    { timeout: 120_000 },
    async () => {
      const opened = await server.open();
      const refs: PaneRef[] = [];
      for (let index = 0; index < 30; index += 1)
        refs.push(await start(opened.tmux, `many-${index}`));
      for (const ref of refs) expect(await opened.tmux.watch(ref)).toEqual({ kind: 'done' });
      for (let round = 0; round < 5; round += 1) {
        await Promise.all(
          refs.map((ref, index) =>
            opened.tmux.paste(ref, `${'noise\n'.repeat(index)}round ${round} of ${index}.`, {
              enterDelayMs: 0,
            }),
          ),
        );
        await until(
          () => refs.every((ref, index) => sees(opened, ref, `round ${round} of ${index}.`)),
          `round ${round}`,
        );
      }
    },
  );

  it('a pane that never stops is followed at a bearable pace, and its last screen is seen', async () => {
    const opened = await server.open();
    const ref = await start(opened.tmux, 'busy', [
      'sh',
      '-c',
      'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo "line $i"; done; echo finished; cat',
    ]);
    await opened.tmux.watch(ref);
    await until(() => sees(opened, ref, 'finished'), 'the last screen', 30_000);
    expect(opened.events.filter((event) => event.kind === 'screen').length).toBeLessThan(200);
  });

  it('unwatched panes are not told of', async () => {
    const opened = await server.open();
    const [one, two] = [await start(opened.tmux, 'one'), await start(opened.tmux, 'two')];
    await opened.tmux.watch(one);
    await opened.tmux.watch(two);
    await until(() => sees(opened, one, 'ready') && sees(opened, two, 'ready'));
    await opened.tmux.unwatch(one);
    const before = opened.events.length;
    await opened.tmux.paste(one, 'quiet', { enterDelayMs: 0 });
    await opened.tmux.paste(two, 'loud', { enterDelayMs: 0 });
    await until(() => sees(opened, two, 'loud'));
    expect(
      opened.events
        .slice(before)
        .some((event) => event.kind === 'screen' && event.ref.pane === one.pane),
    ).toBe(false);
    await opened.tmux.watch(one);
    await until(() => sees(opened, one, 'quiet'), 'what was written meanwhile');
    await opened.tmux.paste(one, 'again', { enterDelayMs: 0 });
    await until(() => sees(opened, one, 'again'));
  });

  it('a pane that the operator moves to another window stays watched', async () => {
    const opened = await server.open();
    const ref = await start(opened.tmux, 'moving');
    await server.hubIsUp();
    await server.tmux('split-window', '-d', '-t', ref.pane, 'cat', '-');
    await opened.tmux.watch(ref);
    await server.tmux('break-pane', '-d', '-s', ref.pane);
    await opened.tmux.paste(ref, 'elsewhere', { enterDelayMs: 0 });
    await until(() => sees(opened, ref, 'elsewhere'));
    expect(has(opened, 'closed')).toBe(false);
  });
});

describe('the operator', () => {
  it('closes a session: its window, which the hub still holds, ends too', async () => {
    const opened = await server.open();
    await start(opened.tmux, 'stays');
    const ref = await start(opened.tmux, 'closed');
    await opened.tmux.watch(ref);
    await server.hubIsUp();
    const pid = Number(await server.tmux('display-message', '-p', '-t', ref.pane, '#{pane_pid}'));
    await server.tmux('kill-session', '-t', '=closed');
    await until(() => !isAlive(pid), 'the end of the program');
    await until(() => has(opened, 'closed'), 'closed');
    // On a busy machine tmux may be too slow to tell at once.
    await until(async () => (await opened.tmux.inspect(ref)).kind === 'no', 'no pane');
    const windows = await server.tmux('list-windows', '-a', '-F', '#{session_name} #{window_id}');
    expect(windows).not.toContain(ref.window);
    expect(windows).toContain('stays ');
  });

  it('opens a window without saying where, and tmux puts it into the hub: it is theirs, and stays', async () => {
    const opened = await server.open();
    const ref = await start(opened.tmux, 'agent');
    await opened.tmux.watch(ref);
    await server.hubIsUp();
    const window = await server.tmux(
      'new-window',
      '-d',
      '-t',
      '=tapmux-hub:',
      '-P',
      '-F',
      '#{window_id}',
      'cat',
      '-',
    );
    await start(opened.tmux, 'another');
    const listing = await opened.tmux.list();
    const panes = listing.kind === 'ok' ? listing.panes : [];
    expect(panes.map((pane) => pane.ref.window)).toContain(window);
    await opened.tmux.kill(ref);
    await opened.tmux.stop();
    await until(
      async () =>
        (await server.tmux('list-windows', '-t', '=tapmux-hub', '-F', '#{window_id}')) === window,
      'only theirs',
    );
  });

  it('renames a session: nothing is lost', async () => {
    const opened = await server.open();
    const ref = await start(opened.tmux, 'before');
    await opened.tmux.watch(ref);
    await server.hubIsUp();
    await server.tmux('rename-session', '-t', '=before', 'after');
    await opened.tmux.paste(ref, 'still here', { enterDelayMs: 0 });
    await until(() => sees(opened, ref, 'still here'));
    expect(await opened.tmux.inspect(ref)).toMatchObject({
      kind: 'yes',
      value: { sessionName: 'after', owner: 'owner-of-before' },
    });
  });

  it('closes the hub: we come back, and nothing of theirs is touched', async () => {
    const opened = await server.open();
    const ref = await start(opened.tmux, 'survivor');
    await opened.tmux.watch(ref);
    await server.hubIsUp();
    await server.tmux('kill-session', '-t', '=tapmux-hub');
    await server.hubIsUp();
    await opened.tmux.paste(ref, 'back again', { enterDelayMs: 0 });
    await until(() => sees(opened, ref, 'back again'));
    expect(has(opened, 'server_lost')).toBe(false);
    expect(has(opened, 'closed')).toBe(false);
  });

  it('starts a server by hand: it is found', async () => {
    const opened = await server.open();
    await server.tmux('new-session', '-d', '-s', 'theirs', 'cat', '-');
    await until(() => has(opened, 'server_found'), 'server_found', 15_000);
    await server.hubIsUp();
    expect((await opened.tmux.find('theirs')).kind).toBe('yes');
  });

  it('closes the last session: the hub goes too, and the server ends as it would without us', async () => {
    const opened = await server.open();
    const ref = await start(opened.tmux, 'last');
    await opened.tmux.watch(ref);
    await server.hubIsUp();
    const pid = await server.serverPid();
    await server.tmux('kill-session', '-t', '=last');
    await until(() => !isAlive(pid), 'the end of the server');
    expect(has(opened, 'server_lost')).toBe(false);
    expect((await opened.tmux.list()).kind).toBe('no_server');
  });
});

describe('loss', () => {
  it.each([0, 1])('control client %i is killed: we come back and miss nothing', async (which) => {
    const opened = await server.open();
    const ref = await start(opened.tmux, 'kept');
    await opened.tmux.watch(ref);
    await server.hubIsUp();
    const pid = await server.serverPid();
    const victim = (await clients())[which];
    if (victim === undefined) throw new Error('no client');
    process.kill(victim, 'SIGKILL');
    await server.tmux('send-keys', '-t', ref.pane, 'meanwhile', 'Enter');
    await until(() => sees(opened, ref, 'meanwhile'));
    await until(async () => {
      const now = await clients();
      return now.length === 2 && !now.includes(victim);
    }, 'new clients');
    expect(await server.serverPid()).toBe(pid);
    expect(has(opened, 'server_lost')).toBe(false);
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'T2.3 P12 the server ends by %s: lost, with proof; the next one is another',
    async (signal) => {
      const opened = await server.open();
      const ref = await start(opened.tmux, 'first');
      await opened.tmux.watch(ref);
      await server.hubIsUp();
      process.kill(await server.serverPid(), signal);
      // Its clients may hear of it a moment before its process is gone.
      await until(
        () => opened.events.some((event) => event.kind === 'server_lost' && event.proven),
        'server_lost, proven',
      );
      expect((await opened.tmux.list()).kind).toBe('no_server');
      expect((await opened.tmux.inspect(ref)).kind).toBe('no');

      const again = await start(opened.tmux, 'second');
      expect(again.pane).toBe(ref.pane);
      expect(again.server).not.toEqual(ref.server);
      expect((await opened.tmux.inspect(ref)).kind).toBe('no');
      expect(await opened.tmux.kill(ref)).toEqual({ kind: 'gone' });
      expect(await opened.tmux.paste(ref, 'x', { enterDelayMs: 0 })).toEqual({
        kind: 'refused',
        why: 'gone',
      });
      expect((await opened.tmux.inspect(again)).kind).toBe('yes');
      await until(
        () => opened.events.filter((event) => event.kind === 'server_found').length === 2,
        'server_found',
      );
    },
  );

  it('T2.2 P12 a missing socket proves nothing while the server lives', async () => {
    const opened = await server.open();
    const ref = await start(opened.tmux, 'hidden');
    await opened.tmux.stop();
    await rename(server.socket.path, `${server.socket.path}.away`);
    const second = await server.open();
    second.tmux.expect(ref.server);
    expect((await second.tmux.list()).kind).toBe('unknown');
    expect((await second.tmux.inspect(ref)).kind).toBe('unknown');
    expect((await second.tmux.find('hidden')).kind).toBe('unknown');
    expect((await second.tmux.kill(ref)).kind).toBe('unknown');
    expect((await second.tmux.capture(ref)).kind).toBe('unknown');
    await rename(`${server.socket.path}.away`, server.socket.path);
    expect((await second.tmux.inspect(ref)).kind).toBe('yes');
  });

  it('T2.2 a server that answers no more is unknown, not gone', async () => {
    const opened = await server.open({ commandTimeoutMs: 300 });
    const ref = await start(opened.tmux, 'frozen');
    await server.hubIsUp();
    const pid = await server.serverPid();
    process.kill(pid, 'SIGSTOP');
    try {
      expect((await opened.tmux.paste(ref, 'x', { enterDelayMs: 0 })).kind).toBe('unknown');
      expect((await opened.tmux.list()).kind).toBe('unknown');
      expect((await opened.tmux.inspect(ref)).kind).toBe('unknown');
      expect(opened.events.some((event) => event.kind === 'server_lost' && event.proven)).toBe(
        false,
      );
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await until(async () => (await opened.tmux.inspect(ref)).kind === 'yes', 'the server');
  });

  it('P16 our own death leaves no hub behind and the server whole', async () => {
    const opened = await server.open();
    const ref = await start(opened.tmux, 'orphaned');
    await opened.tmux.watch(ref);
    await server.hubIsUp();
    const pid = await server.serverPid();
    await opened.tmux.stop();
    await until(
      async () => (await server.tmux('list-sessions', '-F', '#{session_name}')) === 'orphaned',
      'no hub',
    );
    expect(await server.serverPid()).toBe(pid);
    await server.tmux('kill-session', '-t', '=orphaned');
    await until(() => !isAlive(pid), 'the end of the server');
  });

  it('two daemons on one server have a hub each', async () => {
    const [one, two] = [
      await server.open(),
      await server.open({ stateDir: join(server.dir, 'other') }),
    ];
    const ref = await start(one.tmux, 'common');
    for (const opened of [one, two]) await opened.tmux.watch(ref);
    await until(async () => (await clients()).length === 4, 'four clients', 15_000);
    await one.tmux.paste(ref, 'both', { enterDelayMs: 0 });
    for (const opened of [one, two]) await until(() => sees(opened, ref, 'both'));
    expect(await two.tmux.list()).toMatchObject({ kind: 'ok', panes: [{ sessionName: 'common' }] });
    await server.tmux('kill-session', '-t', '=common');
    for (const opened of [one, two]) await until(() => has(opened, 'closed'), 'closed', 15_000);
  });
});

it('works the slow way, events included, where control mode is refused', async () => {
  const binary = join(server.dir, 'tmux');
  await writeFile(
    binary,
    '#!/bin/sh\nfor word; do [ "$word" = -C ] && { echo no >&2; exit 1; }; done\nexec tmux "$@"\n',
    { mode: 0o755 },
  );
  const opened = await server.open({ binary });
  const ref = await start(opened.tmux, 'slow');
  await opened.tmux.watch(ref);
  await opened.tmux.paste(ref, 'by polling', { enterDelayMs: 0 });
  await until(() => sees(opened, ref, 'by polling'), 'the screen', 15_000);
  expect(await opened.tmux.keys(ref, [{ text: 'k' }, { name: 'Enter' }])).toEqual({
    kind: 'typed',
  });
  await until(() => sees(opened, ref, 'k'), 'the key', 15_000);
  await start(opened.tmux, 'stays');
  await server.tmux('kill-session', '-t', '=slow');
  await until(() => has(opened, 'closed'), 'closed', 15_000);
  expect(opened.log.lines.some((line) => line.level === 'warn')).toBe(true);
});

it('P17 the operator’s options, hooks, windows and sizes stay as they are', async () => {
  await server.tmux('new-session', '-d', '-s', 'theirs', '-x', '120', '-y', '40', 'cat', '-');
  await server.tmux('set-option', '-g', 'base-index', '1');
  await server.tmux('set-option', '-g', 'remain-on-exit', 'off');
  await server.tmux('set-option', '-g', 'mouse', 'on');
  // A client of a size, as a terminal has one.
  const client = spawn(
    'tmux',
    ['-S', server.socket.path, '-C', 'attach-session', '-t', '=theirs'],
    { stdio: ['pipe', 'ignore', 'ignore'] },
  );
  const dump = async () => {
    const parts = [];
    for (const scope of ['-g', '-gw', '-s']) parts.push(await server.tmux('show-options', scope));
    parts.push(await server.tmux('show-hooks', '-g'), await server.tmux('show-environment', '-g'));
    parts.push(
      await server.tmux('show-options', '-t', '=theirs:'),
      await server.tmux('show-options', '-w', '-t', '=theirs:'),
    );
    parts.push(await server.tmux('list-keys'));
    parts.push(
      await server.tmux(
        'list-windows',
        '-t',
        '=theirs',
        '-F',
        '#{window_id} #{window_width}x#{window_height} #{window_name} #{window_flags}',
      ),
    );
    return parts.join('\n--\n');
  };
  try {
    await until(
      async () => (await server.tmux('list-clients', '-F', '#{session_name}')) === 'theirs',
      'their client',
    );
    client.stdin.write('refresh-client -C 111x33\n');
    await until(async () => (await dump()).includes('111x33'), 'the size');
    const before = await dump();
    const opened = await server.open();
    const found = await opened.tmux.find('theirs');
    const theirs = found.kind === 'yes' ? found.value.ref : null;
    if (theirs === null) throw new Error('not found');
    const ref = await start(opened.tmux, 'ours');
    for (const one of [theirs, ref]) await opened.tmux.watch(one);
    await server.hubIsUp();
    await opened.tmux.capture(theirs);
    await opened.tmux.paste(theirs, 'hello', { enterDelayMs: 0 });
    await until(() => sees(opened, theirs, 'hello'));
    expect(await dump()).toBe(before);
    expect(await opened.tmux.find('theirs')).toMatchObject({
      kind: 'yes',
      value: { attached: true },
    });
    await opened.tmux.kill(ref);
    await opened.tmux.stop();
    expect(await dump()).toBe(before);
  } finally {
    client.kill();
  }
});

it('when nothing happens, nothing waits for less than some seconds', async () => {
  const waiting: number[] = [];
  const clock = {
    ...systemClock,
    async sleep(ms: number, signal?: AbortSignal) {
      waiting.push(ms);
      try {
        await systemClock.sleep(ms, signal);
      } finally {
        waiting.splice(waiting.indexOf(ms), 1);
      }
    },
  };
  const opened = await server.open({ clock });
  const ref = await start(opened.tmux, 'idle');
  await opened.tmux.watch(ref);
  await server.hubIsUp();
  await until(() => sees(opened, ref, 'ready'));
  await until(() => waiting.length > 0 && waiting.every((ms) => ms >= 3_000), 'rest');
  await opened.tmux.stop();
  expect(waiting).toEqual([]);
});
