import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canMove, transition } from '../../src/domain/lifecycle.ts';
import type { Session } from '../../src/domain/session.ts';
import { lastPane, testEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { git, makeRepository } from '../support/repository.ts';
import { tempFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

async function running(engine: TestEngine, request: object = {}): Promise<Session> {
  const made = await engine.sessions.create({ cwd: engine.folder, ...request });
  engine.tmux.show(lastPane(engine), ['IDLE']);
  await until(async () => (await engine.sessions.get(made.id)).lifecycle === 'active');
  return engine.sessions.get(made.id);
}

describe('stop', () => {
  it('S2.51 S2.52 S2.53 S2.85 ends the terminal and keeps record, path and folder', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    const stopped = await engine.sessions.stopSession(session.id, 'me');
    expect(engine.tmux.panes.size).toBe(0);
    expect(stopped).toMatchObject({
      lifecycle: 'stopped',
      workspace: { path: engine.folder },
      stop: { cause: 'operator' },
    });
    expect((await stat(engine.folder)).isDirectory()).toBe(true);
    expect(await engine.sessions.get(session.id)).toEqual(stopped);
  });

  it('S2.51 a terminal that is gone already is no obstacle', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    engine.tmux.panes.clear();
    expect((await engine.sessions.stopSession(session.id, 'me')).lifecycle).toBe('stopped');
  });

  it('T2.9 it is not called stopped while it may still run', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    engine.tmux.faults.kill = { kind: 'unknown', why: 'no reply' };
    await expect(engine.sessions.stopSession(session.id, 'me')).rejects.toMatchObject({
      kind: 'tmux_unavailable',
    });
    const after = await engine.sessions.get(session.id);
    expect([after.lifecycle, after.stop]).toEqual(['active', null]);
    expect(engine.tmux.panes.size).toBe(1);
  });

  it('S2.13 T2.8 what is stopped, archived or decommissioned cannot be stopped again', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    await engine.sessions.stopSession(session.id, 'me');
    const refused = {
      kind: 'invalid_state',
      message: expect.stringMatching(
        new RegExp(`^invalid state transition for session ${session.id}: `),
      ) as string,
    };
    await expect(engine.sessions.stopSession(session.id, 'me')).rejects.toMatchObject(refused);
    await engine.sessions.decommission(session.id, 'me');
    await expect(engine.sessions.stopSession(session.id, 'me')).rejects.toMatchObject(refused);
    expect((await engine.sessions.get(session.id)).lifecycle).toBe('decommissioned');
  });
});

