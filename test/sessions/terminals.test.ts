import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import { running } from '../support/running.ts';

describe('the terminals of sessions', () => {
  it('S2.17 S2.75 gives the last lines of the pane, and says so when tmux does not answer', async () => {
    const engine = await testEngine();
    const { session, pane } = await running(engine);
    engine.tmux.show(pane, ['one', 'two', 'three', 'IDLE']);
    expect(await engine.sessions.tail(session.id, 2)).toEqual({
      kind: 'text',
      text: 'three\nIDLE',
    });
    engine.tmux.faults.capture = { kind: 'unknown', why: 'hangs' };
    await expect(engine.sessions.tail(session.id, 2)).rejects.toMatchObject({
      kind: 'tmux_unavailable',
    });
  });

  it('takes keys, and its own agent’s way to be interrupted', async () => {
    const typing = { ...fakeAgent.typing, interrupt: [{ name: 'C-c' as const }] };
    const engine = await testEngine({ agents: [{ ...fakeAgent, typing }] });
    const { session, pane } = await running(engine);
    expect((await engine.sessions.keys(session.id, [{ text: 'y' }], 'me')).kind).toBe('typed');
    expect((await engine.sessions.interrupt(session.id, 'me')).kind).toBe('typed');
    expect(pane.typed).toEqual(['y', '<C-c>']);
  });

  it('has none when the session is stopped', async () => {
    const engine = await testEngine();
    const { id } = (await running(engine)).session;
    await engine.sessions.stopSession(id, 'me');
    expect(await engine.sessions.screen(id)).toEqual({ kind: 'gone' });
    expect(await engine.sessions.tail(id, 2)).toEqual({ kind: 'gone' });
    expect(await engine.sessions.attended(id)).toBe(false);
    expect(await engine.sessions.keys(id, [{ name: 'Enter' }], 'me')).toEqual({
      kind: 'refused',
      why: 'gone',
    });
  });
});
