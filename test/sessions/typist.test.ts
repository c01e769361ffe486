import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { newSessionId } from '../../src/domain/ids.ts';
import type { Session } from '../../src/domain/session.ts';
import { StoreError } from '../../src/store/sessions-store.ts';
import { lastPane, testEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import type { FakePane } from '../support/fake-tmux.ts';
import { createSkippingClock } from '../support/skipping-clock.ts';
import { until } from '../support/until.ts';

async function idle(
  engine: TestEngine,
  agent = 'fake',
): Promise<{ session: Session; pane: FakePane }> {
  const args = agent === 'generic' ? { args: ['sh'] } : {};
  const made = await engine.sessions.create({ cwd: engine.folder, agent, ...args });
  const pane = lastPane(engine);
  engine.tmux.show(pane, ['IDLE']);
  await until(async () => (await engine.sessions.get(made.id)).lifecycle === 'active');
  pane.onTyped = (_, typed) => {
    engine.tmux.show(pane, typed === '<Enter>' ? ['BUSY'] : [`IDLE ${typed.split('\n')[0] ?? ''}`]);
  };
  return { session: await engine.sessions.get(made.id), pane };
}

describe('send', () => {
  it('S2.16 S2.48 S2.84 P6 text goes in with Enter behind it, and the record knows', async () => {
    const engine = await testEngine();
    const { session, pane } = await idle(engine);
    const outcome = await engine.sessions.send(session.id, 'fix the tests', 'me');
    expect(outcome).toEqual({ kind: 'delivered' });
    expect(pane.typed).toEqual(['fix the tests', '<Enter>']);
    expect((await engine.sessions.get(session.id)).lastActivityAt).not.toBeNull();
  });

  it('S2.47 S2.84 T2.17 stopped and decommissioned sessions refuse as a matter of state, not of tmux', async () => {
    const engine = await testEngine();
    const { session, pane } = await idle(engine);
    await engine.sessions.stopSession(session.id, 'me');
    const stopped = await engine.sessions.send(session.id, 'hello', 'me');
    expect(stopped).toEqual({
      kind: 'refused',
      reason: 'state',
      detail: 'tap-shop is stopped: cannot inject input.',
    });
    await engine.sessions.decommission(session.id, 'me');
    expect(await engine.sessions.send(session.id, 'hello', 'me')).toMatchObject({
      reason: 'state',
      detail: expect.stringContaining('decommissioned') as string,
    });
    expect(pane.typed).toEqual([]);
  });

  it('S2.49 when tmux does not answer nobody is told that it was sent', async () => {
    const engine = await testEngine();
    const { session } = await idle(engine);
    engine.tmux.faults.paste = { kind: 'unknown', why: 'no reply' };
    const before = await engine.sessions.get(session.id);
    expect((await engine.sessions.send(session.id, 'hello', 'me')).kind).toBe('unknown');
    expect((await engine.sessions.get(session.id)).pane).toEqual(before.pane);
  });

  it('S2.50 an errored session with a living pane takes input, and so does one that just came up', async () => {
    const engine = await testEngine();
    const { session, pane } = await idle(engine);
    await engine.sessions.markErrored(session.id, 'provisioning failed');
    expect(await engine.sessions.send(session.id, 'try again', 'me')).toEqual({
      kind: 'delivered',
    });
    expect(pane.typed[0]).toBe('try again');
  });

  it('T2.21 P5 nothing is typed while a dialog is on the screen', async () => {
    const engine = await testEngine();
    const { session, pane } = await idle(engine);
    engine.tmux.show(pane, ['ASK Run rm?|Yes|No']);
    const outcome = await engine.sessions.send(session.id, 'please stop', 'me');
    expect(outcome).toMatchObject({ kind: 'refused', reason: 'dialog_open' });
    expect(pane.typed).toEqual([]);
  });

  it.each([
    ['GONE', 'not_the_agent'],
    ['STARTING', 'starting'],
    ['IDLE half a sentence', 'draft_present'],
    ['garbage', 'unreadable'],
  ])('P5 a pane that shows "%s" is refused as %s', async (screen, reason) => {
    const engine = await testEngine();
    const { session, pane } = await idle(engine);
    engine.tmux.show(pane, [screen]);
    expect(await engine.sessions.send(session.id, 'hello', 'me')).toMatchObject({ reason });
    expect(pane.typed).toEqual([]);
  });

  it('P6 a screen that is just being drawn is looked at again before it is called unreadable', async () => {
    const clock = createSkippingClock();
    let drawn = () => {};
    const sleep = (ms: number, signal?: AbortSignal) => {
      drawn();
      return clock.sleep(ms, signal);
    };
    const engine = await testEngine({ clock: { ...clock, sleep } });
    const { session, pane } = await idle(engine);
    engine.tmux.show(pane, ['half a scr']);
    drawn = () => {
      engine.tmux.show(pane, ['IDLE']);
      drawn = () => {};
    };
    expect(await engine.sessions.send(session.id, 'hello', 'me')).toEqual({ kind: 'delivered' });
    expect(pane.typed).toEqual(['hello', '<Enter>']);
  });

  it('P5 a dead pane, a pane with input off and a pane that is gone are told apart', async () => {
    const engine = await testEngine();
    const { session, pane } = await idle(engine);
    pane.inputOff = true;
    expect(await engine.sessions.send(session.id, 'x', 'me')).toMatchObject({
      reason: 'input_off',
    });
    pane.inputOff = false;
    pane.info = { ...pane.info, dead: true };
    expect(await engine.sessions.send(session.id, 'x', 'me')).toMatchObject({
      reason: 'pane_dead',
    });
    engine.tmux.panes.clear();
    expect(await engine.sessions.send(session.id, 'x', 'me')).toMatchObject({
      reason: 'pane_gone',
    });
    expect(pane.typed).toEqual([]);
  });

  it('P5 what the agent would take for an order to itself is refused, and nothing is typed', async () => {
    const agent: Agent = {
      ...fakeAgent,
      typing: { ...fakeAgent.typing, spell: () => ({ kind: 'refused', why: 'it would quit' }) },
    };
    const engine = await testEngine({ agents: [agent] });
    const { session, pane } = await idle(engine);
    expect(await engine.sessions.send(session.id, 'exit', 'me')).toMatchObject({
      reason: 'not_as_text',
      detail: expect.stringContaining('it would quit') as string,
    });
    expect(pane.typed).toEqual([]);
  });

  it('P5 P7 in pieces, with Enter behind the last; a prompt that comes up meanwhile gets neither', async () => {
    const strokes = [{ paste: 'one ' }, { name: 'Home' }, { paste: 'two' }] as const;
    const agent: Agent = {
      ...fakeAgent,
      typing: { ...fakeAgent.typing, spell: () => ({ kind: 'strokes', strokes }) },
    };
    const engine = await testEngine({ agents: [agent] });
    const { session, pane } = await idle(engine);
    expect(await engine.sessions.send(session.id, 'x', 'me')).toEqual({ kind: 'delivered' });
    expect(pane.typed).toEqual(['one ', '<Home>', 'two', '<Enter>']);

    engine.tmux.show(pane, ['IDLE']);
    pane.typed.length = 0;
    pane.onTyped = () => engine.tmux.show(pane, ['ASK Run rm?|Yes|No']);
    expect(await engine.sessions.send(session.id, 'x', 'me')).toMatchObject({
      kind: 'unsubmitted',
    });
    expect(pane.typed).toEqual(['one ']);
  });

  it.each([
    ['at work', 'BUSY', 0],
    ['that wants Enter later', 'IDLE', 100],
  ])(
    'P1 P5 a prompt of an agent %s that comes up behind a text does not get its Enter',
    async (_, screen, enterDelayMs) => {
      const agent: Agent = { ...fakeAgent, typing: { ...fakeAgent.typing, enterDelayMs } };
      const engine = await testEngine({ agents: [agent], clock: createSkippingClock() });
      const { session, pane } = await idle(engine);
      engine.tmux.show(pane, [screen]);
      pane.onTyped = () => engine.tmux.show(pane, ['ASK Run rm?|Yes|No']);
      expect(await engine.sessions.send(session.id, 'hello', 'me')).toMatchObject({
        kind: 'unsubmitted',
        detail: expect.stringContaining('a prompt came up') as string,
      });
      expect(pane.typed).toEqual(['hello']);
    },
  );

  it('P1 P5 a text for an agent at work gets the key that answers no prompt, where there is one', async () => {
    const agent: Agent = { ...fakeAgent, typing: { ...fakeAgent.typing, queueKey: 'Tab' } };
    const engine = await testEngine({ agents: [agent] });
    const { session, pane } = await idle(engine);
    engine.tmux.show(pane, ['BUSY']);
    pane.onTyped = (_, typed) => {
      if (typed !== '<Tab>') engine.tmux.show(pane, [`queued: ${typed}`, 'BUSY']);
    };
    expect(await engine.sessions.send(session.id, 'and then this', 'me')).toEqual({
      kind: 'queued',
    });
    expect(pane.typed).toEqual(['and then this', '<Tab>']);
  });

  it('P5 a text that does not show up gets no Enter: something else may have the keys', async () => {
    const engine = await testEngine({ clock: createSkippingClock() });
    const { session, pane } = await idle(engine);
    engine.tmux.show(pane, ['you: hello', 'BUSY']);
    pane.onTyped = () => engine.tmux.show(pane, ['you: hello', 'BUSY still']);
    expect(await engine.sessions.send(session.id, 'hello', 'me')).toMatchObject({
      kind: 'unsubmitted',
    });
    expect(pane.typed).toEqual(['hello']);
  });

  it('P6 a prompt that an agent at work shows behind the Enter is no proof that it has the text', async () => {
    const engine = await testEngine({ clock: createSkippingClock() });
    const { session, pane } = await idle(engine);
    engine.tmux.show(pane, ['BUSY']);
    pane.onTyped = (_, typed) =>
      engine.tmux.show(pane, typed === '<Enter>' ? ['ASK Run rm?|Yes|No'] : ['BUSY', typed]);
    expect(await engine.sessions.send(session.id, 'hello', 'me')).toMatchObject({
      kind: 'unknown',
    });
    expect(pane.typed).toEqual(['hello', '<Enter>']);
  });

  it('P6 while the agent is busy the text is queued, and the outcome says so', async () => {
    const engine = await testEngine();
    const { session, pane } = await idle(engine);
    engine.tmux.show(pane, ['BUSY']);
    pane.onTyped = (_, typed) => {
      if (typed !== '<Enter>') engine.tmux.show(pane, [`queued: ${typed}`, 'BUSY']);
    };
    expect(await engine.sessions.send(session.id, 'and then this', 'me')).toEqual({
      kind: 'queued',
    });
  });

  it('P6 text that stays in the box is reported as unsubmitted after one more Enter', async () => {
    const engine = await testEngine();
    const { session, pane } = await idle(engine);
    pane.onTyped = (_, typed) => {
      if (typed !== '<Enter>') engine.tmux.show(pane, [`IDLE ${typed}`]);
    };
    const outcome = await engine.sessions.send(session.id, 'stuck', 'me');
    expect(outcome.kind).toBe('unsubmitted');
    expect(pane.typed).toEqual(['stuck', '<Enter>', '<Enter>']);
  });

  it('T2.6 typed but not recorded is its own outcome, so that nobody types it twice', async () => {
    let full = false;
    const engine = await testEngine({
      wrapStore: (store) => ({
        ...store,
        update: (id, change) =>
          full
            ? Promise.reject(new StoreError('full', 'the disk is full'))
            : store.update(id, change),
      }),
    });
    const { session, pane } = await idle(engine);
    full = true;
    const outcome = await engine.sessions.send(session.id, 'once', 'me');
    expect(outcome.kind).toBe('delivered_not_recorded');
    expect(pane.typed.filter((one) => one === 'once')).toHaveLength(1);
  });

  it.each([
    ['\u001b[31mred', 'ESC (0x1b) at character 1'],
    ['a\u0000b', 'NUL (0x00) at character 2'],
    ['line\r\nline', 'CR (0x0d) at character 5'],
    ['del\u007f', 'DEL (0x7f) at character 4'],
    ['c1\u009b31m', 'CSI (0x9b) at character 3'],
    ['half \ud800 pair', 'half of a surrogate pair (0xd800) at character 6'],
  ])('P7 control bytes are refused by name: %j', async (text, named) => {
    const engine = await testEngine();
    const { session, pane } = await idle(engine);
    expect(await engine.sessions.send(session.id, text, 'me')).toMatchObject({
      kind: 'refused',
      reason: 'control_bytes',
      detail: expect.stringContaining(named) as string,
    });
    expect(pane.typed).toEqual([]);
  });

  it('P7 every byte below a space but tab and line feed is refused', async () => {
    const engine = await testEngine();
    const { session, pane } = await idle(engine);
    for (let code = 0; code < 32; code += 1) {
      if (code === 9 || code === 10) continue;
      const text = `a${String.fromCodePoint(code)}b`;
      expect((await engine.sessions.send(session.id, text, 'me')).kind, String(code)).toBe(
        'refused',
      );
    }
    expect(pane.typed).toEqual([]);
  });

  it('P7 empty text and text beyond 100 KB are refused, other text is typed as it is', async () => {
    const engine = await testEngine();
    const { session, pane } = await idle(engine);
    expect(await engine.sessions.send(session.id, ' \n', 'me')).toMatchObject({ reason: 'empty' });
    const long = 'x'.repeat(100 * 1024 + 1);
    expect(await engine.sessions.send(session.id, long, 'me')).toMatchObject({
      reason: 'too_long',
    });
    const odd = '  ünï 漢字 👩‍👩‍👧 \t"\'`$(x);\\ ';
    await engine.sessions.send(session.id, odd, 'me');
    expect(pane.typed[0]).toBe(odd);
  });

  it('a plain program gets text on the strength of its process, and silence is not called success', async () => {
    const engine = await testEngine();
    const { session, pane } = await idle(engine, 'generic');
    pane.onTyped = (_, typed) => engine.tmux.show(pane, ['>', typed]);
    expect(await engine.sessions.send(session.id, 'ls', 'me')).toEqual({ kind: 'delivered' });
    pane.onTyped = () => {};
    expect((await engine.sessions.send(session.id, 'ls', 'me')).kind).toBe('unknown');
  });

  it('S2.46 S2.78 an unknown session is not found by any verb', async () => {
    const { sessions } = await testEngine();
    const id = newSessionId();
    const calls = [
      () => sessions.send(id, 'x', 'me'),
      () => sessions.tail(id, 5),
      () => sessions.markErrored(id, 'x'),
      () => sessions.setWorkspace(id, '/tmp', 'active'),
      () => sessions.stopSession(id, 'me'),
      () => sessions.resume(id, 'me'),
      () => sessions.pause(id),
      () => sessions.archive(id),
      () => sessions.decommission(id, 'me'),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({ kind: 'session_not_found' });
    }
  });

  it('two texts at once go in one after the other', async () => {
    const engine = await testEngine();
    const { session, pane } = await idle(engine);
    await Promise.all([
      engine.sessions.send(session.id, 'first', 'me'),
      engine.sessions.send(session.id, 'second', 'me'),
    ]);
    expect(pane.typed.slice(0, 2)).toEqual(['first', '<Enter>']);
  });
});
