import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../src/sessions/announcer.ts';
import { lastPane, reborn, testEngine } from '../support/engine.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import type { TestEngine } from '../support/engine.ts';
import { createHandClock } from '../support/hand-clock.ts';
import type { HandClock } from '../support/hand-clock.ts';
import { running, shows } from '../support/running.ts';
import type { Running } from '../support/running.ts';
import { idler, ownStatusIn, say } from '../support/own-words.ts';
import { tempFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

type Told = Extract<Notice, { kind: 'trouble' }>;

function told({ notices }: TestEngine): readonly Told[] {
  return notices.filter((one) => one.kind === 'trouble');
}

/** What was told, in short: `problem`, `problem trying`, `-problem` when over. */
function words(engine: TestEngine): readonly string[] {
  return told(engine).map(({ trouble, over }) => {
    const goesOn = trouble.kind === 'problem' && trouble.goesOn ? ' trying' : '';
    return `${over ? '-' : ''}${trouble.kind}${goesOn}`;
  });
}

/** Its screen, and that everything about it is done: the next one is handled only then. */
async function seen(engine: TestEngine, at: Running, lines: readonly string[]): Promise<void> {
  const reading = () => engine.sessions.live(at.session.id)?.reading;
  const before = engine.sessions.live(at.session.id);
  engine.tmux.show(at.pane, lines);
  await until(() => engine.sessions.live(at.session.id) !== before, 'the screen');
  // Nobody can tell what this is, so that it changes nothing.
  engine.tmux.show(at.pane, ['???']);
  await until(() => reading()?.kind === 'unknown', 'the screen after it');
}

/** It works, and the record says so, which is the last that is done about a screen. */
async function works(engine: TestEngine, at: Running, lines: readonly string[]): Promise<void> {
  await shows(engine, at, lines, 'working');
  await until(
    async () => (await engine.store.get(at.session.id))?.attention === 'working',
    'the record',
  );
}

async function withClock(options: { stuckAfterMs?: number } = {}) {
  const clock = createHandClock();
  const engine = await testEngine({ clock, ...options });
  return { clock, engine, at: await running(engine) };
}

describe('an error of the model’s service', () => {
  it('is told once while the agent tries again, and once more when it gives up', async () => {
    const engine = await testEngine();
    const at = await running(engine);
    await seen(engine, at, ['ERROR overloaded 529, attempt 1', 'BUSY']);
    await until(() => told(engine).length === 1, 'the first word of it');
    await seen(engine, at, ['BUSY between two tries']);
    await seen(engine, at, ['ERROR overloaded 529, attempt 2', 'BUSY']);
    await seen(engine, at, ['ERROR overloaded 529', 'IDLE']);
    await until(() => told(engine).length === 2, 'the end of it');
    expect(words(engine)).toEqual(['problem trying', 'problem']);
    expect(told(engine)[1]?.trouble).toMatchObject({ problem: { kind: 'overloaded' } });
  });

  it('goes with the turn that it ended', async () => {
    const engine = await testEngine();
    const at = await running(engine);
    await works(engine, at, ['BUSY']);
    await shows(engine, at, ['ERROR overloaded 529', 'IDLE'], 'idle');
    const turn = await until(() => engine.notices.find((one) => one.kind === 'turn_finished'));
    expect(turn).toMatchObject({ problem: { kind: 'overloaded' } });
  });

  it('is over when the agent works again, and news when it comes back', async () => {
    const engine = await testEngine();
    const at = await running(engine);
    for (const count of [1, 2]) {
      await seen(engine, at, ['ERROR rate_limit 429', 'BUSY']);
      await seen(engine, at, ['ERROR rate_limit 429', 'IDLE']);
      await seen(engine, at, ['BUSY']);
      await until(() => told(engine).length === 3 * count, `round ${count}`);
    }
    expect(words(engine).slice(0, 3)).toEqual(['problem trying', 'problem', '-problem']);
    const [first, , over, second] = told(engine);
    expect(over?.episode).toBe(told(engine)[1]?.episode);
    expect(second?.episode).not.toBe(first?.episode);
  });

  it('between two tries is not over before a minute of work', async () => {
    const { clock, engine, at } = await withClock();
    await seen(engine, at, ['ERROR network down', 'BUSY']);
    await seen(engine, at, ['BUSY 1']);
    clock.pass(59_000);
    await seen(engine, at, ['BUSY 2']);
    expect(words(engine)).toEqual(['problem trying']);
    clock.pass(2_000);
    await seen(engine, at, ['BUSY 3']);
    await until(() => told(engine).length === 2, 'the end');
    expect(words(engine)[1]).toBe('-problem trying');
  });

  it('P9 survives a restart: not told anew, and told if it never was', async () => {
    const engine = await testEngine();
    const at = await running(engine);
    await seen(engine, at, ['ERROR key 401', 'BUSY']);
    await seen(engine, at, ['ERROR key 401', 'IDLE']);
    await until(() => words(engine).includes('problem'));
    await engine.sessions.stop();
    const again = await testEngine({ home: engine.home, tmux: engine.tmux });
    await seen(again, at, ['ERROR key 401', 'IDLE']);
    expect(words(again).filter((one) => one === 'problem')).toEqual([]);
    await again.sessions.stop();

    const path = join(engine.home, 'troubles.json');
    const stored = JSON.parse(await readFile(path, 'utf8')) as { episodes: object[] };
    const episode = {
      episode: 'e1',
      session: at.session.id,
      run: at.session.runId,
      trouble: { kind: 'context', left: 4 },
      told: false,
    };
    await writeFile(path, JSON.stringify({ ...stored, episodes: [episode] }));
    const third = await testEngine({ home: engine.home, tmux: engine.tmux });
    expect(told(third)).toContainEqual(
      expect.objectContaining({ episode: 'e1', trouble: { kind: 'context', left: 4 } }),
    );
    await third.sessions.stop();
    const fourth = await testEngine({ home: engine.home, tmux: engine.tmux });
    expect(told(fourth)).toEqual([]);
  });

  it('P18 a broken book of troubles is put aside, and the rest works on', async () => {
    const engine = await testEngine({ start: false });
    await writeFile(join(engine.home, 'troubles.json'), '{"version":1,"episodes":[{}]}');
    await engine.sessions.start();
    const at = await running(engine);
    await seen(engine, at, ['ERROR billing no credit', 'BUSY']);
    await until(() => told(engine).length === 1, 'the notice');
    expect(engine.log.lines.some((line) => line.message.includes('put aside'))).toBe(true);
  });

  it('of a run that has ended means nothing to the next one', async () => {
    const engine = await testEngine();
    const at = await running(engine);
    await seen(engine, at, ['ERROR key 401', 'IDLE']);
    await until(() => told(engine).length === 1);
    await engine.sessions.stopSession(at.session.id, 'me');
    await engine.sessions.resume(at.session.id, 'me');
    expect(await engine.sessions.troubles.standing(at.session.id, 'problem')).toBeNull();
  });
});

describe('the error that a conversation ended with', () => {
  async function resumed() {
    const engine = await testEngine();
    const before = await running(engine);
    await seen(engine, before, ['ERROR key Not logged in', 'IDLE']);
    await until(() => told(engine).length === 1, 'the first word of it');
    await engine.sessions.stopSession(before.session.id, 'me');
    const session = await engine.sessions.resume(before.session.id, 'me');
    const at = { session, pane: lastPane(engine) };
    await seen(engine, at, ['IDLE']);
    await seen(engine, at, ['ERROR key Not logged in', 'IDLE']);
    return { engine, at };
  }

  it('is no news when it is gone on with; the next one is', async () => {
    const { engine, at } = await resumed();
    expect(words(engine)).toEqual(['problem']);
    await seen(engine, at, ['BUSY']);
    await seen(engine, at, ['ERROR key Not logged in', 'IDLE']);
    await until(() => words(engine).filter((one) => one === 'problem').length === 2, 'the next');
  });

  it('P9 is none after a restart either', async () => {
    const { engine, at } = await resumed();
    await until(async () => (await engine.sessions.get(at.session.id)).lifecycle === 'active');
    const again = await reborn(engine);
    await again.sessions.start();
    await seen(again, at, ['ERROR key Not logged in', 'IDLE']);
    expect(words(again)).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('an error that stands on the screen already', () => {
  it('is told once, though its agent still says that it works', async () => {
    const folder = join(await tempFolder(), 'status');
    const agents = [{ ...fakeAgent, status: ownStatusIn(folder) }];
    const engine = await testEngine({ agents });
    const at = await running(engine);
    at.pane.info = { ...at.pane.info, pid: process.pid };
    const agent = idler();
    await say(folder, { pid: agent.pid, state: 'idle' });
    await engine.sessions.reconcile();
    await say(folder, { pid: agent.pid, state: 'working' });
    await until(() => engine.sessions.live(at.session.id)?.attention === 'working', 'its word');
    const before = engine.sessions.live(at.session.id);
    engine.tmux.show(at.pane, ['ERROR key Not logged in', 'IDLE']);
    await until(() => engine.sessions.live(at.session.id) !== before, 'the screen');
    await say(folder, { pid: agent.pid, state: 'idle' });
    await until(() => words(engine).includes('problem'), 'the error');
    expect(words(engine)).toEqual(['problem']);
    await engine.sessions.stop();
  });
});

describe('a conversation that gets full', () => {
  it('is told once, however the number wavers, and again after there was room', async () => {
    const engine = await testEngine();
    const at = await running(engine);
    for (const left of [40, 11, 10, 9, 12, 10, 3]) {
      await seen(engine, at, [`LEFT ${left}`, 'IDLE']);
    }
    expect(words(engine)).toEqual(['context']);
    await seen(engine, at, ['LEFT 80', 'IDLE']);
    await seen(engine, at, ['LEFT 8', 'IDLE']);
    expect(words(engine)).toEqual(['context', '-context', 'context']);
  });
});

describe('an agent that works and shows nothing new', () => {
  const tenMinutes = 600_000;

  async function rounds(engine: TestEngine, clock: HandClock, minutes: number): Promise<void> {
    for (let passed = 0; passed < minutes * 6; passed += 1) {
      clock.pass(10_000);
      await engine.sessions.round();
    }
  }

  it('is told of once, after so long and not before', async () => {
    const { clock, engine, at } = await withClock({ stuckAfterMs: tenMinutes });
    await works(engine, at, ['output', 'BUSY Building']);
    await rounds(engine, clock, 9);
    expect(told(engine)).toEqual([]);
    await rounds(engine, clock, 20);
    expect(told(engine).map((one) => one.trouble)).toEqual([
      { kind: 'stuck', minutes: 10, doing: 'Building' },
    ]);
    await works(engine, at, ['more output', 'BUSY Building']);
    await until(() => words(engine).includes('-stuck'), 'the end');
  });

  it('a turning sign and a running time are nothing new; anything else is', async () => {
    const { clock, engine, at } = await withClock({ stuckAfterMs: tenMinutes });
    for (let minute = 0; minute < 11; minute += 1) {
      await works(engine, at, [`⠧ test (${minute}m 3s)`, 'BUSY']);
      await rounds(engine, clock, 1);
    }
    expect(words(engine)).toEqual(['stuck']);
    engine.tmux.show(at.pane, ['compiled', 'BUSY']);
    await until(() => words(engine).includes('-stuck'), 'the end');
    for (let minute = 0; minute < 30; minute += 1) {
      const doing = `${minute} % done`;
      engine.tmux.show(at.pane, [`BUSY ${doing}`]);
      await until(() => {
        const reading = engine.sessions.live(at.session.id)?.reading;
        return reading?.kind === 'working' && reading.doing === doing;
      }, doing);
      await rounds(engine, clock, 1);
    }
    expect(words(engine)).toEqual(['stuck', '-stuck']);
  });

  it('P12 neither sleep nor a clock that is set makes an agent stuck', async () => {
    const { clock, engine, at } = await withClock({ stuckAfterMs: tenMinutes });
    await works(engine, at, ['BUSY']);
    await rounds(engine, clock, 1);
    clock.set(86_400_000);
    await rounds(engine, clock, 1);
    clock.set(-2 * 86_400_000);
    await rounds(engine, clock, 1);
    // The machine slept for a night, and its steady clock with it or not.
    clock.pass(8 * 3_600_000);
    await engine.sessions.round();
    expect(told(engine)).toEqual([]);
  });

  it('is looked at before anything is said: the screen may be older than the pane', async () => {
    const { clock, engine, at } = await withClock({ stuckAfterMs: tenMinutes });
    await works(engine, at, ['BUSY']);
    // Nobody told us.
    at.pane.lines = ['done', 'IDLE'];
    await rounds(engine, clock, 12);
    expect(told(engine)).toEqual([]);
  });

  it('who waits for an answer, or is idle, or is gone, is not stuck', async () => {
    const { clock, engine, at } = await withClock({ stuckAfterMs: tenMinutes });
    for (const [line, attention] of [
      ['ASK Go?|Yes|No', 'awaiting_approval'],
      ['IDLE', 'idle'],
    ] as const) {
      await works(engine, at, ['BUSY']);
      await rounds(engine, clock, 5);
      await shows(engine, at, [line], attention);
      await rounds(engine, clock, 15);
    }
    await works(engine, at, ['BUSY']);
    engine.tmux.exit(at.pane, { code: 1 });
    await until(async () => (await engine.sessions.get(at.session.id)).lifecycle === 'stopped');
    await rounds(engine, clock, 15);
    expect(told(engine)).toEqual([]);
  });
});
