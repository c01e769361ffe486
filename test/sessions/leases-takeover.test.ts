import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StartRequest } from '../../src/domain/lease-begin.ts';
import { autonomous, laden, leaseBench, t0 } from '../support/leases.ts';

const machine: StartRequest = {
  lifecycle: 'autonomous',
  actorId: 'worker',
  supervisorId: 'boss',
  leaseSeconds: 60,
  mode: 'research',
};

describe('lease takeover', () => {
  it('S3.80 S3.83 S3.86 reports these fields, and no activity', async () => {
    const { leases, id, store, time } = await leaseBench();
    const started = await leases.start(id, machine);
    await leases.heartbeat(id, { actorId: 'worker', activity: 'sleeping' });
    time.now = t0 + 60;
    const answer = await leases.takeover(id, { actorId: 'other', reason: ' silent ' });
    expect(answer).toStrictEqual({
      ok: true,
      outcome: 'applied',
      report: {
        command: 'lease takeover',
        ok: true,
        profile: id,
        path: store.path(id),
        prior_session_id: started.ok ? started.report.session_id : '',
        prior_actor_id: 'worker',
        session_id: expect.stringMatching(/^ses_/),
        actor_id: 'other',
        supervisor_id: 'boss',
        lease_ttl_secs: 60,
        last_heartbeat_at: t0 + 60,
        lease_expires_at: t0 + 120,
        revision: 2,
        reason: 'silent',
      },
    });
    expect(await store.read(id)).toMatchObject({ state: { mode: 'research' }, activity: null });
  });

  it('S3.86 a prior owner that has no name is `unknown`', async () => {
    const { leases, id, put, time } = await leaseBench();
    await put(laden(autonomous({ ownerId: undefined })));
    time.now = t0 + 60;
    expect(await leases.takeover(id, { actorId: 'other', reason: 'r' })).toMatchObject({
      report: { prior_actor_id: 'unknown' },
    });
  });

  it('S3.82 S3.85 S3.118 notes the cost of the prior lease, and that this machine is ready', async () => {
    const { leases, id, dir, time } = await leaseBench();
    await leases.start(id, machine);
    time.now = t0 + 150;
    await leases.takeover(id, { actorId: 'other', reason: 'silent' });
    expect(JSON.parse(await readFile(join(dir, `${id}.notes.json`), 'utf8'))).toMatchObject({
      costs: [{ when: 'before takeover', owner: 'worker', minutes: 2, start_count: 1 }],
    });
    expect(JSON.parse(await readFile(join(dir, 'presence.json'), 'utf8'))).toMatchObject({
      sessions: { [id]: { kind: 'ready', until: t0 + 210 } },
    });
  });

  it('T3.3 the reason is stored, and outlives the lease', async () => {
    const { leases, id, time } = await leaseBench();
    await leases.start(id, machine);
    time.now = t0 + 60;
    await leases.takeover(id, { actorId: 'other', reason: 'silent' });
    await leases.clear(id, { actorId: 'boss', reason: 'done' });
    expect(await leases.show(id)).toMatchObject({
      report: {
        status: 'missing',
        history: [
          { action: 'takeover', actor: 'other', reason: 'silent', prior_owner: 'worker' },
          { action: 'clear', actor: 'boss', reason: 'done', prior_owner: 'other' },
        ],
      },
    });
  });

  it('T3.1 of eight actors who see the same stale lease, exactly one gets it', async () => {
    const { another, id, put, time, store } = await leaseBench();
    time.now = t0 + 60;
    for (let round = 0; round < 5; round += 1) {
      await put(laden(autonomous({ sessionId: `ses_${round}` })));
      const actors = Array.from({ length: 8 }, (_, n) => `actor-${n}`);
      const answers = await Promise.all(
        actors.map((actorId) => another().takeover(id, { actorId, reason: 'race' })),
      );
      const winners = actors.filter((_, n) => answers[n]?.ok);
      expect(winners).toHaveLength(1);
      const { state } = await store.read(id);
      expect(state).toMatchObject({ ownerId: winners[0], revision: 2 });
      const losers = answers.flatMap((one) => (one.ok ? [] : [one.kind]));
      expect(losers.every((kind) => /^(stale_session|ownership_conflict)$/.test(kind))).toBe(true);
    }
  });

  it('T3.1 a takeover and a recovery by the owner: exactly one', async () => {
    const { another, id, put, time } = await leaseBench();
    time.now = t0 + 60;
    for (let round = 0; round < 5; round += 1) {
      await put(laden(autonomous({ sessionId: `ses_${round}` })));
      const answers = await Promise.all([
        another().takeover(id, { actorId: 'other', reason: 'race' }),
        another().start(id, machine),
      ]);
      expect(answers.filter((one) => one.ok)).toHaveLength(1);
    }
  });
});
