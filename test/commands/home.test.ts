import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { testEngine } from '../support/engine.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import { labelsOf, testRoom } from '../support/room.ts';
import { running, shows } from '../support/running.ts';
import { until } from '../support/until.ts';

describe('/start', () => {
  it('offers the demo agent as long as nothing was ever started, and starts it once', async () => {
    const engine = await testEngine({ agents });
    const room = testRoom(engine);
    await room.say('/start');
    expect(room.lastText()).toMatch(/^Hello Ada, tapmux is here\.\nNothing runs yet\./);
    await room.tap(/demo agent/);
    const [session] = (await engine.sessions.list()).sessions;
    expect(session?.agent).toBe('demo');
    expect(room.focus.id).toBe(session?.id);
    await room.tap(/demo agent/);
    expect((await engine.sessions.list()).sessions).toHaveLength(1);
    expect(room.lastText()).toContain('runs already');
  });

  it('shows the three things to do first when the demo is not there, and what runs', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    await room.say('/start anything at all');
    expect(room.lastText()).toContain('no sessions run, no decisions wait for you.');
    expect(room.lastText()).toContain('Three things to do first:');
    const one = await running(engine);
    await shows(engine, one, ['ASK Run rm?|Yes|No'], 'awaiting_approval');
    await until(async () => (await engine.sessions.pending()).length === 1);
    await room.say('/start');
    expect(room.lastText()).toContain('1 session runs, 1 decision waits for you.');
  });

  it('leads to /new and /sessions; an unknown button says so', async () => {
    const room = testRoom(await testEngine());
    await room.say('/start');
    await room.tap(/New session/);
    expect(room.wizards).toEqual(['new']);
    await room.tap(/^Sessions$/);
    expect(room.last().key).toBe('home');
    await room.tapData('c:start:rm -rf');
    expect(room.toasts).toHaveLength(1);
  });
});

describe('/sessions', () => {
  it('is one card per chat that is edited', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    await room.say('/sessions');
    expect(room.lastText()).toContain('Nothing runs.');
    await running(engine);
    await room.say('/sessions');
    expect(room.messages).toHaveLength(1);
    expect(room.lastText()).toContain('tap-shop');
    await room.tap(/Refresh/);
    expect(room.messages).toHaveLength(1);
  });

  it('shows ten at a time and turns pages in place', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    for (let n = 1; n <= 12; n += 1) await engine.sessions.create({ cwd: engine.folder });
    await room.say('/sessions');
    expect(room.lastText().match(/tap-shop/g)).toHaveLength(10);
    await room.tap(/▶/);
    expect(room.messages).toHaveLength(1);
    expect(room.lastText().match(/tap-shop/g)).toHaveLength(2);
    await room.tapData('c:sessions:9999', room.last().id);
    expect(room.lastText().match(/tap-shop/g)).toHaveLength(2);
  });

  it('filters by project', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const other = join(engine.home, 'code', 'api');
    await mkdir(other);
    await running(engine);
    await running(engine, { cwd: other });
    await room.say('/sessions API');
    expect(room.lastText()).toContain('tap-api');
    expect(room.lastText()).not.toContain('tap-shop');
    await room.say('/sessions nothing of the kind');
    expect(room.lastText()).toContain('There is no project called nothing of the kind.');
    await room.tap(/All sessions/);
    expect(room.lastText()).toContain('tap-shop');
  });

  it('old and forged buttons are told so', async () => {
    const room = testRoom(await testEngine());
    for (const argument of ['', 'x', '-1', '99999', '1:', ':shop']) {
      await room.tapData(`c:sessions:${argument}`);
    }
    expect(room.toasts).toHaveLength(6);
  });
});

describe('/use', () => {
  it('puts a session in focus and shows what can be done with it now', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session } = await running(engine);
    await room.say('/use SHO');
    expect(room.focus.id).toBe(session.id);
    expect(room.lastText()).toContain('What you write here goes to it.');
    expect(labelsOf(room.last()).flat().join(' ')).toMatch(/Pause.*Stop/);
    expect(labelsOf(room.last()).flat().join(' ')).not.toMatch(/Resume|Archive/);
    await room.say('/use -');
    expect(room.focus.id).toBeNull();
  });

  it('shows what has ended for good without putting it in focus', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session } = await running(engine);
    await engine.sessions.stopSession(session.id, 'me');
    await engine.sessions.archive(session.id);
    await room.say('/use shop');
    expect(room.focus.id).toBeNull();
    expect(labelsOf(room.last()).flat().join(' ')).toMatch(/Resume/);
  });

  it('T1.10 an ambiguous name chooses nothing', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    await running(engine, { name: 'shop-a' });
    await running(engine, { name: 'shop-b' });
    await room.say('/use shop');
    expect(room.focus.id).toBeNull();
    expect(room.lastText()).toMatch(/tap-shop-[ab], tap-shop-[ab]/);
  });
});

describe('/pending', () => {
  it('shows every open decision again, or those of one session', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    await room.say('/pending');
    expect(room.lastText()).toBe('Nothing waits for your answer.');
    const shop = await running(engine, { name: 'shop' });
    const api = await running(engine, { name: 'api' });
    await shows(engine, shop, ['ASK Run rm?|Yes|No'], 'awaiting_approval');
    await shows(engine, api, ['ASK Run ls?|Yes|No'], 'awaiting_approval');
    await until(async () => (await engine.sessions.pending()).length === 2);
    room.messages.length = 0;
    await room.say('/pending');
    expect(room.messages.map((one) => one.message.body.text).sort()).toEqual([
      'card of Run ls?',
      'card of Run rm?',
    ]);
    room.messages.length = 0;
    await room.say('/pending api');
    expect(room.messages.map((one) => one.message.body.text)).toEqual(['card of Run ls?']);
  });

  it('says it of one session that asks nothing', async () => {
    const engine = await testEngine({ agents: [fakeAgent] });
    const room = testRoom(engine);
    await running(engine);
    await room.say('/pending shop');
    expect(room.lastText()).toBe('tap-shop: nothing waits for your answer.');
  });
});
