import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { lastPane, testEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import { until } from '../support/until.ts';

/** Its own id for a conversation is only known when it tells, or from its files. */
function agentWith(more: Partial<Agent>): Agent {
  return {
    ...fakeAgent,
    launch: (options) => ({
      ...fakeAgent.launch(options),
      conversation: options.resume ?? null,
    }),
    ...more,
  };
}

async function crashed(engine: TestEngine) {
  const made = await engine.sessions.create({ cwd: engine.folder });
  engine.tmux.show(lastPane(engine), ['IDLE']);
  await until(async () => (await engine.sessions.get(made.id)).lifecycle === 'active');
  engine.tmux.exit(lastPane(engine), { code: null, signal: 'SIGKILL' });
  await until(async () => (await engine.sessions.get(made.id)).lifecycle === 'stopped');
  return made;
}

function lastArgv(engine: TestEngine): readonly string[] {
  const call = engine.tmux.calls.findLast((one) => one.kind === 'create');
  return call?.kind === 'create' ? call.spec.argv : [];
}

describe('resume after a crash', () => {
  it('goes on with the conversation that the run began, from the agent’s own files', async () => {
    const asked: unknown[] = [];
    const agent = agentWith({
      begun: (...given) => {
        asked.push(given.slice(0, 2));
        return Promise.resolve('talk-7');
      },
      transcript: (id) => Promise.resolve(`/files/${id}`),
    });
    const engine = await testEngine({ agents: [agent] });
    const made = await crashed(engine);
    const resumed = await engine.sessions.resume(made.id, 'me');
    expect(resumed).toMatchObject({ conversation: 'goes_on', agentSessionId: 'talk-7' });
    expect(asked).toEqual([[engine.folder, Date.parse(made.createdAt ?? '')]]);
    expect(lastArgv(engine)).toContain('talk-7');
  });

  it('without a file of it a new conversation begins, and is said to be one', async () => {
    const agent = agentWith({
      begun: () => Promise.resolve('talk-7'),
      transcript: () => Promise.resolve(null),
    });
    const engine = await testEngine({ agents: [agent] });
    const made = await crashed(engine);
    const resumed = await engine.sessions.resume(made.id, 'me');
    expect(resumed).toMatchObject({ conversation: 'fresh', agentSessionId: null });
    expect(lastArgv(engine)).not.toContain('--resume');
  });

  it('files that cannot be read are no reason not to start', async () => {
    const agent = agentWith({
      begun: () => Promise.reject(new Error('no permission')),
      transcript: () => Promise.resolve('/x'),
    });
    const engine = await testEngine({ agents: [agent] });
    const made = await crashed(engine);
    expect(await engine.sessions.resume(made.id, 'me')).toMatchObject({ conversation: 'fresh' });
  });

  it('what was paused goes on as it is', async () => {
    const engine = await testEngine({ agents: [fakeAgent] });
    const made = await engine.sessions.create({ cwd: engine.folder });
    engine.tmux.show(lastPane(engine), ['IDLE']);
    await until(async () => (await engine.sessions.get(made.id)).lifecycle === 'active');
    await engine.sessions.pause(made.id);
    expect(await engine.sessions.resume(made.id, 'me')).toMatchObject({ conversation: 'goes_on' });
  });
});
