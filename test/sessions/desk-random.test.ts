import { expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { lastPane, testEngine } from '../support/engine.ts';
import { asks, hookedAgent } from '../support/hooked-agent.ts';
import { until } from '../support/until.ts';

/** One seed, one history. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Request {
  readonly text: string;
  readonly hook: AbortController | null;
}

const steps = 120;
const yes = { kind: 'option' as const, index: 0 };
const no = { kind: 'option' as const, index: 1 };

it.each([1, 2, 3, 4])(
  'P1 P3 P8 no wrong key and no lost prompt, whatever comes in whatever order: seed %i',
  async (seed) => {
    const random = createRandom(seed);
    const engine = await testEngine({ agents: [hookedAgent] });
    const { sessions, tmux } = engine;
    const session = await sessions.create({ cwd: engine.folder });
    const pane = lastPane(engine);
    const waiting: Request[] = [];
    const wrong: string[] = [];
    let meant: string | null = null;

    const front = () => waiting[0];
    const draw = () => {
      const [first] = waiting;
      tmux.show(pane, [first === undefined ? 'BUSY' : `ASK Run~${first.text}|Yes|No`]);
    };
    const report = async (event: Report, gone = new AbortController().signal) =>
      sessions.reports.take(await sessions.get(session.id), event, gone);
    /** The agent goes on: it tells so, unless that is lost, and shows what waits next. */
    function end(request: Request, ran: boolean): void {
      waiting.splice(waiting.indexOf(request), 1);
      if (ran && random(4) > 0) void report({ kind: 'settled', about: request.text });
      if (!ran) request.hook?.abort();
      draw();
    }
    function ask(): void {
      const hook = random(4) === 0 ? null : new AbortController();
      const request: Request = { text: `make ${'abc'[random(3)] ?? ''} now`, hook };
      waiting.push(request);
      const told = async () => {
        const answer = await report(asks(request.text, request.text), hook?.signal);
        if (JSON.stringify(answer) === '{}' || !waiting.includes(request)) return;
        end(request, JSON.stringify(answer).includes('"index":0'));
      };
      if (hook !== null && random(2) === 0) void told();
      draw();
      if (hook !== null && !hook.signal.aborted) void told();
    }
    pane.onTyped = (_, typed) => {
      const first = front();
      if (first === undefined || first.text !== meant) wrong.push(`${typed} for ${String(meant)}`);
      else end(first, typed === '1');
    };
    async function tap(): Promise<void> {
      const open = await sessions.pending();
      const decision = open[random(open.length)];
      if (decision === undefined) return;
      meant = decision.ask.body;
      await sessions.answer(session.id, decision.id, random(2) === 0 ? yes : no, 'telegram:1');
      meant = null;
    }

    for (let step = 0; step < steps; step += 1) {
      const act = random(10);
      const first = front();
      if (act < 4 && waiting.length < 3) ask();
      else if (act < 6 && first !== undefined) end(first, random(2) === 0);
      else if (act < 9) await tap();
      else draw();
      const shown = front();
      if (shown === undefined || random(2) === 0) continue;
      await until(
        async () => (await sessions.pending()).some((one) => one.ask.body === shown.text),
        `seed ${seed}, step ${step}: a decision for ${shown.text}`,
      );
    }
    for (let first = front(); first !== undefined; first = front()) end(first, true);
    void report({ kind: 'turn_over', words: null, problem: null });
    await until(async () => (await sessions.pending()).length === 0, `seed ${seed}: an empty desk`);
    expect(wrong).toEqual([]);
    await sessions.stop();
  },
);
