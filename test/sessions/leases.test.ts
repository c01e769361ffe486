import { readdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { Locate } from '../../src/sessions/leases.ts';
import { handleLease } from '../../src/sessions/leases.ts';
import { autonomous, interactive, laden, leaseBench, t0 } from '../support/leases.ts';

const nowhere: Locate = async () => null;
const untouched: Locate = () => Promise.reject(new Error('looked for'));
const ambiguous: Locate = () => Promise.reject(new UserError('ambiguous', 'which one?'));

describe('lease show', () => {
  it('S3.102 S3.116 shows the lease, and S3.103 the conflict only when asked', async () => {
    const { leases, id, put, store } = await leaseBench();
    await put(laden(autonomous()));
    const answer = await leases.show(id);
    expect(answer).toStrictEqual({
      ok: true,
      outcome: 'applied',
      report: {
        command: 'lease show',
        ok: true,
        profile: id,
        path: store.path(id),
        status: 'active',
        session_id: 'ses_OLD',
        mode: 'research',
        start_count: 2,
        started_at: t0,
        last_started_at: t0,
        minutes: 0,
        lifecycle: 'autonomous',
        owner_kind: 'runtime_worker',
        actor_id: 'worker',
        supervisor_id: 'boss',
        lease_ttl_secs: 60,
        last_heartbeat: t0,
        lease_expires_at: t0 + 60,
        stale: false,
        revision: 1,
        lease_counter: 0,
        current_activity: 'running the tests',
        activity_updated_at: t0,
        history: [],
      },
    });
    expect(await leases.show(id, 'other')).toMatchObject({
      report: { ownership_conflict: true },
    });
    expect(await leases.show(id, 'boss')).toMatchObject({
      report: { ownership_conflict: false },
    });
  });

  it('S3.120 JSON carries an odd id as it is', async () => {
    const { leases, id, put } = await leaseBench();
    await put(laden(autonomous({ ownerId: 'a\nb`' })));
    expect(await leases.show(id)).toMatchObject({ report: { actor_id: 'a\nb`' } });
  });

  it('S3.104 S3.105 reading a session without a lease finds nothing and makes nothing', async () => {
    const { leases, id, dir } = await leaseBench();
    expect(await leases.currentId(id)).toBeNull();
    expect(await leases.show(id)).toMatchObject({ report: { status: 'missing' } });
    await leases.touch(id);
    expect(await readdir(dir)).toEqual([]);
  });

  it('S3.104 S3.133 S3.134 the current id is there while the lease is live', async () => {
    const { leases, id, put, time } = await leaseBench();
    await put(laden(interactive()));
    expect(await leases.currentId(id)).toBe('ses_OLD');
    time.now = t0 + 8 * 3600;
    expect(await leases.currentId(id)).toBeNull();
  });

  it('a disk that cannot be used is an answer, not a crash', async () => {
    const { leases, id, store } = await leaseBench();
    await writeFile(store.path(id), '{"version":99}');
    const answers = [
      await leases.show(id),
      await leases.start(id, { lifecycle: 'interactive' }),
      await leases.clear(id, {}),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ ok: false, kind: 'unavailable' });
    }
    expect(await readFile(store.path(id), 'utf8')).toBe('{"version":99}');
  });
});

describe('a request from outside', () => {
  it('S3.17 S3.63 S3.80 S3.88 reaches its action with what it gave', async () => {
    const { leases, id, time } = await leaseBench();
    const ask = (action: string, body: object) =>
      handleLease(leases, async () => id, action, { session: 'shop', ...body });
    const machine = { lifecycle: 'autonomous', actor_id: 'worker', lease_seconds: 60 };
    expect(await ask('start', { ...machine, mode: 'implement' })).toMatchObject({
      ok: true,
      report: { mode: 'implement', owner_kind: 'runtime_worker' },
    });
    expect(await ask('heartbeat', { actor_id: 'worker', activity: 'a' })).toMatchObject({
      report: { activity: 'a' },
    });
    time.now = t0 + 60;
    const takeover = { actor_id: 'other', reason: 'silent', supervisor_id: 'chief' };
    expect(await ask('takeover', takeover)).toMatchObject({ report: { supervisor_id: 'chief' } });
    expect(await ask('show', { actor_id: 'x' })).toMatchObject({
      report: { ownership_conflict: true },
    });
    expect(await ask('clear', { actor_id: 'chief', reason: 'r' })).toMatchObject({
      report: { cleared: true, reason: 'r' },
    });
  });

  it('T3.15 takes the expectation of the client', async () => {
    const { leases, id, put } = await leaseBench();
    await put(laden(interactive()));
    const clear = (expected: object) =>
      handleLease(leases, nowhere, 'clear', { session: id, ...expected });
    expect(await clear({ expected_session_id: null })).toMatchObject({ kind: 'stale_session' });
    expect(await clear({ expected_revision: 1 })).toMatchObject({ kind: 'invalid' });
    expect(await clear({ expected_session_id: 'ses_OLD', expected_revision: 2 })).toMatchObject({
      kind: 'revision_conflict',
    });
    expect(await clear({ expected_session_id: 'ses_OLD', expected_revision: 1 })).toMatchObject({
      ok: true,
    });
  });

  it.each([
    ['start', 'text'],
    ['start', null],
    ['start', { mode: 'sleeping' }],
    ['start', { lifecycle: 5 }],
    ['start', { lease_seconds: '60' }],
    ['heartbeat', {}],
    ['heartbeat', { actor_id: 5 }],
    ['takeover', { actor_id: 'a' }],
    ['clear', { reason: {} }],
    ['__proto__', {}],
    ['delete', {}],
  ])(
    'S3.3 S3.5 S3.63 S3.80 %s with %j is refused before anything is looked for',
    async (action, body) => {
      const { leases } = await leaseBench();
      expect(await handleLease(leases, untouched, action, body)).toMatchObject({
        ok: false,
        kind: 'invalid',
      });
    },
  );

  it('S3.48 a session that is not found is named, escaped', async () => {
    const { leases } = await leaseBench();
    const unknown = await handleLease(leases, nowhere, 'start', { session: 'no\nsuch' });
    expect(unknown).toEqual({
      ok: false,
      kind: 'not_found',
      message: 'session `no\\nsuch` does not exist; start one with tapmux new',
    });
    expect(await handleLease(leases, nowhere, 'show', { pane: '%3' })).toMatchObject({
      kind: 'not_found',
    });
    expect(await handleLease(leases, ambiguous, 'show', { session: 's' })).toMatchObject({
      kind: 'not_found',
      message: 'which one?',
    });
  });

  it('looks for the pane that it came from', async () => {
    const { leases, id } = await leaseBench();
    const places: unknown[] = [];
    const locate: Locate = async (place) => {
      places.push(place);
      return id;
    };
    await handleLease(leases, locate, 'show', { pane: '%3', tmux: '/tmp/tmux-0/default,1,0' });
    expect(places).toEqual([{ pane: '%3', tmux: '/tmp/tmux-0/default,1,0' }]);
  });
});
