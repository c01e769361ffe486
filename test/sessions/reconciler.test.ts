import { describe, expect, it } from 'vitest';
import { reborn, testEngine } from '../support/engine.ts';
import { running } from '../support/running.ts';
import { until } from '../support/until.ts';

describe('when to reconcile', () => {
  it('P12 a reconcile that was put off is taken up again, as the first one after the start', async () => {
    const engine = await testEngine();
    const { session } = await running(engine);
    const { session: half } = await running(engine);
    await engine.store.update(half.id, (one) => ({
      ...one,
      lifecycle: 'provisioning',
      pane: null,
    }));
    engine.tmux.panes.delete(half.pane?.pane ?? '');
    const next = await reborn(engine);
    engine.tmux.faults.list = { kind: 'unknown', why: 'tmux hangs' };
    expect((await next.sessions.start()).aborted).toBe('tmux hangs');
    await next.sessions.round();
    expect(next.sessions.live(session.id)).toBeUndefined();
    delete engine.tmux.faults.list;
    await next.sessions.round();
    await until(() => next.sessions.live(session.id)?.attention === 'idle', 'it to be watched');
    expect((await next.sessions.get(half.id)).lifecycle).toBe('errored');
  });

  it.each([
    [{ kind: 'server_found', server: { pid: 1, startedAt: 1 } }, true],
    [{ kind: 'server_lost', proven: true, why: 'it is dead' }, true],
    [{ kind: 'server_lost', proven: false, why: 'no answer' }, false],
  ] as const)('T2.2 P12 tmux tells %o', async (event, looks) => {
    const engine = await testEngine();
    const { session } = await running(engine);
    engine.tmux.panes.delete(session.pane?.pane ?? '');
    engine.tmux.tell(event);
    // Stopping waits for what tmux gave a reason for.
    await engine.sessions.stop();
    expect((await engine.sessions.get(session.id)).lifecycle).toBe(looks ? 'stopped' : 'active');
  });
});
