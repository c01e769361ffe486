import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { fingerprintOf } from '../../src/domain/fingerprint.ts';
import { lastPane, testEngine } from '../support/engine.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import { until } from '../support/until.ts';

/** Its prompts are known again as those of real agents are. */
const agent: Agent = {
  ...fakeAgent,
  read(screen) {
    const reading = fakeAgent.read(screen);
    if (reading.kind !== 'asking') return reading;
    const ask = { ...reading.ask, title: 'Run a command' };
    return { kind: 'asking', ask: { ...ask, fingerprint: fingerprintOf(ask) } };
  },
};

const yes = { kind: 'option' as const, index: 0 };

async function asking(command: string) {
  const engine = await testEngine({ agents: [agent] });
  const { sessions, tmux } = engine;
  const session = await sessions.create({ cwd: engine.folder });
  const pane = lastPane(engine);
  pane.onTyped = () => tmux.show(pane, ['BUSY']);
  const show = (shown: string) => tmux.show(pane, [`ASK ${shown}|Yes|No`]);
  show(command);
  const decision = await until(async () => (await sessions.pending())[0], 'a decision');
  return { sessions, session, pane, show, decision };
}

describe('two commands that differ by a blank', () => {
  it('P1 the tap for the one presses nothing for the other', async () => {
    const { sessions, session, pane, decision } = await asking('rm -rf /tmp/x');
    // Nobody has heard of it yet.
    pane.lines = ['ASK rm -rf / tmp/x|Yes|No'];
    const outcome = await sessions.answer(session.id, decision.id, yes, 'telegram:1');
    expect(outcome.kind).toBe('superseded');
    expect(pane.typed).toEqual([]);
    // What stands there now gets a card of its own.
    const next = await until(async () => (await sessions.pending())[0], 'the other one');
    expect(next.ask.body).toBe('rm -rf / tmp/x');
  });

  it('P3 P8 are two decisions, also where one follows the other at once', async () => {
    const { sessions, show, decision } = await asking('rm -rf /tmp/x');
    show('rm -rf / tmp/x');
    const next = await until(
      async () => (await sessions.pending()).find((one) => one.id !== decision.id),
      'another decision',
    );
    expect(next.ask.body).toBe('rm -rf / tmp/x');
    expect(await sessions.desk.get(decision.id)).toMatchObject({ state: 'superseded' });
  });
});
