import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StartRequest } from '../../src/domain/lease-begin.ts';
import type { LeaseBench } from '../support/leases.ts';
import { hour, leaseBench, t0 } from '../support/leases.ts';

const machine: StartRequest = { lifecycle: 'autonomous', actorId: 'worker', leaseSeconds: 60 };

/** A service that lets `rival` act between its check and its transaction. */
function interrupted({ another, store }: LeaseBench, rival: () => Promise<unknown>) {
  return another({
    store: {
      ...store,
      async transact(id, body) {
        await rival();
        return store.transact(id, body);
      },
    },
  });
}

describe('lease heartbeat', () => {
  it('S3.63 S3.76 S3.78 reports these fields', async () => {
    const { leases, id, store, time } = await leaseBench();
    const started = await leases.start(id, machine);
    time.now = t0 + 30;
    const report = {
      command: 'lease heartbeat',
      ok: true,
      profile: id,
      path: store.path(id),
      session_id: started.ok ? started.report.session_id : '',
      actor_id: 'worker',
      last_heartbeat_at: t0 + 30,
      lease_expires_at: t0 + 90,
      revision: 1,
    };
    expect(await leases.heartbeat(id, { actorId: 'worker' })).toStrictEqual({
      ok: true,
      outcome: 'applied',
      report,
    });
    const told = {
      ...report,
      activity: 'running the tests',
      current_activity: 'running the tests',
      activity_updated_at: t0 + 30,
    };
    const answer = await leases.heartbeat(id, { actorId: 'worker', activity: 'running the tests' });
    expect(answer).toStrictEqual({ ok: true, outcome: 'applied', report: told });
    time.now = t0 + 40;
    expect(await leases.heartbeat(id, { actorId: 'worker' })).toMatchObject({
      report: { activity: 'running the tests', activity_updated_at: t0 + 30 },
    });
  });

  it('T3.10 a blank activity erases, none keeps', async () => {
    const { leases, id } = await leaseBench();
    await leases.start(id, machine);
    await leases.heartbeat(id, { actorId: 'worker', activity: 'a' });
    const answer = await leases.heartbeat(id, { actorId: 'worker', activity: ' ' });
    expect(answer.ok && 'activity' in answer.report).toBe(false);
    expect(answer.ok).toBe(true);
  });

  it('S3.69 a text that is too long writes nothing', async () => {
    const { leases, id, store } = await leaseBench();
    await leases.start(id, machine);
    const bytes = await readFile(store.path(id), 'utf8');
    const activity = '🚀'.repeat(281);
    expect(await leases.heartbeat(id, { actorId: 'worker', activity })).toMatchObject({
      kind: 'invalid',
    });
    expect(await readFile(store.path(id), 'utf8')).toBe(bytes);
  });

  it('S3.70 S3.71 reads the lease again under the lock: cleared', async () => {
    const bench = await leaseBench();
    await bench.leases.start(bench.id, machine);
    const late = interrupted(bench, () => bench.leases.clear(bench.id, { actorId: 'worker' }));
    expect(await late.heartbeat(bench.id, { actorId: 'worker' })).toMatchObject({
      kind: 'not_found',
      message: expect.stringContaining('session row disappeared'),
    });
  });

  it('S3.70 S3.72 reads the lease again under the lock: taken over', async () => {
    const bench = await leaseBench();
    const { id, leases, time } = bench;
    await leases.start(id, machine);
    const late = interrupted(bench, async () => {
      time.now = t0 + 60;
      await leases.takeover(id, { actorId: 'other', reason: 'silent' });
    });
    expect(await late.heartbeat(id, { actorId: 'worker' })).toMatchObject({
      kind: 'stale_session',
      message: expect.stringContaining('actor `worker` is no longer the autonomous owner'),
    });
  });

  it('S3.73 the lease that runs out while waiting for the lock stays run out', async () => {
    const bench = await leaseBench();
    await bench.leases.start(bench.id, machine);
    const late = interrupted(bench, async () => {
      bench.time.now = t0 + 60;
    });
    expect(await late.heartbeat(bench.id, { actorId: 'worker' })).toMatchObject({
      kind: 'lease_stale',
      message: expect.stringContaining('while waiting for the lock'),
    });
    expect(await bench.leases.currentId(bench.id)).toBeNull();
  });

  it('T3.18 heartbeats and uses of others invalidate nobody', async () => {
    const { leases, id, time } = await leaseBench();
    const started = await leases.start(id, machine);
    const sessionId = started.ok ? (started.report.session_id ?? '') : '';
    for (let n = 1; n <= 5; n += 1) {
      time.now += 10;
      expect(await leases.heartbeat(id, { actorId: 'worker' })).toMatchObject({ ok: true });
    }
    expect(await leases.show(id)).toMatchObject({ report: { revision: 1, lease_counter: 5 } });
    const expected = { sessionId, revision: 1 };
    expect(await leases.clear(id, { actorId: 'worker', expected })).toMatchObject({ ok: true });
  });

  it('S3.75 a start in between is a conflict for a client that names the revision', async () => {
    const bench = await leaseBench();
    const { id, leases } = bench;
    const started = await leases.start(id, machine);
    const sessionId = started.ok ? (started.report.session_id ?? '') : '';
    const late = interrupted(bench, () => leases.start(id, machine));
    const expected = { sessionId, revision: 1 };
    expect(await late.heartbeat(id, { actorId: 'worker', expected })).toMatchObject({
      kind: 'revision_conflict',
      message: expect.stringContaining('expected revision 1, current is 2; retry'),
    });
  });

  it('S3.77 S3.118 notes that this machine is ready', async () => {
    const { leases, id, dir, time } = await leaseBench();
    await leases.start(id, machine);
    time.now = t0 + 30;
    await leases.heartbeat(id, { actorId: 'worker' });
    expect(JSON.parse(await readFile(join(dir, 'presence.json'), 'utf8'))).toMatchObject({
      sessions: { [id]: { kind: 'ready', at: t0 + 30, until: t0 + 90 } },
    });
  });
});

describe('use of an interactive session', () => {
  it('T3.7 keeps it from going stale under the hands of its user', async () => {
    const { leases, id, time } = await leaseBench();
    await leases.start(id, { lifecycle: 'interactive' });
    time.now = t0 + 7 * hour;
    await leases.touch(id);
    time.now = t0 + 14 * hour;
    expect(await leases.currentId(id)).toMatch(/^ses_/);
    time.now = t0 + 15 * hour;
    expect(await leases.currentId(id)).toBeNull();
  });

  it('S3.115 T3.7 never fails, it warns', async () => {
    const { leases, id, store, warnings } = await leaseBench();
    await writeFile(store.path(id), '{"version":99}');
    await leases.touch(id);
    expect(warnings).toEqual([expect.stringContaining(`could not renew the lease of ${id}`)]);
  });
});
