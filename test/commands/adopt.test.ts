import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { labelsOf, testRoom } from '../support/room.ts';

describe('/adopt', () => {
  it('offers what runs in tmux as buttons and what runs elsewhere as text', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    engine.tmux.plant({ sessionName: 'work', path: engine.folder, command: 'vim' });
    engine.natives.push({
      key: '9',
      pid: 4711,
      agent: 'claude',
      cwd: '/srv/api',
      startedAt: 0,
      argv0: 'claude',
      inTmux: false,
      panePid: null,
      tty: null,
    });
    await room.say('/adopt');
    expect(labelsOf(room.last())).toEqual([['work · vim']]);
    expect(room.lastText()).toContain('• claude, process 4711, in /srv/api');
    await room.tap(/vim/);
    const [session] = (await engine.sessions.list()).sessions;
    expect(session).toMatchObject({ name: 'work', lifecycle: 'active' });
    expect(room.focus.id).toBe(session?.id);
    expect(room.messages).toHaveLength(1);
  });

  it('takes one by name, and says why it cannot', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    engine.tmux.plant({ sessionName: 'my work', path: engine.folder });
    await room.say('/adopt my work');
    expect((await engine.sessions.list()).sessions).toHaveLength(1);
    await room.say('/adopt nobody');
    expect((await engine.sessions.list()).sessions).toHaveLength(1);
    expect(room.lastText()).toContain('nobody');
  });

  it('a button is not for another pane that got the same id', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    engine.tmux.plant({ sessionName: 'work', path: engine.folder });
    await room.say('/adopt');
    engine.tmux.restartServer();
    engine.tmux.plant({ sessionName: 'private', path: engine.folder });
    await room.tap(/work ·/);
    expect(room.toasts).toEqual(['That one is not there any more.']);
    expect((await engine.sessions.list()).sessions).toEqual([]);
    expect(labelsOf(room.last())).toEqual([['private · sh']]);
  });

  it('says what could not be looked at instead of calling it empty', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    engine.tmux.faults.list = { kind: 'unknown', why: 'no reply' };
    await room.say('/adopt');
    expect(room.lastText()).toContain('Could not be looked at: tmux: no reply');
  });

  it('shows twenty of many, and hostile names as they are', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    for (let n = 0; n < 25; n += 1) {
      engine.tmux.plant({ sessionName: `\u202Ename ${n}`, path: `/x/${'y'.repeat(500)}` });
    }
    await room.say('/adopt');
    expect(labelsOf(room.last())).toHaveLength(20);
    expect(room.lastText()).toContain('and 5 more');
    expect(room.lastText()).not.toContain('\u202E');
    expect(room.lastText().length).toBeLessThan(4096);
  });
});
