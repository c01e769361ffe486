import { describe, expect, it } from 'vitest';
import { reborn, testEngine } from '../support/engine.ts';
import { running } from '../support/running.ts';
import { createSkippingClock } from '../support/skipping-clock.ts';
import { until } from '../support/until.ts';

describe('auto-resume', () => {
  it('S2.68 S2.72 goes on with the conversation, not with an empty one', async () => {
    const engine = await testEngine();
    const { session } = await running(engine);
    await engine.store.update(session.id, (one) => ({
      ...one,
      agentSessionId: 'talk-1',
      lastActivityAt: new Date().toISOString(),
    }));
    const next = await reborn(engine, true);
    engine.tmux.restartServer();
    expect((await next.sessions.start()).resumed).toEqual([session.name]);
    const create = engine.tmux.calls.findLast((call) => call.kind === 'create');
    expect(create).toMatchObject({
      spec: { argv: expect.arrayContaining(['talk-1']) as string[] },
    });
    const resumed = await next.sessions.get(session.id);
    expect(resumed).toMatchObject({ lifecycle: 'starting', stop: null, agentSessionId: 'talk-1' });
    expect(resumed.runId).not.toBe(session.runId);
  });

  it('finds what told of its end before the reconcile came to it', async () => {
    const engine = await testEngine({ autoResume: true });
    const { session } = await running(engine);
    const { pane } = session;
    if (pane === null) throw new Error('no pane');
    const ref = engine.tmux.panes.get(pane.pane)?.info.ref;
    if (ref === undefined) throw new Error('no such pane');
    await engine.tmux.kill(ref);
    await until(async () => (await engine.sessions.get(session.id)).stop?.cause === 'tmux_gone');
    expect((await engine.sessions.reconcile()).resumed).toEqual([session.name]);
    expect((await engine.sessions.reconcile()).resumed).toEqual([]);
  });

  it.each([
    ['with the machine, while we were still there', 10_000, true],
    ['long before our own end', 10 * 60_000, false],
  ])('what ended %s', async (_when, beforeMs, resumed) => {
    const engine = await testEngine();
    const { session } = await running(engine);
    const endedAt = Date.now() - 60 * 60_000;
    await engine.store.update(session.id, (one) => ({
      ...one,
      lifecycle: 'stopped',
      pane: null,
      stop: {
        cause: 'agent_crashed',
        at: new Date(endedAt).toISOString(),
        exitCode: 143,
        signal: null,
      },
    }));
    engine.tmux.restartServer();
    await engine.sessions.stop();
    const next = await testEngine({
      home: engine.home,
      tmux: engine.tmux,
      autoResume: true,
      lastAliveAt: endedAt + beforeMs,
      start: false,
    });
    const report = await next.sessions.start();
    expect(report.resumed).toEqual(resumed ? [session.name] : []);
    expect((await next.sessions.reconcile()).resumed).toEqual([]);
  });

  it('leaves alone what falls over after each resume, and says so once', async () => {
    const engine = await testEngine();
    const { session } = await running(engine);
    let next = engine;
    const resumed: number[] = [];
    for (let start = 0; start < 7; start += 1) {
      next = await reborn(next, true);
      engine.tmux.restartServer();
      resumed.push((await next.sessions.start()).resumed.length);
    }
    expect(resumed).toEqual([1, 1, 1, 1, 1, 0, 0]);
    expect((await next.sessions.get(session.id)).stop?.cause).toBe('resume_flapping');
    // It was said in the start in which it was given up.
    expect(next.notices).toEqual([]);
  });

  it('says that it leaves it alone', async () => {
    const engine = await testEngine();
    const { session } = await running(engine);
    await engine.store.update(session.id, (one) => ({
      ...one,
      flaps: { count: 4, resumedAt: new Date().toISOString() },
    }));
    const next = await reborn(engine, true);
    engine.tmux.restartServer();
    expect((await next.sessions.start()).resumed).toEqual([]);
    const last = next.notices.findLast((one) => one.kind === 'ended');
    expect(last?.session.stop?.cause).toBe('resume_flapping');
  });

  it('X2.13 a session that keeps falling over is left alone after five times', async () => {
    const clock = createSkippingClock();
    const engine = await testEngine({ clock, autoResume: true });
    const { session } = await running(engine);
    for (let round = 0; round < 7; round += 1) {
      engine.tmux.restartServer();
      await engine.sessions.reconcile();
    }
    const parked = await engine.sessions.get(session.id);
    expect(parked.stop?.cause).toBe('resume_flapping');
    expect(parked.lifecycle).toBe('stopped');
    expect((await engine.sessions.resume(session.id, 'me')).flaps.count).toBe(0);
  });
});
