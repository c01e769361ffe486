import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SessionJson } from '../../src/domain/wire.ts';
import { testDaemon } from '../support/daemon.ts';
import type { TestDaemon } from '../support/daemon.ts';
import { commit, git, makeRepository } from '../support/repository.ts';
import { until } from '../support/until.ts';

async function session(daemon: TestDaemon, name: string): Promise<SessionJson | undefined> {
  const view = await daemon.json<{ sessions: SessionJson[] }>('ls', '--all');
  return view.sessions.find((one) => one.name === name);
}

async function idle(daemon: TestDaemon, name = 'tap-shop'): Promise<SessionJson> {
  return until(async () => {
    const found = await session(daemon, name);
    return found?.attention === 'idle' ? found : null;
  }, `${name} being idle`);
}

describe('one person at a terminal', () => {
  it('starts, lists, sends, answers, stops, resumes, archives and decommissions', async () => {
    const daemon = await testDaemon();
    await daemon.start();
    const made = await daemon.tapmux('new', '--agent', 'demo');
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toContain('tap-shop is Starting');
    await idle(daemon);

    expect(await daemon.tapmux('send', 'shop', 'hello there')).toMatchObject({
      code: 0,
      out: 'Delivered.\n',
    });
    await until(async () => (await daemon.tapmux('screen', 'shop')).out.includes('hello there'));
    await idle(daemon);
    expect((await daemon.tapmux('send', 'shop', 'run make test')).code).toBe(0);
    const waiting = await until(async () => {
      const found = await session(daemon, 'tap-shop');
      return found?.status === 'AwaitingApproval' && found.decision_id !== null ? found : null;
    });
    expect((await daemon.tapmux('ls')).out).toContain('APPROVE?');

    const typed = await daemon.tapmux('send', 'shop', 'please stop');
    expect(typed).toMatchObject({ code: 1 });
    expect(typed.err).toMatch(/^Not sent: .*waits for an answer/);
    const answered = await daemon.tapmux('answer', 'shop', waiting.decision_id ?? '', '1');
    expect(answered).toMatchObject({ code: 0, err: '' });
    const again = await daemon.tapmux('answer', 'shop', waiting.decision_id ?? '', '2');
    expect(again.code).toBe(1);
    expect(again.err).toMatch(/^Answered already by cli:/);
    await idle(daemon);

    expect((await daemon.tapmux('pause', 'shop', '--note', 'lunch')).code).toBe(0);
    expect((await session(daemon, 'tap-shop'))?.pause_summary).toBe('lunch');
    expect((await daemon.tapmux('resume', 'shop')).code).toBe(0);
    expect((await daemon.tapmux('stop', 'shop')).out).toContain('tap-shop is stopped');
    const refused = await daemon.tapmux('send', 'shop', 'anybody there?');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.err).toContain('is stopped: cannot inject input');
    expect((await daemon.tapmux('resume', 'shop')).code).toBe(0);
    await idle(daemon);
    await until(async () => (await daemon.tapmux('screen', 'shop')).out.includes('hello there'));
    expect((await daemon.tapmux('stop', 'shop')).code).toBe(0);
    expect((await daemon.tapmux('archive', 'shop')).code).toBe(0);
    expect((await daemon.tapmux('ls')).out).toContain('No sessions');
    expect((await daemon.tapmux('ls', '--archived')).out).toContain('tap-shop');
    expect((await daemon.tapmux('decommission', 'shop')).code).toBe(0);
    expect(await session(daemon, 'tap-shop')).toMatchObject({ status: 'Decommissioned' });
    expect(await daemon.stop()).toBe(0);
  });

  it('P9 S2.63 loses nothing when the daemon is killed at any moment', async () => {
    const daemon = await testDaemon();
    await daemon.start();
    await daemon.tapmux('new', '--agent', 'demo');
    const before = await idle(daemon);
    await daemon.kill();
    const offline = await daemon.tapmux('ls');
    expect(offline.out).toContain('tap-shop');
    expect(offline.err).toContain('not running');

    await daemon.tmux.run('send-keys', '-t', before.pane?.pane ?? '', 'run ls', 'Enter');
    await daemon.start();
    const found = await until(async () => {
      const one = await session(daemon, 'tap-shop');
      return one?.decision_id !== null && one !== undefined ? one : null;
    });
    expect(found).toMatchObject({ id: before.id, run_id: before.run_id });

    // Its agent dies while nobody looks.
    await daemon.kill();
    await daemon.tmux.run('respawn-pane', '-k', '-t', before.pane?.pane ?? '', 'sleep 0');
    await daemon.start();
    await until(async () => {
      const one = await session(daemon, 'tap-shop');
      return one?.status === 'Stopped' ? one : null;
    });
  });

  it('a crash and a clean end are told apart, with status and signal', async () => {
    const daemon = await testDaemon();
    await daemon.start();
    for (const [words, stop] of [
      ['exit', { cause: 'agent_exited', exit_code: 0, signal: null }],
      ['crash 3', { cause: 'agent_crashed', exit_code: 3, signal: null }],
      ['crash', { cause: 'agent_crashed', exit_code: null, signal: 'SIGKILL' }],
    ] as const) {
      const { name } = await daemon.json<SessionJson>('new', '--agent', 'demo');
      await idle(daemon, name);
      await daemon.tapmux('send', name, words);
      const ended = await until(async () => {
        const one = await session(daemon, name);
        return one?.status === 'Stopped' ? one : null;
      }, `the end by ${words}`);
      expect(ended.stop, words).toMatchObject(stop);
    }
  });

  it('P13 a worktree is made, worked in, protected and deleted', async () => {
    const daemon = await testDaemon();
    await daemon.start();
    const repo = makeRepository(join(daemon.folder, 'repo'));
    const made = await daemon.json<SessionJson>(
      'new',
      repo,
      '--agent',
      'demo',
      '--worktree',
      '--branch',
      'topic',
      '--issue',
      '7',
    );
    expect(made).toMatchObject({ branch: 'topic', correlation: { issue_id: '7' } });
    expect(git(made.workdir, 'branch', '--show-current')).toBe('topic');
    const second = await daemon.tapmux(
      'new',
      repo,
      '--agent',
      'demo',
      '--worktree',
      '--issue',
      '7',
    );
    expect(second.err).toContain('is being worked on already');
    commit(made.workdir, 'new.txt', 'work');
    const refused = await daemon.tapmux('decommission', made.name);
    expect(refused.code).toBe(1);
    const confirm = /--confirm (\S+)/.exec(refused.err)?.[1] ?? '';
    expect((await daemon.tapmux('decommission', made.name, '--confirm', confirm)).code).toBe(0);
    expect(git(repo, 'worktree', 'list')).not.toContain(made.workdir);
  });

  it('sessions that run already are listed, and adopted on request', async () => {
    const daemon = await testDaemon();
    await daemon.start();
    await daemon.tmux.run('new-session', '-d', '-s', 'tmpm-old', '-c', daemon.folder, 'cat');
    expect((await daemon.tapmux('ls', '--all')).out).toContain(`not ours: tmpm-old`);
    expect((await daemon.tapmux('adopt', 'tmpm-old')).code).toBe(0);
    expect(await session(daemon, 'tmpm-old')).toMatchObject({
      workdir: daemon.folder,
      agent: 'generic',
    });
    expect(await daemon.tapmuxWith('line one\nline two', 'send', 'tmpm-old', '-')).toMatchObject({
      code: 0,
    });
    await until(async () => (await daemon.tapmux('screen', 'tmpm-old')).out.includes('line two'));
  });

  it('a script in a pane finds its own session and holds its lease', async () => {
    const daemon = await testDaemon();
    await daemon.start();
    const log = join(daemon.folder, 'lease.json');
    const cli = join(import.meta.dirname, '..', '..', 'dist', 'src', 'main.js');
    const script = `${process.execPath} ${cli} lease start --lifecycle autonomous --actor-id worker-1 --lease-seconds 60 --json > ${log}; sleep 60`;
    const made = await daemon.json<SessionJson>(
      'new',
      '--agent',
      'generic',
      '--',
      'sh',
      '-c',
      script,
    );
    const report = await until(async () => {
      const text = await readFile(log, 'utf8').catch(() => '');
      return text.trim().endsWith('}') ? (JSON.parse(text) as object) : null;
    });
    expect(report).toMatchObject({ actor_id: 'worker-1', profile: made.id });
    const refused = await daemon.tapmux('stop', made.name);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.err).toContain('is driven by `worker-1`');
    expect((await daemon.tapmux('stop', made.name, '--force')).code).toBe(0);
  });
});

