import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { lastPane, testEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import type { FakePane } from '../support/fake-tmux.ts';
import { until } from '../support/until.ts';

const polite: Agent = {
  ...fakeAgent,
  conversationIn: (lastWords) => /go on with (\S+)/.exec(lastWords)?.[1] ?? null,
};

async function running(engine: TestEngine): Promise<{ id: string; pane: FakePane }> {
  const made = await engine.sessions.create({ cwd: engine.folder });
  const pane = lastPane(engine);
  engine.tmux.show(pane, ['IDLE']);
  await until(async () => (await engine.sessions.get(made.id)).lifecycle === 'active');
  pane.onTyped = (_, typed) => {
    if (typed === '<Escape>') engine.tmux.show(pane, ['IDLE']);
    if (typed === '<C-d>') engine.tmux.show(pane, ['go on with talk-7', '', 'GONE']);
  };
  return { id: made.id, pane };
}

describe('leaving', () => {
  it('a stopped agent ends by itself first, and the conversation it names is what resume goes on with', async () => {
    const engine = await testEngine({ agents: [polite] });
    const { id, pane } = await running(engine);
    const { id: session } = await engine.sessions.resolve(id);
    const stopped = await engine.sessions.stopSession(session, 'me');
    expect(pane.typed).toEqual(['<C-d>']);
    expect(stopped).toMatchObject({ lifecycle: 'stopped', agentSessionId: 'talk-7' });
    expect(engine.tmux.panes.size).toBe(0);
  });

  it('in the middle of a turn it is interrupted before it is told to end', async () => {
    const engine = await testEngine({ agents: [polite] });
    const { id, pane } = await running(engine);
    engine.tmux.show(pane, ['BUSY']);
    const { id: session } = await engine.sessions.resolve(id);
    await engine.sessions.stopSession(session, 'me');
    expect(pane.typed).toEqual(['<Escape>', '<C-d>']);
  });

  it('P1 no key goes into an open dialog: then it is ended as it stands', async () => {
    const engine = await testEngine({ agents: [polite] });
    const { id, pane } = await running(engine);
    engine.tmux.show(pane, ['ASK Run rm?|Yes|No']);
    const { id: session } = await engine.sessions.resolve(id);
    const stopped = await engine.sessions.stopSession(session, 'me');
    expect(pane.typed).toEqual([]);
    expect(stopped.lifecycle).toBe('stopped');
  });
});
