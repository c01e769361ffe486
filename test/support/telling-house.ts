import type { Choice } from '../../src/domain/ask.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { Report } from '../../src/domain/report.ts';
import { lastPane, testEngine } from './engine.ts';
import type { TestEngineOptions } from './engine.ts';
import type { FakePane, FakeTmux } from './fake-tmux.ts';
import { hookedAgent } from './hooked-agent.ts';
import { until } from './until.ts';

export interface Hook {
  /** What it was told; undefined while it waits. */
  told: unknown;
  hangUp(): void;
}

/** A session whose agent tells of its prompts by hooks, beside what its screen shows. */
export async function tellingHouse(options: TestEngineOptions<FakeTmux> = {}) {
  const engine = await testEngine({ agents: [hookedAgent], ...options });
  const session = await engine.sessions.create({ cwd: engine.folder });
  const pane = lastPane(engine);
  engine.tmux.show(pane, ['BUSY']);
  const { sessions, tmux } = engine;

  function tell(event: Report, onTold = () => {}): Hook {
    const end = new AbortController();
    const hook: Hook = { told: undefined, hangUp: () => end.abort() };
    const taken = sessions
      .get(session.id)
      .then((now) => sessions.reports.take(now, event, end.signal));
    // The folder of a test that is over is gone.
    void hear(hook, taken, onTold).catch(() => undefined);
    return hook;
  }
  const open = () => sessions.pending();
  const get = async (id: Decision['id']) => sessions.desk.get(id);
  return {
    engine,
    sessions,
    session,
    pane,
    tell,
    open,
    show: (line: string) => tmux.show(pane, [line]),
    answer: (decision: Decision, choice: Choice, by = 'telegram:1') =>
      sessions.answer(session.id, decision.id, choice, by),
    opened: (count: number) =>
      until(async () => {
        const all = await open();
        return all.length === count ? all : null;
      }, `${count} open decisions`),
    closed: (decision: Decision) =>
      until(async () => {
        const now = await get(decision.id);
        return now !== null && now.closedAt !== null ? now : null;
      }, 'the decision to close'),
    /** Paired with the prompt on the screen. */
    paired: (decision: Decision) =>
      until(async () => (await get(decision.id))?.shown ?? null, 'the pairing'),
  };
}

async function hear(hook: Hook, taken: Promise<unknown>, onTold: () => void): Promise<void> {
  hook.told = await taken;
  onTold();
}

export async function only(all: Promise<readonly Decision[]>): Promise<Decision> {
  const [one] = await all;
  if (one === undefined) throw new Error('there is no decision');
  return one;
}

/** Any key ends the dialog. */
export function obeys(pane: FakePane, show: (line: string) => void, next = 'BUSY'): void {
  pane.onTyped = () => show(next);
}
