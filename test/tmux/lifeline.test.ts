import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { compilePrograms } from '../support/programs.ts';
import type { Programs } from '../support/programs.ts';
import { createTmuxServer } from '../support/tmux-server.ts';
import type { TmuxServer } from '../support/tmux-server.ts';
import { until } from '../support/until.ts';

let programs: Programs;
beforeAll(async () => {
  programs = await compilePrograms('tmux/programs');
});
afterAll(() => programs.dispose());

/** A daemon that watches panes which never stop talking. */
async function watching() {
  const server = await createTmuxServer();
  onTestFinished(() => server.close());
  const daemon = programs.start('watching.ts', server.socket.path, join(server.dir, 'state'));
  onTestFinished(() => void daemon.kill('SIGKILL'));
  if (daemon.stdout === null) throw new Error('the program has no output');
  await once(daemon.stdout, 'data');
  await server.hubIsUp();
  const clients = (await server.tmux('list-clients', '-F', '#{client_pid}'))
    .split('\n')
    .map(Number);
  const pid = await server.serverPid();
  // It reads no more, so that there is something left to be said to it when it dies.
  daemon.kill('SIGSTOP');
  await until(async () => (await written(server)) === (await written(server)));
  return { server, daemon, clients, pid };
}

it('P17 of a daemon that was killed while panes talked nothing stays: neither its clients nor its hub', async () => {
  const { server, daemon, clients } = await watching();
  daemon.kill('SIGKILL');
  await until(() => !clients.some((pid) => lives(pid)), 'the end of its clients');
  await until(async () => !(await server.tmux('list-sessions')).includes('tapmux-hub'));
  expect(await server.tmux('list-sessions', '-F', '#{session_name}')).toBe(
    'talker-0\ntalker-1\ntalker-2\ntalker-3',
  );
});

it.each(['first', 'last'])(
  'P17 of a daemon and a server that were killed together nothing stays (the daemon %s)',
  async (when) => {
    const { server, daemon, clients, pid } = await watching();
    onTestFinished(() => {
      for (const one of clients) if (lives(one)) process.kill(one, 'SIGKILL');
    });
    if (when === 'first') daemon.kill('SIGKILL');
    await server.tmux('kill-server');
    if (when === 'last') daemon.kill('SIGKILL');
    const left = () => [...clients, pid].filter((one) => lives(one));
    await until(() => left().length === 0, 'the end of all of them');
    expect(left()).toEqual([]);
  },
);

it('P17 a hub that the operator kills takes no window of anybody with it', async () => {
  const server = await createTmuxServer();
  onTestFinished(() => server.close());
  await server.tmux('new-session', '-d', '-s', 'one', 'cat');
  await server.tmux('new-session', '-d', '-s', 'two', 'cat');
  // In two sessions at once: the one kind of window that can be unlinked without being asked twice.
  await server.tmux('link-window', '-d', '-s', '=one:', '-t', '=two:');
  const { tmux } = await server.open();
  await server.hubIsUp();
  const [hub = ''] = (await server.tmux('list-sessions', '-F', '#{session_name}'))
    .split('\n')
    .filter((name) => name.startsWith('tapmux-hub'));
  const shell = Number(await server.tmux('list-panes', '-t', `=${hub}:hub`, '-F', '#{pane_pid}'));
  await server.tmux('kill-session', '-t', `=${hub}`);
  await until(() => !lives(shell), 'the end of its program');
  const windows = '#{session_name} #{window_id}';
  const left = (await server.tmux('list-windows', '-a', '-F', windows)).split('\n');
  expect(left.filter((one) => /^(one|two) /.test(one))).toEqual(['one @0', 'two @1', 'two @0']);
  await tmux.stop();
});

/** How much tmux got rid of at its clients. */
async function written(server: TmuxServer): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  return server.tmux('list-clients', '-F', '#{client_written}');
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
