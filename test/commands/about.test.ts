import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultAlerts } from '../../src/telegram/alerts.ts';
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
    expect(room.lastText()).toMatch(/; not on PATH: claude, codex, /);
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
  it('choose how loud each thing is, and leave the others', async () => {
    const room = testRoom(await testEngine());
    await room.say('/alerts');
    expect(labelsOf(room.last())).toEqual([
      ['🔔 Ends and crashes'],
      ['✖ Finished turns'],
      ['🔔 Errors of the service'],
      ['🔔 Stuck agents'],
      ['🔔 Conversations nearly full'],
      ['🔔 Stale leases'],
    ]);
    const chosen: string[] = [];
    for (let tap = 0; tap < 4; tap += 1) {
      await room.tap(/Finished/);
      chosen.push(room.settings.alerts.turns);
    }
    expect(chosen).toEqual(['sound', 'auto', 'silent', 'off']);
    expect(room.messages).toHaveLength(1);
    await room.tap(/Ends/);
    expect(room.settings.alerts).toEqual({ ...defaultAlerts, turns: 'off', ended: 'auto' });
  });

  it('one session may have its own, and goes back to what the chat has', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session } = await running(engine);
    const { alerts } = room.settings;
    await room.say('/alerts shop');
    expect(room.lastText()).toContain(`of ${session.name}`);
    expect(labelsOf(room.last())[1]).toEqual(['↺ ✖ Finished turns']);
    await room.tap(/Finished/);
    expect(room.settings).toEqual({ alerts, sessions: { [session.id]: { turns: 'sound' } } });
    expect(labelsOf(room.last())[1]).toEqual(['🔔 Finished turns']);
    await room.say('/settings');
    expect(room.lastText()).toContain(`With alerts of their own: ${session.name}`);
    await room.tapData(`c:alerts:turns:chat:${session.id}`);
    expect(room.settings).toEqual({ alerts, sessions: {} });
  });

  it('a tap that comes twice changes nothing more', async () => {
    const room = testRoom(await testEngine());
    await room.tapData('c:alerts:turns:silent');
    await room.tapData('c:alerts:turns:silent');
    expect(room.settings.alerts.turns).toBe('silent');
  });

  it('P4 forged and older buttons change nothing', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const before = room.settings;
    const forged = [
      '',
      'turns',
      'turns:maybe',
      'turns:on',
      'turns:chat',
      '__proto__:off',
      'constructor:off',
      'turns:off:nobody',
      `turns:off:${crypto.randomUUID()}`,
    ];
    for (const argument of forged) await room.tapData(`c:alerts:${argument}`);
    for (const argument of ['', 'silent:on']) await room.tapData(`c:settings:${argument}`);
    expect(room.settings).toBe(before);
    expect(room.toasts).toHaveLength(forged.length + 2);
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
