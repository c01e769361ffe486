import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLeases } from '../../src/sessions/leases.ts';
import { createStaleLeases } from '../../src/sessions/stale-leases.ts';
import { testEngine } from '../support/engine.ts';
import { createHandClock } from '../support/hand-clock.ts';
import { running } from '../support/running.ts';

async function watched() {
  const clock = createHandClock();
  const engine = await testEngine({ clock });
  const { session } = await running(engine);
  const leases = createLeases({
    dir: join(engine.home, 'leases'),
    sessions: { exists: async (id) => (await engine.store.get(id)) !== null },
    clock,
    warn: () => {},
  });
  const stale = createStaleLeases({
    leases,
    troubles: engine.sessions.troubles,
    sessions: async () => (await engine.sessions.list()).sessions,
    clock,
  });
  const drive = (actorId = 'worker') =>
    leases.start(session.id, {
      lifecycle: 'autonomous',
      ownerKind: 'runtime_worker',
      actorId,
      leaseSeconds: 60,
    });
  return {
    clock,
    leases,
    session,
    drive,
    /** Minutes in which we look. */
    minutes: async (count: number) => {
      for (let step = 0; step < count * 6; step += 1) {
        clock.pass(10_000);
        await stale.round();
      }
    },
    told: () =>
      engine.notices.flatMap((one) =>
        one.kind === 'trouble' ? [`${one.over ? '-' : ''}${one.trouble.kind}`] : [],
      ),
    last: () => engine.notices.findLast((one) => one.kind === 'trouble')?.trouble,
  };
}

describe('a lease that went stale', () => {
  it('is told of once, with its holder and what they were at', async () => {
    const { leases, session, drive, minutes, told, last } = await watched();
    await drive();
    await leases.heartbeat(session.id, { actorId: 'worker', activity: 'running the tests' });
    await minutes(1);
    expect(told()).toEqual([]);
    await minutes(10);
    expect(told()).toEqual(['lease']);
    expect(last()).toMatchObject({ owner: 'worker', activity: 'running the tests' });
  });

  it('is over with a heartbeat, and told of anew when the holder falls silent again', async () => {
    const { drive, minutes, told } = await watched();
    await drive();
    await minutes(5);
    await drive();
    await minutes(1);
    expect(told()).toEqual(['lease', '-lease']);
    await minutes(5);
    expect(told()).toEqual(['lease', '-lease', 'lease']);
  });

  it('is not taken for one after sleep, or when the clock was set: the holder may speak first', async () => {
    const { clock, drive, minutes, told } = await watched();
    await drive();
    clock.pass(8 * 3_600_000);
    await minutes(1);
    await drive();
    clock.set(86_400_000);
    await minutes(1);
    await drive();
    await minutes(0.5);
    expect(told()).toEqual([]);
  });

  it('is nobody’s business when an operator holds it, or when it is an interactive one', async () => {
    const { leases, session, drive, minutes, told } = await watched();
    await drive('telegram:7');
    await minutes(10);
    await leases.clear(session.id, { actorId: 'telegram:7' });
    await leases.start(session.id, { lifecycle: 'interactive' });
    await minutes(9 * 60);
    expect(told()).toEqual([]);
  });
});