describe('resume', () => {
  it('S2.54 resume is refused unless paused, stopped or errored, naming the state', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    await expect(engine.sessions.resume(session.id, 'me')).rejects.toMatchObject({
      kind: 'invalid_state',
      message: expect.stringMatching(/it is active; only Paused, Stopped or Errored/) as string,
    });
    expect(engine.tmux.calls.filter((call) => call.kind === 'create')).toHaveLength(1);
    await engine.sessions.decommission(session.id, 'me');
    await expect(engine.sessions.resume(session.id, 'me')).rejects.toMatchObject({
      kind: 'invalid_state',
    });
  });

  it('S2.55 S2.57 S2.86 C2 starts the agent again under the same name in the workspace, as a new run', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    await engine.sessions.stopSession(session.id, 'me');
    const resumed = await engine.sessions.resume(session.id, 'me');
    const creates = engine.tmux.calls.filter((call) => call.kind === 'create');
    expect(creates).toHaveLength(2);
    expect(creates[1]).toMatchObject({ spec: { name: session.name, workdir: engine.folder } });
    expect(resumed.id).toBe(session.id);
    expect(resumed.runId).not.toBe(session.runId);
  });

  it('S2.58 T2.14 it is Starting until its agent shows itself, then Active, with the time stamped', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    await engine.sessions.stopSession(session.id, 'me');
    const resumed = await engine.sessions.resume(session.id, 'me');
    expect(resumed.lifecycle).toBe('starting');
    expect(resumed.lastActivityAt).not.toBeNull();
    engine.tmux.show(lastPane(engine), ['IDLE']);
    await until(async () => (await engine.sessions.get(session.id)).lifecycle === 'active');
  });

  it('S2.56 T2.1 what an earlier run of ours left is ended first, anybody else’s session is left alone', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    await engine.sessions.stopSession(session.id, 'me');
    const ours = engine.tmux.plant({ sessionName: 'renamed', owner: session.id });
    await engine.sessions.resume(session.id, 'me');
    expect(engine.tmux.panes.has(ours.info.ref.pane)).toBe(false);

    await engine.sessions.stopSession(session.id, 'me');
    const foreign = engine.tmux.plant({ sessionName: session.name });
    await expect(engine.sessions.resume(session.id, 'me')).rejects.toMatchObject({
      kind: 'name_collision',
    });
    expect(engine.tmux.panes.has(foreign.info.ref.pane)).toBe(true);
  });

  it('S2.57 a failed start leaves the record as it was', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    const stopped = await engine.sessions.stopSession(session.id, 'me');
    engine.tmux.faults.create = { kind: 'failed', why: 'no pty left' };
    await expect(engine.sessions.resume(session.id, 'me')).rejects.toMatchObject({
      kind: 'tmux_unavailable',
      message: 'tmux error: no pty left',
    });
    const { revision: _, ...before } = stopped;
    expect(await engine.sessions.get(session.id)).toMatchObject(before);
  });

  it('T2.2 nothing is started while tmux cannot say what runs', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    await engine.sessions.stopSession(session.id, 'me');
    engine.tmux.faults.list = { kind: 'unknown', why: 'hangs' };
    await expect(engine.sessions.resume(session.id, 'me')).rejects.toMatchObject({
      kind: 'tmux_unavailable',
    });
    expect(engine.tmux.calls.filter((call) => call.kind === 'create')).toHaveLength(1);
  });

  it('a folder that is gone refuses', async () => {
    const engine = await testEngine();
    const folder = await tempFolder();
    const session = await running(engine, { cwd: folder });
    await engine.sessions.stopSession(session.id, 'me');
    await rm(folder, { recursive: true });
    await expect(engine.sessions.resume(session.id, 'me')).rejects.toMatchObject({
      kind: 'refused',
    });
  });

  it('the conversation goes on where there was one', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    engine.tmux.show(lastPane(engine), ['BUSY']);
    await until(async () => (await engine.sessions.get(session.id)).lastActivityAt !== null);
    await engine.sessions.stopSession(session.id, 'me');
    await engine.sessions.resume(session.id, 'me');
    const last = engine.tmux.calls.findLast((call) => call.kind === 'create');
    expect(last).toMatchObject({
      spec: { argv: [expect.any(String), '--resume', session.agentSessionId] },
    });
  });
});

describe('pause', () => {
  it('S1.8 S1.28 S1.29 C6 keeps when and where it was left, and resume clears both', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    const paused = await engine.sessions.pause(session.id, '  waiting for review ');
    expect(paused).toMatchObject({ lifecycle: 'paused', pauseSummary: 'waiting for review' });
    expect(paused.pausedAt).not.toBeNull();
    expect(engine.tmux.panes.size).toBe(1);
    const resumed = await engine.sessions.resume(session.id, 'me');
    expect(resumed).toMatchObject({ lifecycle: 'active', pausedAt: null, pauseSummary: null });
    expect(engine.tmux.calls.filter((call) => call.kind === 'create')).toHaveLength(1);
  });

  it.each([
    [
      'the last three lines of what its agent said',
      [
        'a banner',
        'SAID one',
        'SAID two',
        'SAID ───',
        'SAID   the   third',
        'SAID the last',
        'IDLE',
      ],
      'two\nthe third\nthe last',
    ],
    ['nothing where nothing was said', ['a banner', 'IDLE'], null],
    ['what it asks', ['SAID before that', 'ASK Delete it?|Yes|No'], 'It asks: Delete it?'],
    ['not a long story', [`SAID ${'words '.repeat(100)}`, 'IDLE'], `${'words '.repeat(49)}words…`],
  ])('S1.29 without a note the summary is %s', async (_what, lines, summary) => {
    const engine = await testEngine();
    const session = await running(engine);
    engine.tmux.show(lastPane(engine), lines);
    const { pauseSummary } = await engine.sessions.pause(session.id);
    expect(pauseSummary).toBe(summary);
  });

  it('S1.29 of a program that nobody can read, the summary is the end of its screen', async () => {
    const engine = await testEngine();
    const session = await engine.sessions.create({
      cwd: engine.folder,
      agent: 'generic',
      args: ['sh'],
    });
    engine.tmux.show(lastPane(engine), ['one', 'two', '═════', 'three', '$ make', '']);
    await until(async () => (await engine.sessions.get(session.id)).lifecycle === 'active');
    expect((await engine.sessions.pause(session.id)).pauseSummary).toBe('two\nthree\n$ make');
  });
});

