import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { demo } from '../../src/agents/demo/index.ts';
import { systemClock } from '../../src/clock.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { Report } from '../../src/domain/report.ts';
import type { Tmux } from '../../src/tmux/tmux.ts';
import { testEngine } from '../support/engine.ts';
import { asks } from '../support/hooked-agent.ts';
import { createTmuxServer } from '../support/tmux-server.ts';
import type { TmuxServer } from '../support/tmux-server.ts';
import { until } from '../support/until.ts';

let server: TmuxServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

/** The demo agent in real tmux, with reports as its events. */
async function house() {
  server = await createTmuxServer();
  const { tmux } = await server.open();
  const log = join(server.dir, 'deeds.log');
  const reporting: Agent = {
    ...demo,
    launch(options) {
      const start = demo.launch(options);
      const env = { TAPMUX_DEMO_HOME: join(server?.dir ?? '', 'home'), TAPMUX_DEMO_LOG: log };
      return { ...start, env: { ...start.env, ...env } };
    },
    hooks: {
      wire: () => ({ args: [], env: {}, files: [] }),
      parse: (event) => [event as Report],
    },
  };
  const engine = await testEngine<Tmux>({ tmux, clock: systemClock, agents: [reporting] });
  const { sessions } = engine;
  const session = await sessions.create({ cwd: engine.folder });
  await until(() => sessions.live(session.id)?.reading.kind === 'idle', 'the demo to be idle');
  const deeds = () => {
    try {
      return readFileSync(log, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { event: string });
    } catch {
      return [];
    }
  };
  return { engine, sessions, session, deeds };
}

async function opened(decisions: () => Promise<readonly Decision[]>): Promise<Decision> {
  return until(async () => (await decisions())[0], 'a decision');
}

describe('the desk on real tmux', () => {
  it('P1 P2 P3 told of and seen: one decision, one key, one deed', async () => {
    const { sessions, session, deeds } = await house();
    expect((await sessions.send(session.id, 'run npm test', 'me')).kind).toBe('delivered');
    const seen = await opened(() => sessions.pending());
    const told = asks('a', `${seen.ask.body}\n# and more that the screen does not show`);
    await sessions.reports.take(await sessions.get(session.id), told, new AbortController().signal);
    const [joined, ...others] = await until(async () => {
      const all = await sessions.pending();
      return all[0]?.about === 'a' ? all : null;
    });
    expect(others).toEqual([]);
    if (joined === undefined) throw new Error('no decision');
    expect(joined).toMatchObject({ id: seen.id, shown: seen.shown, ask: { mayBeCut: false } });
    const yes = { kind: 'option' as const, index: 0 };
    const outcomes = await Promise.all([
      sessions.answer(session.id, seen.id, yes, 'telegram:1'),
      sessions.answer(session.id, seen.id, yes, 'telegram:2'),
    ]);
    expect(outcomes.map((one) => one.kind).toSorted()).toEqual(['already', 'answered']);
    await until(() => sessions.live(session.id)?.reading.kind === 'idle', 'the end of the turn');
    expect(deeds().filter((one) => one.event === 'ran')).toHaveLength(1);
  });
});
