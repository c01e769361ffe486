import { describe, expect, it } from 'vitest';
import { leaseButtons } from '../../src/telegram/cards/lease.ts';
import { testEngine } from '../support/engine.ts';
import { labelsOf, testRoom } from '../support/room.ts';
import { running } from '../support/running.ts';
import { until } from '../support/until.ts';

/** A session that a worker drove for a second and then left. */
async function left() {
  const engine = await testEngine();
  const room = testRoom(engine);
  const { session } = await running(engine);
  const drive = (actorId: string, leaseSeconds: number) =>
    room.leases.start(session.id, {
      lifecycle: 'autonomous',
      ownerKind: 'runtime_worker',
      actorId,
      leaseSeconds,
    });
  await drive('worker', 1);
  const stale = async () => {
    const shown = await room.leases.show(session.id);
    return shown.ok && shown.report.stale === true ? shown.report : null;
  };
  return { room, session, drive, lease: await until(stale, 'the lease to go stale') };
}

async function holder(
  room: ReturnType<typeof testRoom>,
  id: Parameters<typeof room.leases.show>[0],
) {
  const shown = await room.leases.show(id);
  return shown.ok ? (shown.report.actor_id ?? null) : 'unreadable';
}

describe('/lease', () => {
  it('shows who drives a session, and offers to take a stale one over', async () => {
    const { room, session } = await left();
    await room.say('/lease shop');
    expect(room.lastText()).toContain('Driven by worker');
    expect(room.lastText()).toContain('The lease is stale.');
    expect(labelsOf(room.last())).toEqual([['Take over', 'Clear']]);
    await room.tap(/Take over/);
    expect(room.lastText()).toContain('You drive it now, in place of worker.');
    expect(await holder(room, session.id)).toBe('telegram:7');
  });

  it('clears a stale one; both steps are on record', async () => {
    const { room, session } = await left();
    await room.say('/lease shop');
    await room.tap(/Clear/);
    expect(room.lastText()).toContain('is cleared: nobody drives it now');
    const shown = await room.leases.show(session.id);
    expect(shown).toMatchObject({
      ok: true,
      report: { status: 'missing', history: [{ action: 'takeover' }, { action: 'clear' }] },
    });
    await room.say('/lease shop');
    expect(room.lastText()).toContain('Nobody holds a lease on it.');
  });

  it('P4 a button of yesterday touches no other lease, and no living one', async () => {
    const { room, session, drive, lease } = await left();
    const [take, clear] = leaseButtons(session.id, lease.session_id ?? '');
    await room.leases.clear(session.id, { actorId: 'worker' });
    await drive('another', 3600);
    for (const button of [take, clear]) {
      await room.tapData(button !== undefined && 'data' in button ? button.data : '');
    }
    for (const button of leaseButtons(session.id, 'ses_made_up')) {
      await room.tapData('data' in button ? button.data : '');
    }
    await room.tapData('c:lease:t:nobody:x');
    expect(room.toasts).toHaveLength(5);
    expect(await holder(room, session.id)).toBe('another');
  });
});
