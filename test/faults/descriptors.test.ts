import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { SessionJson } from '../../src/domain/wire.ts';
import { testDaemon } from '../support/daemon.ts';
import { compilePrograms } from '../support/programs.ts';
import type { Programs } from '../support/programs.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);

let programs: Programs;
beforeAll(async () => {
  programs = await compilePrograms('faults/programs');
});
afterAll(() => programs.dispose());

it.runIf(process.platform === 'linux')(
  'P8 P12 a daemon that can open no more files lives on, and tells of what was asked meanwhile',
  { timeout: 120_000 },
  async () => {
    const daemon = await testDaemon();
    const log = join(daemon.home, 'log');
    await daemon.start({ TAPMUX_LOG_FILE: log });
    const session = async () =>
      (await daemon.json<{ sessions: SessionJson[] }>('ls')).sessions[0] ?? null;
    await daemon.tapmux('new', '--agent', 'demo');
    await until(async () => (await session())?.attention === 'idle');
    const { pid } = await daemon.json<{ pid: number }>('status');
    const query = `--pid ${pid} --nofile --noheadings --raw -o SOFT,HARD`;
    const limits = await run('prlimit', query.split(' '));
    const [soft = '', hard = ''] = limits.stdout.trim().split(/\s+/);
    const limit = (files: string) =>
      run('prlimit', ['--pid', String(pid), `--nofile=${files}:${hard}`]);
    const complaints = async () => (await readFile(log, 'utf8')).split('EMFILE').length - 1;

    await limit('10');
    onTestFinished(() => void limit(soft).catch(() => undefined));
    // The other one goes with it.
    const clients = await daemon.tmux.run('list-clients', '-F', '#{client_pid}');
    process.kill(Number(clients.split('\n')[0]), 'SIGKILL');
    await daemon.tmux.run('send-keys', '-t', '=tap-shop:', 'run make test', 'Enter');
    // By now each of its looks around is a process that cannot be started.
    const before = await complaints();
    await until(async () => (await complaints()) >= before + 4, 'complaints', 60_000);
    await limit(soft);

    const asked = await until(
      async () => {
        const found = await session();
        return found?.status === 'AwaitingApproval' && found.decision_id !== null ? found : null;
      },
      'the decision',
      60_000,
    );
    expect((await daemon.json<{ pid: number }>('status')).pid).toBe(pid);
    const answered = await daemon.tapmux('answer', 'shop', asked.decision_id ?? '', '1');
    expect(answered).toMatchObject({ code: 0, err: '' });
    expect(await daemon.stop()).toBe(0);
  },
);

it('P12 a program that cannot be started because no file is left is unknown, not the end of us', async () => {
  const [node, ...args] = programs.argv('no-files.ts');
  const { stdout } = await run('sh', ['-c', 'ulimit -n 128 && exec "$@"', 'sh', node, ...args]);
  expect(JSON.parse(stdout)).toEqual({
    tmux: { kind: 'unknown', why: 'spawn tmux EMFILE' },
    channel: { attached: null, sent: null, ended: 'spawn tmux EMFILE' },
    git: { kind: 'unknown', why: 'git cannot be run: spawn git EMFILE' },
    lifeline: 'spawn mkfifo EMFILE',
    supervisor: 'spawn systemd-notify EMFILE',
  });
});
