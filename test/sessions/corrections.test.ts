import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { running } from '../support/running.ts';

describe('what a record is told from outside', () => {
  it('S2.76 T2.16 errors are kept apart from the title and do not pile up', async () => {
    const engine = await testEngine();
    const { session } = await running(engine, { task: 'the title' });
    await engine.sessions.markErrored(session.id, 'first');
    const errored = await engine.sessions.markErrored(session.id, 'second');
    expect(errored).toMatchObject({ lifecycle: 'errored', task: 'the title', error: 'second' });
  });

  it('S2.77 sets workspace and state together, and never owns what was set from outside', async () => {
    const engine = await testEngine();
    const { session } = await running(engine);
    const set = await engine.sessions.setWorkspace(session.id, '/tmp', 'detached');
    expect(set).toMatchObject({
      lifecycle: 'detached',
      workdir: '/tmp',
      workspace: { path: '/tmp', owned: false },
    });
  });
});
