import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { labelsOf, testRoom } from '../support/room.ts';
import { running } from '../support/running.ts';

async function brokenRecord(engine: TestEngine): Promise<string> {
  const folder = join(engine.home, 'sessions', 'shop');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${crypto.randomUUID()}.json`);
  await writeFile(path, '{');
  return path;
}

describe('/status', () => {
  it('P10 says how long ago Telegram answered, and since when it has not', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    await running(engine);
    await room.say('/status');
    expect(room.lastText()).toContain('tapmux 1.2.3 as @tapmux_bot');
    expect(room.lastText()).toContain('Telegram: answered 3 s ago');
    expect(room.lastText()).toContain('Sessions: 1 running, 1 in all');
    room.health = { ...room.health, sinceLastPoll: 7500, problem: 'Another instance polls.' };
    await room.say('/status');
    expect(room.lastText()).toContain('Telegram: silent for 2 h 5 min');
    expect(room.lastText()).toContain('⚠️ Another instance polls.');
  });

  it('T1.11 counts what runs now, not what once ran', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session } = await running(engine);
    await engine.sessions.stopSession(session.id, 'me');
    await room.say('/status');
    expect(room.lastText()).toContain('Sessions: 0 running, 1 in all');
  });

  it('P18 a record that cannot be read is named', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const path = await brokenRecord(engine);
    await room.say('/status');
    expect(room.lastText()).toContain('Unreadable records: 1');
    expect(room.lastText()).toContain(path);
  });
});

describe('/doctor', () => {
  it('finds everything well, and looks again in place', async () => {
    const engine = await testEngine();
    const room = testRoom(engine, { projects: [join(engine.home, 'code')] });
    await room.say('/doctor');
    expect(room.lastText()).toMatch(/^All is well\./);
    expect(room.lastText()).toContain('✓ Agents: Fake');
    expect(room.lastText()).toContain('tmux 3.6');
    room.health = { ...room.health, sinceLastPoll: 600 };
    await room.tap(/Look again/);
    expect(room.messages).toHaveLength(1);
    expect(room.lastText()).toContain('1 thing needs a look.');
    expect(room.lastText()).toContain('✗ Telegram: silent for 10 min');
  });

  it('P18 says that a record cannot be read', async () => {
    const engine = await testEngine({ start: false });
    const room = testRoom(engine);
    await brokenRecord(engine);
    await room.say('/doctor');
    expect(room.lastText()).toMatch(/✗ Records: 1 unreadable/);
  });

  it('names a projects folder that is not there and a tmux that does not answer', async () => {
    const engine = await testEngine();
    const room = testRoom(engine, { projects: ['/nowhere/at/all'] });
    engine.tmux.faults.list = { kind: 'unknown', why: 'no reply' };
    await room.say('/doctor');
    expect(room.lastText()).toContain('✗ Projects: /nowhere/at/all does not exist any more.');
    expect(room.lastText()).toContain('✗ tmux: no reply');
  });
});

describe('/alerts and /settings', () => {
  it('turn one thing on or off and leave the others', async () => {
    const room = testRoom(await testEngine());
    await room.say('/alerts');
    expect(labelsOf(room.last())).toEqual([
      ['☑ An agent ended or crashed'],
      ['☐ An agent finished its turn'],
    ]);
    await room.tap(/finished/);
    expect(room.settings).toEqual({ alerts: { ended: true, turns: true }, silentTurns: false });
    expect(room.messages).toHaveLength(1);
    await room.tap(/ended/);
    expect(room.settings.alerts).toEqual({ ended: false, turns: true });

    await room.say('/settings');
    await room.tap(/no sound/);
    expect(room.settings).toEqual({ alerts: { ended: false, turns: true }, silentTurns: true });
  });

  it('a tap that comes twice changes nothing more', async () => {
    const room = testRoom(await testEngine());
    await room.tapData('c:alerts:turns:on');
    await room.tapData('c:alerts:turns:on');
    expect(room.settings.alerts.turns).toBe(true);
  });

  it('forged buttons change nothing', async () => {
    const room = testRoom(await testEngine());
    const before = room.settings;
    for (const argument of [
      '',
      'turns',
      'turns:maybe',
      '__proto__:on',
      'constructor:on',
      'silent:off',
    ]) {
      await room.tapData(`c:alerts:${argument}`);
    }
    for (const argument of ['', 'turns:on', 'silent:', 'silent:ON']) {
      await room.tapData(`c:settings:${argument}`);
    }
    expect(room.settings).toBe(before);
    expect(room.toasts).toHaveLength(10);
  });

  it('/settings shows what is in focus and where projects are', async () => {
    const engine = await testEngine();
    const room = testRoom(engine, { projects: ['/srv/code'] });
    const { session } = await running(engine);
    await room.say('/settings');
    expect(room.lastText()).toContain('No session is in focus');
    room.focus.id = session.id;
    await room.say('/settings');
    expect(room.lastText()).toContain('In focus: tap-shop');
    expect(room.lastText()).toContain('Projects: /srv/code');
  });
});
