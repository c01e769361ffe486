import type { Session } from '../../src/domain/session.ts';
import type { FakePane } from './fake-tmux.ts';
import type { TestEngine } from './engine.ts';
import { lastPane } from './engine.ts';
import { until } from './until.ts';

export interface Running {
  readonly session: Session;
  readonly pane: FakePane;
}

/** A session whose agent sits at its input box and takes every text: a typed Enter empties the box. */
export async function running(engine: TestEngine, request: object = {}): Promise<Running> {
  const made = await engine.sessions.create({ cwd: engine.folder, ...request });
  const pane = lastPane(engine);
  engine.tmux.show(pane, ['IDLE']);
  await until(async () => (await engine.sessions.get(made.id)).lifecycle === 'active');
  return { session: await engine.sessions.get(made.id), pane };
}

/** Its screen, and that the engine has read it. */
export async function shows(
  engine: TestEngine,
  { session, pane }: Running,
  lines: readonly string[],
  attention: Session['attention'],
): Promise<void> {
  engine.tmux.show(pane, lines);
  await until(() => engine.sessions.live(session.id)?.attention === attention, attention);
}
