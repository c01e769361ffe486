import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyLease } from '../../src/domain/lease.ts';
import type { StartRequest } from '../../src/domain/lease-begin.ts';
import { autonomous, hour, interactive, laden, leaseBench, t0 } from '../support/leases.ts';

const human: StartRequest = { lifecycle: 'interactive' };
const machine: StartRequest = { lifecycle: 'autonomous', actorId: 'worker', leaseSeconds: 60 };

describe('lease start', () => {
  it('S3.48 is refused for a session that does not exist, and writes nothing', async () => {
    const { another, id, dir } = await leaseBench();
    const leases = another({ sessions: { exists: async () => false } });
    expect(await leases.start(id, human)).toEqual({
      ok: false,
      kind: 'not_found',
      message: `session \`${id}\` does not exist; start one with tapmux new`,
    });
    expect(await readdir(dir)).toEqual([]);
  });

  it('S3.49 creates the document, out of the older form if there is one', async () => {
    const { leases, id, dir, store } = await leaseBench();
    const legacy = { schema_version: 3, started_at: t0, last_started_at: t0, start_count: 4 };
    await writeFile(
      join(dir, `${id}.legacy.json`),
      JSON.stringify({ ...legacy, session_id: 'ses_3', revision: 2 }),
    );
    expect(await leases.start(id, human)).toMatchObject({
      report: { start_count: 5, session_id: 'ses_3', revision: 3, reset: false },
    });
    expect(JSON.parse(await readFile(store.path(id), 'utf8'))).toMatchObject({ version: 4 });
  });

  it('S3.50 S3.51 a wrong request and a refusal of ownership write nothing', async () => {
    const { leases, id, dir, put, store } = await leaseBench();
    expect(await leases.start(id, { ...human, actorId: 'a' })).toMatchObject({ kind: 'invalid' });
    expect(await readdir(dir)).toEqual([]);
    await put(laden(autonomous()));
    const bytes = await readFile(store.path(id), 'utf8');
    expect(await leases.start(id, human)).toMatchObject({ kind: 'ownership_conflict' });
    expect(await readFile(store.path(id), 'utf8')).toBe(bytes);
    expect(await readdir(dir)).toEqual([`${id}.json`]);
  });

  it('S3.52 notes the cost of the lease that it replaces', async () => {
    const { leases, id, dir, put, time } = await leaseBench();
    await put(laden(interactive()));
    time.now = t0 + 9 * hour;
    expect(await leases.start(id, human)).toMatchObject({ ok: true, report: { reset: true } });
    expect(JSON.parse(await readFile(join(dir, `${id}.notes.json`), 'utf8'))).toMatchObject({
      costs: [{ session_id: 'ses_OLD', when: 'before stale reset', minutes: 540, start_count: 2 }],
    });
  });

  it('S3.52 notes no cost of a refresh or of a first start', async () => {
    const { leases, id, dir } = await leaseBench();
    await leases.start(id, human);
    await leases.start(id, human);
    const notes: unknown = JSON.parse(await readFile(join(dir, `${id}.notes.json`), 'utf8'));
    expect(notes).not.toHaveProperty('costs');
  });

  it('S3.53 takes over older escalations even when the start fails afterwards', async () => {
    const { another, id, dir, put, store } = await leaseBench();
    await put({ ...emptyLease, state: interactive() });
    const entry = { id: 'e1', text: 'disk full', blocking: true };
    await writeFile(join(dir, `${id}.legacy-escalations.json`), JSON.stringify([entry]));
    const bug = new Error('the disk is on fire');
    const leases = another({ store: { ...store, transact: () => Promise.reject(bug) } });
    await expect(leases.start(id, human)).rejects.toBe(bug);
    expect((await store.read(id)).escalations).toMatchObject([{ id: 'e1', blocking: true }]);
    expect(await readdir(dir)).toContain(`${id}.legacy-escalations.json.migrated`);
  });

  it('S3.54 decides again under the lock, on what is there then', async () => {
    const { another, leases, id, store, time } = await leaseBench();
    const late = another({
      store: {
        ...store,
        async transact(session, body) {
          expect(await leases.start(id, machine)).toMatchObject({ ok: true });
          return store.transact(session, body);
        },
      },
    });
    expect(await late.start(id, { ...machine, actorId: 'other' })).toMatchObject({
      ok: false,
      kind: 'ownership_conflict',
      message: expect.stringContaining('owned by `worker`'),
    });
    time.now = t0 + 1;
    expect(await leases.show(id)).toMatchObject({ report: { actor_id: 'worker', revision: 1 } });
  });

  it('S3.54 reads the clock again under the lock', async () => {
    const { another, id, store, time } = await leaseBench();
    const slow = another({
      store: {
        ...store,
        transact(session, body) {
          time.now = t0 + 7.125;
          return store.transact(session, body);
        },
      },
    });
    expect(await slow.start(id, human)).toMatchObject({ report: { started_at: t0 + 7.125 } });
  });

  it('S3.55 T3.5 a reset cleans, a first start does not', async () => {
    const { leases, id, put, store, time } = await leaseBench();
    await put(laden(null));
    await leases.start(id, human);
    expect(await store.read(id)).toMatchObject({
      gates: { revision: 3 },
      escalations: [{ id: 'soft' }, { id: 'hard' }],
    });
    time.now = t0 + 9 * hour;
    await leases.start(id, human);
    expect(await store.read(id)).toMatchObject({ gates: null, escalations: [{ id: 'hard' }] });
  });

  it('S3.57 T3.15 of two clients that saw the same revision, the second is told', async () => {
    const { leases, id } = await leaseBench();
    const first = await leases.start(id, human);
    const seen = first.ok ? first.report : null;
    const expected = { sessionId: seen?.session_id ?? '', revision: seen?.revision ?? 0 };
    expect(await leases.start(id, { ...human, expected })).toMatchObject({ ok: true });
    expect(await leases.start(id, { ...human, expected })).toMatchObject({
      ok: false,
      kind: 'revision_conflict',
      message: expect.stringContaining('expected revision 1, current is 2; retry'),
    });
  });

  it('T3.13 revision 1 from before a clear does not fit the new lease', async () => {
    const { leases, id } = await leaseBench();
    const first = await leases.start(id, human);
    const old = { sessionId: first.ok ? (first.report.session_id ?? '') : '', revision: 1 };
    await leases.clear(id, {});
    expect(await leases.start(id, human)).toMatchObject({ report: { revision: 1 } });
    expect(await leases.start(id, { ...human, expected: old })).toMatchObject({
      kind: 'stale_session',
    });
    expect(await leases.clear(id, { expected: old })).toMatchObject({ kind: 'stale_session' });
  });

  it('S3.58 S3.61 an autonomous refresh reports the activity that it keeps', async () => {
    const { leases, id, time } = await leaseBench();
    await leases.start(id, machine);
    await leases.heartbeat(id, { actorId: 'worker', activity: 'running the tests' });
    time.now = t0 + 10;
    expect(await leases.start(id, machine)).toMatchObject({
      report: { current_activity: 'running the tests', activity_updated_at: t0 },
    });
  });

  it('S3.59 S3.118 notes that this machine is ready, and the baseline', async () => {
    const { leases, id, dir } = await leaseBench();
    await leases.start(id, machine);
    expect(JSON.parse(await readFile(join(dir, 'presence.json'), 'utf8'))).toMatchObject({
      machine: expect.any(String),
      sessions: { [id]: { kind: 'ready', at: t0, until: t0 + 60 } },
    });
    expect(JSON.parse(await readFile(join(dir, `${id}.notes.json`), 'utf8'))).toMatchObject({
      baseline: { status: 'active', start_count: 1, lifecycle: 'autonomous', stale: false },
    });
  });

  it('S3.60 warns when it found a live lease, and only then', async () => {
    const { leases, id, time } = await leaseBench();
    const warning = async (request: StartRequest) => {
      const answer = await leases.start(id, request);
      return answer.ok ? answer.report.warning : answer.message;
    };
    expect(await warning(human)).toBeNull();
    expect(await warning(human)).toBe(
      `active session already exists for \`${id}\`; incrementing start_count`,
    );
    time.now = t0 + 9 * hour;
    expect(await warning(machine)).toBeNull();
    expect(await warning(machine)).toContain('active autonomous session owned by `worker`');
    time.now += 60;
    expect(await warning(machine)).toBeNull();
  });

  it('T3.4 a record without a session id is stale, so it gives no warning', async () => {
    const { leases, id, put } = await leaseBench();
    await put({ ...emptyLease, state: interactive({ sessionId: undefined, schemaVersion: 2 }) });
    expect(await leases.start(id, human)).toMatchObject({
      ok: true,
      report: { warning: null, reset: true, start_count: 1 },
    });
  });

  it('S3.61 reports these fields, the absent ones left out, the warning always there', async () => {
    const { leases, id, store } = await leaseBench();
    const first = await leases.start(id, human);
    expect(first).toStrictEqual({
      ok: true,
      outcome: 'applied',
      report: {
        command: 'lease start',
        ok: true,
        profile: id,
        path: store.path(id),
        started_at: t0,
        last_started_at: t0,
        start_count: 1,
        session_id: expect.stringMatching(/^ses_/),
        mode: 'general',
        lifecycle: 'interactive',
        owner_kind: 'interactive',
        actor_id: 'interactive',
        revision: 1,
        reset: false,
        warning: null,
      },
    });
    await leases.clear(id, {});
    const second = await leases.start(id, { ...machine, supervisorId: 'boss' });
    expect(second).toMatchObject({
      report: {
        lifecycle: 'autonomous',
        owner_kind: 'runtime_worker',
        actor_id: 'worker',
        supervisor_id: 'boss',
        lease_ttl_secs: 60,
        last_heartbeat: t0,
        lease_expires_at: t0 + 60,
      },
    });
  });

  it('S3.119 a clock before 1970 is an error', async () => {
    const { another, id, dir } = await leaseBench();
    const leases = another({ clock: { now: () => -1 } });
    const answers = [
      await leases.start(id, human),
      await leases.heartbeat(id, { actorId: 'worker' }),
      await leases.takeover(id, { actorId: 'other', reason: 'because' }),
      await leases.show(id),
    ];
    for (const answer of answers) {
      expect(answer).toEqual({
        ok: false,
        kind: 'unavailable',
        message: 'system clock is before UNIX_EPOCH',
      });
    }
    expect(await readdir(dir)).toEqual([]);
  });

  it('S3.142 S3.145 T3.16 a hostile actor never reaches a message unescaped', async () => {
    const { leases, id, put } = await leaseBench();
    await put(laden(autonomous({ ownerId: 'own\n\u001b`er' })));
    const refusals = [
      await leases.start(id, human),
      await leases.start(id, { ...machine, actorId: 'foo; rm -rf /' }),
      await leases.heartbeat(id, { actorId: 'act\n\u001b`or' }),
      await leases.clear(id, { actorId: 'foo; rm -rf /' }),
      await leases.clear(id, { actorId: 'act\n\u001b`or' }),
    ];
    for (const refusal of refusals) {
      expect(refusal.ok).toBe(false);
      // oxlint-disable-next-line no-control-regex
      expect('message' in refusal ? refusal.message : '\n').not.toMatch(/[\n\u001b]/);
    }
  });
});
