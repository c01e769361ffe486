import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StartRequest } from '../../src/domain/lease-begin.ts';
import { emptyLease } from '../../src/domain/lease.ts';
import { idleLeaseSeconds } from '../../src/sessions/lease-notes.ts';
import { autonomous, interactive, laden, leaseBench, t0 } from '../support/leases.ts';

const machine: StartRequest = { lifecycle: 'autonomous', actorId: 'worker', leaseSeconds: 60 };

describe('lease clear', () => {
  it('S3.88 S3.97 S3.100 T3.12 reports what was removed', async () => {
    const { leases, id, store, put } = await leaseBench();
    await put(laden(autonomous({ revision: 6 })));
    const request = { actorId: 'boss', reason: ' wrong branch ' };
    expect(await leases.clear(id, request)).toStrictEqual({
      ok: true,
      outcome: 'applied',
      report: {
        command: 'lease clear',
        ok: true,
        profile: id,
        path: store.path(id),
        cleared: true,
        reason: 'wrong branch',
        lifecycle: 'autonomous',
        owner_kind: 'runtime_worker',
        actor_id: 'worker',
        supervisor_id: 'boss',
        cleared_revision: 7,
      },
    });
    expect(await store.read(id)).toMatchObject({ ...emptyLease, history: [{ action: 'clear' }] });
  });

  it('S3.88 S3.100 needs neither actor nor reason, and leaves out what is absent', async () => {
    const { leases, id, put } = await leaseBench();
    await put({ ...emptyLease, state: interactive({ ownerId: undefined }) });
    const answer = await leases.clear(id, {});
    expect(answer.ok && Object.keys(answer.report).toSorted()).toEqual([
      'cleared',
      'cleared_revision',
      'command',
      'lifecycle',
      'ok',
      'owner_kind',
      'path',
      'profile',
    ]);
  });

  it('S3.93 without a document there is nothing to clear, and none is made', async () => {
    const { leases, id, dir } = await leaseBench();
    expect(await leases.clear(id, {})).toMatchObject({
      ok: true,
      outcome: 'idempotent',
      report: { cleared: false },
    });
    expect(await readdir(dir)).not.toContain(`${id}.json`);
  });

  it('S3.93 S3.98 clears escalations and gates without a lease, older ones too', async () => {
    const { leases, id, dir, put, store } = await leaseBench();
    await put(laden(null));
    const entry = { id: 'e1', text: 'disk full', blocking: true };
    await writeFile(join(dir, `${id}.legacy-escalations.json`), JSON.stringify([entry]));
    expect(await leases.clear(id, {})).toMatchObject({ report: { cleared: false } });
    expect(await store.read(id)).toMatchObject({ escalations: [], gates: null });
    expect(await readdir(dir)).toContain(`${id}.legacy-escalations.json.migrated`);
  });

  it('S3.94 notes the cost before it, and nothing when it is refused', async () => {
    const { leases, id, dir, put, time } = await leaseBench();
    await put(laden(autonomous()));
    time.now = t0 + 600;
    expect(await leases.clear(id, { actorId: 'other' })).toMatchObject({ ok: false });
    expect(await readdir(dir)).toEqual([`${id}.json`]);
    await leases.clear(id, { actorId: 'worker' });
    expect(JSON.parse(await readFile(join(dir, `${id}.notes.json`), 'utf8'))).toMatchObject({
      costs: [{ when: 'before clear', minutes: 10, start_count: 2 }],
    });
  });

  it('S3.95 S3.96 sees under the lock that somebody was faster', async () => {
    const { another, leases, id, put, store, time } = await leaseBench();
    time.now = t0 + 60;
    const late = another({
      store: {
        ...store,
        async transact(session, body) {
          await leases.takeover(id, { actorId: 'other', reason: 'silent' });
          return store.transact(session, body);
        },
      },
    });
    await put(laden(autonomous({ supervisorId: 'boss' })));
    expect(await late.clear(id, { actorId: 'worker' })).toMatchObject({
      kind: 'ownership_conflict',
      message: expect.stringContaining('most likely a concurrent takeover'),
    });
    await put(laden(autonomous({ supervisorId: 'boss' })));
    expect(await late.clear(id, { actorId: 'boss' })).toMatchObject({
      kind: 'stale_session',
      message: expect.stringContaining('retry clear'),
    });
    expect((await store.read(id)).state).toMatchObject({ ownerId: 'other' });
  });

  it('S3.99 S3.118 notes that this machine is idle for a while', async () => {
    const { leases, id, dir } = await leaseBench();
    await leases.start(id, machine);
    await leases.clear(id, { actorId: 'worker' });
    expect(JSON.parse(await readFile(join(dir, 'presence.json'), 'utf8'))).toMatchObject({
      sessions: { [id]: { kind: 'idle', at: t0, until: t0 + idleLeaseSeconds } },
    });
  });

  it('S3.92 S3.144 T3.11 works without a clock, and no later look at it can fail it', async () => {
    const { another, id, put, store, warnings } = await leaseBench();
    const clock = {
      now: () => {
        throw new Error('no clock');
      },
    };
    await put(laden(autonomous()));
    const leases = another({ clock });
    expect(await leases.clear(id, { actorId: 'other' })).toMatchObject({
      kind: 'ownership_conflict',
      message: expect.not.stringContaining('takeover'),
    });
    expect(await leases.clear(id, { actorId: 'boss' })).toMatchObject({
      ok: true,
      report: { cleared: true },
    });
    expect(await store.read(id)).toMatchObject({ state: null, history: [{ at: null }] });
    expect(warnings).toEqual([
      expect.stringContaining('cost before clear'),
      expect.stringContaining('presence (idle)'),
    ]);
  });

  it('T3.11 a clock that fails after the first look does not turn success into failure', async () => {
    const { another, id, put } = await leaseBench();
    await put(laden(autonomous()));
    let looks = 0;
    const clock = {
      now() {
        looks += 1;
        if (looks > 1) throw new Error('no clock');
        return t0 * 1000;
      },
    };
    expect(await another({ clock }).clear(id, { actorId: 'worker' })).toMatchObject({ ok: true });
    expect(looks).toBe(1);
  });

  it('S3.115 notes that cannot be written warn, and never fail a command', async () => {
    const { leases, id, dir, time, warnings } = await leaseBench();
    await mkdir(join(dir, 'presence.json'));
    await mkdir(join(dir, `${id}.notes.json`));
    expect(await leases.start(id, machine)).toMatchObject({ ok: true });
    expect(await leases.heartbeat(id, { actorId: 'worker' })).toMatchObject({ ok: true });
    time.now = t0 + 60;
    expect(await leases.takeover(id, { actorId: 'other', reason: 'r' })).toMatchObject({
      ok: true,
    });
    expect(await leases.clear(id, { actorId: 'other' })).toMatchObject({ ok: true });
    const contexts = warnings.map((line) => /could not record ([^:]*):/.exec(line)?.[1]);
    expect(contexts).toEqual([
      'presence (ready)',
      'baseline',
      'presence (ready)',
      'cost before takeover',
      'presence (ready)',
      'cost before clear',
      'presence (idle)',
    ]);
  });
});