describe('archive', () => {
  it('S4.25 S4.38 C6 puts a stopped session away, and resume brings it back', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    await expect(engine.sessions.archive(session.id)).rejects.toMatchObject({
      kind: 'invalid_state',
      message: expect.stringContaining('cannot go from active to archived') as string,
    });
    await engine.sessions.stopSession(session.id, 'me');
    await engine.sessions.archive(session.id);
    expect((await engine.sessions.list()).sessions).toEqual([]);
    expect((await engine.sessions.resolve('shop')).lifecycle).toBe('archived');
    expect((await engine.sessions.resume(session.id, 'me')).lifecycle).toBe('starting');
    expect((await engine.sessions.list()).sessions).toHaveLength(1);
  });
});

describe('decommission', () => {
  async function inWorktree(engine: TestEngine): Promise<Session> {
    const repo = makeRepository(join(engine.home, 'repo'));
    return running(engine, { cwd: repo, workspace: { kind: 'worktree', branch: 'topic' } });
  }

  it('S2.33 S2.82 a worktree is made first, the terminal starts in it, and both are remembered', async () => {
    const engine = await testEngine();
    const session = await inWorktree(engine);
    const create = engine.tmux.calls.find((call) => call.kind === 'create');
    expect(create).toMatchObject({ spec: { workdir: session.workspace?.path } });
    expect(session.workdir).toBe(session.workspace?.path);
    expect(session.correlation).toMatchObject({
      worktree: session.workspace?.path,
      branch: 'topic',
      prNumber: null,
    });
  });

  it('S2.92 a workspace that cannot be made leaves nothing behind', async () => {
    const engine = await testEngine();
    await expect(
      engine.sessions.create({ cwd: engine.folder, workspace: { kind: 'worktree' } }),
    ).rejects.toMatchObject({ kind: 'refused' });
    expect((await engine.sessions.list()).sessions).toEqual([]);
    expect(engine.tmux.calls).toEqual([]);
  });

  it('S2.32 a failed start takes its new worktree away again', async () => {
    const engine = await testEngine();
    const repo = makeRepository(join(engine.home, 'repo'));
    engine.tmux.faults.create = { kind: 'failed', why: 'no pty left' };
    await expect(
      engine.sessions.create({ cwd: repo, workspace: { kind: 'worktree', branch: 'topic' } }),
    ).rejects.toMatchObject({ kind: 'tmux_unavailable' });
    expect(git(repo, 'worktree', 'list', '--porcelain')).not.toContain('topic');
    expect(git(repo, 'branch', '--list', 'topic')).toBe('');
  });

  it('S2.59 S2.60 S2.62 S2.87 P13 ends it, deletes its own workspace and keeps the record', async () => {
    const engine = await testEngine();
    const session = await inWorktree(engine);
    const gone = await engine.sessions.decommission(session.id, 'me');
    expect(gone).toMatchObject({ lifecycle: 'decommissioned', workspace: null });
    await expect(stat(session.workdir)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(engine.tmux.panes.size).toBe(0);
    expect(await engine.sessions.get(session.id)).toEqual(gone);
  });

  it('T2.10 P13 a folder that was there before is never deleted', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    await writeFile(join(engine.folder, 'mine.txt'), 'mine');
    await engine.sessions.decommission(session.id, 'me');
    expect((await stat(join(engine.folder, 'mine.txt'))).isFile()).toBe(true);
  });

  it('T2.10 P13 unsaved work refuses with what would be lost, and is confirmed for that very state only', async () => {
    const engine = await testEngine();
    const session = await inWorktree(engine);
    await writeFile(join(session.workdir, 'new.txt'), 'not committed');
    const first = await engine.sessions
      .decommission(session.id, 'me')
      .catch((error: unknown) => error);
    expect(first).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('1 untracked file') as string,
    });
    expect((await engine.sessions.get(session.id)).lifecycle).toBe('active');
    const { fingerprint } = (first as { assessment: { fingerprint: string } }).assessment;

    await writeFile(join(session.workdir, 'newer.txt'), 'came after the question');
    await expect(engine.sessions.decommission(session.id, 'me', fingerprint)).rejects.toMatchObject(
      { kind: 'refused' },
    );
    expect((await stat(session.workdir)).isDirectory()).toBe(true);

    await rm(join(session.workdir, 'newer.txt'));
    const done = await engine.sessions.decommission(session.id, 'me', fingerprint);
    expect(done.lifecycle).toBe('decommissioned');
    await expect(stat(session.workdir)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('T2.2 nothing is deleted while the runtime may live', async () => {
    const engine = await testEngine();
    const session = await inWorktree(engine);
    engine.tmux.faults.kill = { kind: 'unknown', why: 'no reply' };
    await expect(engine.sessions.decommission(session.id, 'me')).rejects.toMatchObject({
      kind: 'tmux_unavailable',
    });
    expect((await stat(session.workdir)).isDirectory()).toBe(true);
  });

  it('S2.60 S2.11 T2.11 a deletion that fails names path and cause, and the record says stopped', async () => {
    const engine = await testEngine();
    const session = await inWorktree(engine);
    const inside = join(session.workdir, '.git');
    await rm(inside);
    await mkdir(inside);
    const error = await engine.sessions.decommission(session.id, 'me').catch((one: unknown) => one);
    expect(error).toMatchObject({ message: expect.stringContaining(session.name) as string });
    expect((await stat(session.workdir)).isDirectory()).toBe(true);
    expect((await engine.sessions.get(session.id)).lifecycle).not.toBe('decommissioned');
  });

  it('S2.61 a workspace that is gone already is warned of and no obstacle', async () => {
    const engine = await testEngine();
    const session = await inWorktree(engine);
    await rm(session.workdir, { recursive: true });
    expect((await engine.sessions.decommission(session.id, 'me')).lifecycle).toBe('decommissioned');
    expect(engine.log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'workspace was gone already' }),
    );
  });
});

