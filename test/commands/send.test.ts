import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { labelsOf, testRoom } from '../support/room.ts';
import { running, shows } from '../support/running.ts';
import type { Running } from '../support/running.ts';

const worker = { lifecycle: 'autonomous', actorId: 'worker', leaseSeconds: 60 } as const;

/** An input box that empties with Enter, as a real one does. */
async function listening(engine: TestEngine, request: object = {}): Promise<Running> {
  const one = await running(engine, request);
  one.pane.onTyped = (_, typed) => {
    engine.tmux.show(
      one.pane,
      typed === '<Enter>' ? ['BUSY'] : [`IDLE ${typed.split('\n')[0] ?? ''}`],
    );
  };
  return one;
}

describe('/send', () => {
  it('P6 sends the text to the named session and says how it ended', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { pane } = await listening(engine);
    await room.say('/send shop fix the tests');
    expect(pane.typed).toEqual(['fix the tests', '<Enter>']);
    expect(room.lastText()).toBe('✅ tap-shop has it.');
  });

  it('P7 keeps line breaks, blanks and every character behind the name', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { pane } = await listening(engine);
    await room.say('/send tap-shop   zwei\n\n\tZeilen – 日本 🏴‍☠️ ');
    expect(pane.typed[0]).toBe('  zwei\n\n\tZeilen – 日本 🏴‍☠️ ');
  });

  it('sends all of it to the session in focus when the first word names none', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session, pane } = await listening(engine);
    room.focus.id = session.id;
    await room.say('/send fix the tests');
    expect(pane.typed[0]).toBe('fix the tests');
  });

  it('goes to the session that was replied to rather than the one in focus', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const one = await listening(engine);
    const other = await listening(engine, { name: 'api' });
    room.focus.id = one.session.id;
    await room.say('/send fix the tests', { repliedTo: other.session });
    expect(other.pane.typed[0]).toBe('fix the tests');
    expect(one.pane.typed).toEqual([]);
  });

  it('asks when a text only begins like the name of a session, and sends what was chosen', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const focused = await listening(engine);
    const other = await listening(engine, { name: 'fixtures' });
    room.focus.id = focused.session.id;
    await room.say('/send fix the tests');
    expect([...focused.pane.typed, ...other.pane.typed]).toEqual([]);
    expect(labelsOf(room.last())).toEqual([
      ['tap-fixtures: the tests'],
      ['tap-shop: fix the tests'],
    ]);
    await room.tap(/tap-shop/);
    expect(focused.pane.typed[0]).toBe('fix the tests');
    expect(other.pane.typed).toEqual([]);
  });

  it('T1.10 asks when several sessions are meant; none of them gets anything by chance', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const one = await listening(engine, { name: 'shop-a' });
    const two = await listening(engine, { name: 'shop-b' });
    await room.say('/send sho go on');
    expect([...one.pane.typed, ...two.pane.typed]).toEqual([]);
    await room.tap(/shop-b/);
    expect(two.pane.typed[0]).toBe('go on');
    expect(one.pane.typed).toEqual([]);
  });

  it('a choice whose session has gone meanwhile says so', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const one = await listening(engine, { name: 'shop-a' });
    await listening(engine, { name: 'shop-b' });
    await room.say('/send sho go on');
    await engine.sessions.stopSession(one.session.id, 'me');
    await engine.sessions.archive(one.session.id);
    await room.tap(/shop-a/);
    expect(room.toasts).toEqual(['That session is not there any more.']);
  });

  it('P5 a dialog on the screen keeps the text out, and the answer says why', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const one = await listening(engine);
    await shows(engine, one, ['ASK Run rm?|Yes|No'], 'awaiting_approval');
    await room.say('/send shop yes');
    expect(one.pane.typed).toEqual([]);
    expect(room.lastText()).toMatch(/^Not sent: tap-shop waits for an answer: /);
    expect(labelsOf(room.last())).toEqual([['🟡 What it asks', '🖥 Screen']]);
  });

  it('without a text it asks for one', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    await listening(engine);
    await room.say('/send shop');
    expect(room.lastText()).toBe('What shall tap-shop get? Write it as /send [session] <text>.');
    await room.say('/send');
    expect(room.lastText()).toBe('Which session?');
  });

  it('a session that somebody else drives gets nothing', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session, pane } = await listening(engine);
    await room.leases.start(session.id, worker);
    await room.say('/send shop hello');
    expect(pane.typed).toEqual([]);
    expect(room.lastText()).toMatch(/is driven by/);
  });

  it('P6 what a busy agent has put in its queue is not called delivered', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const one = await listening(engine);
    await shows(engine, one, ['BUSY'], 'working');
    one.pane.onTyped = (_, typed) => {
      if (typed !== '<Enter>') engine.tmux.show(one.pane, [`queued: ${typed}`, 'BUSY']);
    };
    await room.say('/send shop next thing');
    expect(room.lastText()).toBe('⏳ tap-shop is busy and has put it in its queue.');
  });

  it('P6 when nobody saw the text arrive, nobody is told that it did', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const one = await listening(engine);
    await shows(engine, one, ['BUSY'], 'working');
    one.pane.onTyped = () => {};
    await room.say('/send shop next thing');
    expect(room.lastText()).toMatch(/^Typed into tap-shop, but not submitted\. It did not show up/);
    expect(one.pane.typed).toEqual(['next thing']);
    expect(labelsOf(room.last())).toEqual([['🖥 Screen']]);
  });

  it('P6 when tmux does not say whether it typed, nobody is told that it did', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const one = await listening(engine);
    await shows(engine, one, ['BUSY'], 'working');
    const silent = () => Promise.resolve({ kind: 'unknown', why: 'no answer' } as const);
    engine.tmux.paste = silent;
    engine.tmux.keys = silent;
    await room.say('/send shop next thing');
    expect(room.lastText()).toMatch(/^It is not known whether tap-shop got it\./);
    expect(labelsOf(room.last())).toEqual([['🖥 Screen']]);
  });
});
