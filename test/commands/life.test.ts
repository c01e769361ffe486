import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { makeRepository } from '../support/repository.ts';
import { labelsOf, testRoom } from '../support/room.ts';
import { running, shows } from '../support/running.ts';

describe('/pause and /resume', () => {
  it('puts aside with the note, and goes on', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session } = await running(engine);
    await room.say('/pause shop half of it is green');
    expect(await engine.sessions.get(session.id)).toMatchObject({
      lifecycle: 'paused',
      pauseSummary: 'half of it is green',
    });
    expect(room.lastText()).toBe('⏸ tap-shop is paused.\nhalf of it is green');
    await room.tap(/Resume/);
    expect((await engine.sessions.get(session.id)).lifecycle).toBe('active');
    expect(room.focus.id).toBe(session.id);
  });

  it('paused once more without a note, it keeps the one it has', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    await running(engine);
    await room.say('/pause shop half of it is green');
    await room.say('/pause shop');
    expect(room.lastText()).toBe('⏸ tap-shop is paused.\nhalf of it is green');
  });

  it('a note without a name is for the session in focus', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session } = await running(engine);
    room.focus.id = session.id;
    await room.say('/pause waiting for review');
    expect((await engine.sessions.get(session.id)).pauseSummary).toBe('waiting for review');
  });

  it('says why what runs cannot be resumed', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    await running(engine);
    await room.say('/resume shop');
    expect(room.lastText()).toMatch(/only Paused, Stopped or Errored sessions can be resumed/);
  });
});

describe('/stop', () => {
  it('stops an idle agent at once', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session } = await running(engine);
    await room.say('/stop shop');
    expect((await engine.sessions.get(session.id)).lifecycle).toBe('stopped');
    expect(labelsOf(room.last())).toEqual([['▶️ Resume', '📦 Archive']]);
  });

  it('asks before it stops a working one; one yes does it', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const one = await running(engine);
    await shows(engine, one, ['BUSY running the tests'], 'working');
    await room.say('/stop shop');
    expect(room.lastText()).toContain('is working (running the tests)');
    expect((await engine.sessions.get(one.session.id)).lifecycle).toBe('active');
    await room.tap(/Stop it/);
    expect((await engine.sessions.get(one.session.id)).lifecycle).toBe('stopped');
    expect(room.messages).toHaveLength(1);
  });

  it('asks before it stops one that waits for an answer, and Cancel leaves it', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const one = await running(engine);
    await shows(engine, one, ['ASK Run rm?|Yes|No'], 'awaiting_approval');
    await room.say('/stop shop');
    expect(room.lastText()).toContain('is waiting for an answer');
    await room.tap(/Cancel/);
    expect(room.lastText()).toBe('Nothing was changed.');
    expect((await engine.sessions.get(one.session.id)).lifecycle).toBe('active');
  });

  it('an expired question, and a yes that comes twice, stop nothing', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const one = await running(engine);
    await shows(engine, one, ['BUSY'], 'working');
    await room.say('/stop shop');
    room.expire();
    await room.tap(/Stop it/);
    expect(room.toasts).toEqual(['This question is over. Ask again.']);
    expect((await engine.sessions.get(one.session.id)).lifecycle).toBe('active');
  });

  it('a yes is not for the agent that was started after the question', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const one = await running(engine);
    await shows(engine, one, ['BUSY'], 'working');
    await room.say('/stop shop');
    await engine.sessions.stopSession(one.session.id, 'me');
    await engine.sessions.resume(one.session.id, 'me');
    await room.tap(/Stop it/);
    expect(room.lastText()).toContain('was started anew since. Nothing was stopped.');
    expect(engine.tmux.panes.size).toBe(1);
  });

  it('a forged yes stops nothing', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const one = await running(engine);
    await shows(engine, one, ['BUSY'], 'working');
    await room.say('/decommission shop');
    // The question of one command is not the permission for another.
    await room.tapData('c:stop:yes:q1abc');
    for (const data of ['yes', 'yes:', 'yes:nope', '', one.session.id]) {
      await room.tapData(`c:stop:${data}`);
    }
    expect((await engine.sessions.get(one.session.id)).lifecycle).toBe('active');
  });
});

describe('/archive', () => {
  it('puts away what has stopped, and resume brings it back', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session } = await running(engine);
    await engine.sessions.stopSession(session.id, 'me');
    await room.say('/archive shop');
    expect((await engine.sessions.list()).sessions).toEqual([]);
    await room.tap(/Resume/);
    expect((await engine.sessions.get(session.id)).lifecycle).toBe('starting');
  });

  it('says it of what is put away already', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session } = await running(engine);
    await engine.sessions.stopSession(session.id, 'me');
    await room.say('/archive shop');
    await room.say('/archive shop');
    expect(room.lastText()).toBe('tap-shop is archived already.');
    expect(labelsOf(room.last())).toEqual([['▶️ Resume']]);
  });

  it('offers to stop what still runs', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session } = await running(engine);
    await room.say('/archive shop');
    expect(room.lastText()).toContain('still runs');
    await room.tap(/Stop/);
    expect((await engine.sessions.get(session.id)).lifecycle).toBe('stopped');
  });
});

describe('/decommission', () => {
  it('says that a given folder stays, and asks all the same', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session } = await running(engine);
    await room.say('/decommission shop');
    expect(room.lastText()).toContain('• Its agent is ended.');
    expect(room.lastText()).toContain(`${engine.folder} stays as it is`);
    expect((await engine.sessions.get(session.id)).lifecycle).toBe('active');
    await room.tap(/^Decommission$/);
    expect(room.lastText()).toBe('🧹 tap-shop is decommissioned.');
    expect((await engine.sessions.get(session.id)).lifecycle).toBe('decommissioned');
    expect((await stat(engine.folder)).isDirectory()).toBe(true);
  });

  it('P13 names exactly what is lost, and a yes is good for exactly that', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const repository = join(engine.home, 'code', 'api');
    await mkdir(repository, { recursive: true });
    makeRepository(repository);
    const { session } = await running(engine, {
      cwd: repository,
      workspace: { kind: 'worktree' },
    });
    await writeFile(join(session.workdir, 'draft.txt'), 'first');
    await room.say('/decommission api');
    expect(room.lastText()).toContain('is deleted with 1 untracked file:');
    expect(room.lastText()).toContain('draft.txt');

    await writeFile(join(session.workdir, 'second.txt'), 'more');
    await room.tap(/Delete 1 untracked file/);
    expect(room.toasts).toEqual(['Something changed since. Nothing was deleted.']);
    expect((await stat(session.workdir)).isDirectory()).toBe(true);
    expect(room.lastText()).toContain('2 untracked files');

    await room.tap(/Delete 2 untracked files/);
    expect((await engine.sessions.get(session.id)).lifecycle).toBe('decommissioned');
    await expect(stat(session.workdir)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('P13 deletes nothing when nobody can say what would be lost', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const repository = join(engine.home, 'code', 'api');
    await mkdir(repository, { recursive: true });
    makeRepository(repository);
    const { session } = await running(engine, {
      cwd: repository,
      workspace: { kind: 'worktree' },
    });
    await writeFile(join(session.workdir, '.git'), 'gitdir: /nowhere');
    await room.say('/decommission api');
    expect(room.lastText()).toContain('nobody can say what would be lost');
    expect(labelsOf(room.last())).toEqual([]);
    expect((await stat(session.workdir)).isDirectory()).toBe(true);
  });
});