describe('helpful errors', () => {
  it('usage is 2, refusals are 1, and each names the next step', async () => {
    const daemon = await testDaemon();
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [['fly'], 2, /no command "fly"/],
      [['send'], 2, /Usage: tapmux send/],
      [['ls', '--wrong'], 2, /Usage: tapmux ls/],
      [['screen', 'x', '--lines', 'many'], 2, /number/],
      [['new', '--clone', 'x', '--worktree'], 2, /not both/],
      [['send', 'shop', 'x'], 1, /daemon is not running. Start it with npm start/],
      [['status'], 1, /daemon is not running/],
    ];
    for (const [args, code, message] of cases) {
      const ran = await daemon.tapmux(...args);
      expect(ran.code, args.join(' ')).toBe(code);
      expect(ran.err, args.join(' ')).toMatch(message);
      expect(ran.out).toBe('');
    }
    await daemon.start();
    expect((await daemon.tapmux('stop', 'nobody')).err).toBe(
      'session not found: nobody. tapmux ls shows every session.\n',
    );
  });

  it('a second daemon for the same home is refused, and the first goes on', async () => {
    const daemon = await testDaemon();
    await daemon.start();
    const second = await daemon.tapmux('start');
    expect(second).toMatchObject({ code: 1 });
    expect(second.err).toContain('Another tapmux runs');
    expect((await daemon.tapmux('status')).code).toBe(0);
  });

  it('P18 an unreadable record is counted in the open, and the rest works on', async () => {
    const daemon = await testDaemon();
    await mkdir(join(daemon.home, 'sessions', 'shop'), { recursive: true });
    const id = crypto.randomUUID();
    await writeFile(join(daemon.home, 'sessions', 'shop', `${id}.json`), 'torn {');
    await daemon.start();
    const ran = await daemon.tapmux('ls');
    expect(ran.code).toBe(0);
    expect(ran.err).toContain('1 unreadable');
    expect((await daemon.tapmux('new', '--agent', 'demo')).code).toBe(0);
    expect((await daemon.tapmux('doctor')).out).toContain('✗ sessions');
  });

  it('doctor works without a daemon', async () => {
    const daemon = await testDaemon();
    const ran = await daemon.tapmux('doctor');
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/tmux: /);
    expect(ran.out).toContain('the tapmux daemon is not running');
    expect(ran.out).toContain(`${daemon.home} is made at the first start`);
  });

  it('a state folder that cannot be made is one clear sentence, which doctor knows before', async () => {
    const { folder } = await testDaemon();
    const file = join(folder, 'a file');
    await writeFile(file, '');
    const home = join(file, 'below', 'state');
    const daemon = await testDaemon({ TAPMUX_HOME: home });
    const looked = await daemon.tapmux('doctor');
    expect(looked.code).toBe(1);
    expect(looked.out).toMatch(/^✗ state: .*Set TAPMUX_HOME to a folder/m);
    const started = await daemon.tapmux('start');
    expect(started.code).toBe(1);
    expect(started.err).toMatch(
      /^The state folder cannot be made: .*\. Set TAPMUX_HOME to a folder/,
    );
  });

  it('tells its version, where its phone is and who waits for an answer', async () => {
    const daemon = await testDaemon();
    const version = await daemon.tapmux('--version');
    expect(version).toMatchObject({ code: 0, err: '' });
    expect(version.out).toMatch(/^tapmux \d+\.\d+\.\d+\n$/);
    await daemon.start();
    expect((await daemon.tapmux('status')).out).toContain(`Your phone: ${daemon.page()}\n`);
    expect((await daemon.tapmux('status', '--json')).out).not.toContain('key=');
    await daemon.tapmux('new', '--agent', 'demo', '--prompt', 'run npm test');
    const listed = await until(async () => {
      const { out } = await daemon.tapmux('answer', '--list');
      return out.includes('1. Yes') ? out : null;
    }, 'the question');
    expect(listed).toMatch(/^tap-shop {2}\S+ {2}Run a command\n {2}1\. Yes\n/);
  });

  it('without tmux, with an old one and with one that hangs there is one clear sentence', async () => {
    const folder = (await testDaemon()).folder;
    for (const [script, sentence] of [
      [null, /tmux was not found.*(apt-get install|brew install|install)/],
      ['#!/bin/sh\necho "tmux 3.1c"\n', /too old; tapmux needs tmux 3.2/],
      ['#!/bin/sh\nexec /bin/sleep 100\n', /tmux error: .*(within|in time|no answer)/],
    ] as const) {
      const bin = join(folder, crypto.randomUUID());
      await mkdir(bin);
      if (script !== null) await writeFile(join(bin, 'tmux'), script, { mode: 0o755 });
      const daemon = await testDaemon({ PATH: bin });
      const ran = await daemon.tapmux('start');
      expect(ran.code).toBe(1);
      expect(ran.err).toMatch(sentence);
    }
  });
});
