import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { labelsOf, testRoom } from '../support/room.ts';
import { running, shows } from '../support/running.ts';
import { until } from '../support/until.ts';

describe('/screen', () => {
  it('shows what is on the screen in a block of its own, without the air around it', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { pane } = await running(engine);
    engine.tmux.show(pane, ['', 'IDLE', '  <b>indented</b>', '', '']);
    await room.say('/screen shop');
    expect(room.lastText()).toBe('tap-shop\nIDLE\n  <b>indented</b>');
    expect(room.last().message.body.entities).toContainEqual({
      type: 'pre',
      offset: 9,
      length: 22,
    });
  });

  it('shows a wide pane so that a phone need not wrap what is no word', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { pane } = await running(engine);
    const wide = ['─'.repeat(200), `Run it?${' '.repeat(150)}permission`, '', '', '', '', '> x'];
    engine.tmux.show(pane, [
      ...wide,
      `  ${'a'.repeat(60)}        b`,
      '█'.repeat(60),
      `${' '.repeat(140)}far right`,
    ]);
    await room.say('/screen shop');
    expect(room.lastText().split('\n').slice(1)).toEqual([
      '─'.repeat(24),
      'Run it?   permission',
      '',
      '> x',
      `  ${'a'.repeat(60)}        b`,
      '█'.repeat(60),
      '   far right',
    ]);
  });

  it('cuts a long screen from the top and says so', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { pane } = await running(engine);
    const rows = Array.from({ length: 200 }, (_, n) => `row ${n} ${'x'.repeat(40)}`);
    engine.tmux.show(pane, rows);
    await room.say('/screen shop');
    expect(room.lastText().length).toBeLessThan(4096);
    expect(room.lastText()).toContain('row 199');
    expect(room.lastText()).not.toContain('row 10 ');
    expect(room.lastText()).toMatch(/\(the first \d+ lines are left out\)/);
  });

  it('shows the end of a line that is longer than a message', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { pane } = await running(engine);
    engine.tmux.show(pane, ['above', `${'x'.repeat(9000)}end`]);
    await room.say('/screen shop');
    expect(room.lastText().length).toBeLessThan(4096);
    expect(room.lastText()).toMatch(/xend$/);
  });

  it('looks again in place', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { pane } = await running(engine);
    await room.say('/screen shop');
    engine.tmux.show(pane, ['BUSY with it']);
    await room.tap(/Look again/);
    expect(room.messages).toHaveLength(1);
    expect(room.lastText()).toContain('BUSY with it');
  });

  it('T1.12 text that reads like markup or hides something is shown as it is', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { pane } = await running(engine);
    engine.tmux.show(pane, ['<a href="x">', 'safe\u202Eexe.txt', '*_[`']);
    await room.say('/screen shop');
    expect(room.lastText()).toContain('<a href="x">');
    expect(room.lastText()).not.toContain('\u202E');
    expect(room.lastText()).toContain('*_[`');
    expect(room.last().message.body.entities.map((one) => one.type)).toEqual(['bold', 'pre']);
  });

  it('says it when there is no terminal, and when tmux does not answer', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session } = await running(engine);
    engine.tmux.faults.capture = { kind: 'unknown', why: 'no reply' };
    await room.say('/screen shop');
    expect(room.lastText()).toContain('cannot be looked at right now: no reply');
    delete engine.tmux.faults.capture;
    await engine.sessions.stopSession(session.id, 'me');
    await room.say('/screen shop');
    expect(room.lastText()).toBe('tap-shop has no terminal any more.');
  });
});

describe('/keys', () => {
  it('presses a key and shows what came of it, on the same card', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { pane } = await running(engine);
    pane.onTyped = (_, typed) => engine.tmux.show(pane, [`IDLE after ${typed}`]);
    await room.say('/keys shop');
    await room.tap(/^↓$/);
    expect(pane.typed).toEqual(['<Down>']);
    expect(room.messages).toHaveLength(1);
    expect(room.lastText()).toContain('IDLE after <Down>');
    await room.tap(/^2$/);
    await room.tap(/Ctrl-C/);
    expect(pane.typed).toEqual(['<Down>', '2', '<C-c>']);
  });

  it('P1 refuses a key for a prompt that was not there when the pad was drawn', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const one = await running(engine);
    await room.say('/keys shop');
    await shows(engine, one, ['ASK Delete everything?|Yes|No'], 'awaiting_approval');
    await until(async () => (await engine.sessions.pending()).length === 1);
    await room.tap(/^1$/);
    expect(one.pane.typed).toEqual([]);
    expect(room.toasts[0]).toMatch(/^Not pressed/);
    expect(room.lastText()).toContain('Delete everything?');
    await room.tap(/^2$/);
    expect(one.pane.typed).toEqual(['2']);
  });

  it('P1 refuses a key for an agent that was started anew since', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session } = await running(engine);
    await room.say('/keys shop');
    await engine.sessions.stopSession(session.id, 'me');
    await engine.sessions.resume(session.id, 'me');
    const [pane] = [...engine.tmux.panes.values()];
    await room.tap(/Ctrl-C/);
    expect(pane?.typed).toEqual([]);
    expect(room.toasts[0]).toMatch(/^Not pressed/);
  });

  it('says it when the key could not be pressed', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { pane } = await running(engine);
    await room.say('/keys shop');
    pane.info = { ...pane.info, dead: true };
    await room.tap(/Enter/);
    expect(room.toasts).toEqual(['tap-shop: its program has ended, so nothing was pressed.']);
  });

  it('forged and old buttons press nothing', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session, pane } = await running(engine);
    for (const data of [
      '',
      'x',
      `${session.id}:cc`,
      `${session.id}:rm:12345678`,
      'no:cc:1',
      ':::',
    ]) {
      await room.tapData(`c:keys:${data}`);
    }
    await room.tapData(`c:keys:${session.id}:cc:00000000`);
    expect(pane.typed).toEqual([]);
    expect(room.toasts).toHaveLength(7);
  });

  it('has four rows to press and one to look, all within 64 bytes', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    await running(engine);
    await room.say('/keys shop');
    expect(labelsOf(room.last()).map((row) => row.length)).toEqual([3, 3, 4, 5, 1]);
    for (const button of (room.last().message.keyboard ?? []).flat()) {
      expect(Buffer.byteLength('data' in button ? button.data : '')).toBeLessThanOrEqual(64);
    }
  });
});

describe('/interrupt', () => {
  it('presses what stops the agent, and leaves the session', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session, pane } = await running(engine);
    await room.say('/interrupt shop');
    expect(pane.typed).toEqual(['<Escape>']);
    expect(room.lastText()).toBe('✋ Interrupt sent to tap-shop; it was not at work.');
    expect((await engine.sessions.get(session.id)).lifecycle).toBe('active');
  });

  it('does not claim it of a session without a terminal', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session } = await running(engine);
    await engine.sessions.stopSession(session.id, 'me');
    await room.say('/interrupt shop');
    expect(room.lastText()).toBe('tap-shop has no terminal any more, so nothing was pressed.');
  });
});
