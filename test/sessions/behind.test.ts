import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import type { Behind, Choice, Reading } from '../../src/domain/ask.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { Report } from '../../src/domain/report.ts';
import type { Screen } from '../../src/domain/screen.ts';
import { lastPane, testEngine } from '../support/engine.ts';
import { asks, tellingAgent } from '../support/hooked-agent.ts';
import { createSkippingClock } from '../support/skipping-clock.ts';
import { unseenMs } from '../../src/sessions/sightings.ts';
import { until } from '../support/until.ts';

const waiting: Behind = {
  ask: { ...asks('', '', []).ask, title: 'Somebody waits', source: 'screen', mayBeCut: true },
  way: 'Press b there.',
};

/** `BEHIND` is at rest and points to a prompt elsewhere; in `LIST` the keys go to something else, `VIEW` is no prompt. */
const agent: Agent = {
  ...tellingAgent,
  read(screen: Screen): Reading {
    const line = screen.lines.findLast((one) => one !== '') ?? '';
    if (line === 'BEHIND') return { kind: 'idle', behind: waiting };
    if (line === 'VIEW') return { kind: 'unknown', why: 'its view', asksNothing: true };
    if (line === 'LIST') return { kind: 'idle', keysGoTo: 'its list' };
    return tellingAgent.read(screen);
  },
};

const yes: Choice = { kind: 'option', index: 0 };
const turnOver: Report = { kind: 'turn_over', words: 'Done.', problem: null };

async function house() {
  const clock = createSkippingClock();
  let waited: Promise<void> | null = null;
  const sleep = (ms: number, signal?: AbortSignal) => {
    const slept = clock.sleep(ms, signal);
    if (ms === unseenMs) waited = slept;
    return slept;
  };
  const engine = await testEngine({ agents: [agent], clock: { ...clock, sleep } });
  const { sessions, tmux, notices } = engine;
  const session = await sessions.create({ cwd: engine.folder });
  const pane = lastPane(engine);
  const show = (line: string) => tmux.show(pane, [line]);
  show('BUSY');
  return {
    sessions,
    session,
    notices,
    pane,
    show,
    tell: async (event: Report) => {
      const now = await sessions.get(session.id);
      await sessions.reports.take(now, event, new AbortController().signal);
    },
    opened: (title: string) =>
      until(
        async () => (await sessions.pending()).find((one) => one.ask.title === title),
        `a decision: ${title}`,
      ),
    closed: (decision: Decision) =>
      until(async () => {
        const now = await sessions.desk.get(decision.id);
        return now !== null && now.closedAt !== null ? now : null;
      }, 'the decision to close'),
    /** What was told of has been waited for, and looked for in vain. */
    lookedFor: async () => {
      await until(() => waited !== null, 'the wait for a dialog');
      await waited;
      // Behind the look in the line of the same session.
      await sessions.desk.settled(await sessions.get(session.id), 'something else');
    },
    answer: (decision: Decision) => sessions.answer(session.id, decision.id, yes, 'me'),
  };
}

const aside = (about: string, body: string): Report => ({ ...asks(about, body), aside: true });

describe('a prompt that the screen only points to', () => {
  it('P8 gets a card that says how to get there, and goes with the sign', async () => {
    const { show, opened, closed } = await house();
    show('BEHIND');
    const decision = await opened('Somebody waits');
    expect(decision).toMatchObject({ note: 'Press b there.', state: 'open', about: null });
    show('IDLE');
    expect((await closed(decision)).state).toBe('superseded');
  });

  it('P1 P8 that was told of has all of it on its card, and gets keys as soon as it is opened', async () => {
    const { pane, show, tell, opened, answer, sessions } = await house();
    show('BEHIND');
    await tell(aside('a', 'make one\nmake two'));
    await tell(turnOver);
    const decision = await opened('Run');
    expect(decision.ask.body).toBe('make one\nmake two');
    expect(decision.note).toBe('Press b there.');
    const early = await answer(decision);
    expect(early).toMatchObject({ kind: 'refused' });
    expect(early).toHaveProperty('detail', expect.stringContaining('Press b there.'));
    expect(pane.typed).toEqual([]);

    show('ASK Run~make one|Yes|No');
    await until(async () => (await sessions.desk.get(decision.id))?.shown ?? null, 'the pairing');
    pane.onTyped = () => show('IDLE');
    expect((await answer(decision)).kind).toBe('answered');
    expect(pane.typed).toEqual(['1']);
    expect(await sessions.pending()).toEqual([]);
  });

  it('P8 stays open when somebody opened it and left it, and at the end of a turn', async () => {
    const { show, tell, opened, closed, sessions } = await house();
    show('BEHIND');
    await tell(aside('a', 'make one'));
    const decision = await opened('Run');
    show('ASK Run~make one|Yes|No');
    const shown = async () => (await sessions.desk.get(decision.id))?.shown;
    await until(async () => (await shown()) ?? null, 'the pairing');
    show('BEHIND');
    await until(async () => (await shown()) === null, 'it is out of sight');
    await tell(turnOver);
    expect((await sessions.pending()).map((one) => one.id)).toEqual([decision.id]);
    await tell({ kind: 'settled', about: 'a' });
    await closed(decision);
  });

  it('has one card: the one of the screen makes way for what was told', async () => {
    const { show, tell, opened, closed, sessions } = await house();
    show('BEHIND');
    const seen = await opened('Somebody waits');
    await tell(aside('a', 'make one'));
    const told = await opened('Run');
    await closed(seen);
    expect((await sessions.pending()).map((one) => one.id)).toEqual([told.id]);
  });

  it('P3 answered where its agent goes on to show something else that asks nothing, it is done', async () => {
    const { pane, show, opened, answer } = await house();
    show('ASK Run~make one|Yes|No');
    const decision = await opened('Run');
    pane.onTyped = () => show('VIEW');
    expect((await answer(decision)).kind).toBe('answered');
  });

  it('that its agent refuses by itself gets no card', async () => {
    const { show, tell, lookedFor, notices } = await house();
    show('IDLE');
    await tell(aside('a', 'make one'));
    await lookedFor();
    expect(notices.filter((one) => one.kind === 'decision_opened')).toEqual([]);
  });
});

it('P5 nothing is typed while the keys go to something else than the box', async () => {
  const { pane, show, session, sessions } = await house();
  show('LIST');
  expect(await sessions.send(session.id, 'go on', 'me')).toMatchObject({
    kind: 'refused',
    reason: 'dialog_open',
  });
  expect(pane.typed).toEqual([]);
});