describe('the small ones', () => {
  it('S2.93 the activity of an unchanged pane is served from memory', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    engine.tmux.show(lastPane(engine), ['BUSY compiling the shop']);
    const first = await engine.sessions.activity(session.id);
    const second = await engine.sessions.activity(session.id);
    expect(first).toEqual({ class: 'working', summary: 'compiling the shop', cached: false });
    expect(second).toEqual({ ...first, cached: true });
    engine.tmux.show(lastPane(engine), ['IDLE']);
    expect(await engine.sessions.activity(session.id)).toMatchObject({
      class: 'idle',
      cached: false,
    });
  });

  it('C1 every move between states is decided by one table', () => {
    expect(transition('active', 'paused')).toEqual({ kind: 'moved', to: 'paused' });
    expect(transition('paused', 'paused')).toEqual({ kind: 'same' });
    expect(transition('decommissioned', 'active')).toEqual({
      kind: 'illegal',
      why: 'cannot go from decommissioned to active',
    });
    expect(canMove('archived', 'active')).toBe(false);
  });

  it('T2.4 two operations on one session do not overwrite each other', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    await Promise.all([
      engine.sessions.pause(session.id, 'note'),
      engine.store.update(session.id, (one) => ({ ...one, task: 'renamed' })),
      engine.sessions.setWorkspace(session.id, '/tmp', 'active').catch(() => undefined),
    ]);
    expect((await engine.sessions.get(session.id)).task).toBe('renamed');
  });
});

describe('endings', () => {
  it('S1.9 a program that ends cleanly is Stopped by itself; one that crashes keeps its last screen', async () => {
    const engine = await testEngine();
    const clean = await running(engine);
    engine.tmux.exit(lastPane(engine), { code: 0 });
    const ended = await until(async () => {
      const one = await engine.sessions.get(clean.id);
      return one.lifecycle === 'stopped' ? one : null;
    });
    expect(ended.stop).toMatchObject({ cause: 'agent_exited', exitCode: 0 });

    const crashing = await running(engine);
    engine.tmux.exit(lastPane(engine), { code: null, signal: 'SIGKILL' });
    const crashed = await until(async () => {
      const one = await engine.sessions.get(crashing.id);
      return one.lifecycle === 'stopped' ? one : null;
    });
    expect(crashed.stop).toMatchObject({ cause: 'agent_crashed', signal: 'SIGKILL' });
    expect(crashed.pane).not.toBeNull();
    await until(() => engine.notices.filter((notice) => notice.kind === 'ended').length === 2);
  });

  it('S2.92 a program that ends before it was up is Errored, and says with what', async () => {
    const engine = await testEngine();
    const made = await engine.sessions.create({ cwd: engine.folder });
    engine.tmux.exit(lastPane(engine), { code: 127 });
    const errored = await until(async () => {
      const one = await engine.sessions.get(made.id);
      return one.lifecycle === 'errored' ? one : null;
    });
    expect(errored.error).toBe('fake ended with status 127 before it was ready');
  });

  it('a pane that the operator closes is not called a crash', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    await engine.tmux.kill(lastPane(engine).info.ref);
    engine.tmux.plant({ sessionName: 'another' });
    const stopped = await until(async () => {
      const one = await engine.sessions.get(session.id);
      return one.lifecycle === 'stopped' ? one : null;
    });
    expect(stopped.stop?.cause).toBe('pane_closed');
  });
});
