import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Choice } from '../../src/domain/ask.ts';
import { claim } from '../../src/domain/decision.ts';
import type { AnswerOutcome } from '../../src/domain/outcomes.ts';
import type { Report } from '../../src/domain/report.ts';
import { testEngine } from '../support/engine.ts';
import { asks, hookedAgent } from '../support/hooked-agent.ts';
import { only, tellingHouse } from '../support/telling-house.ts';
import { until } from '../support/until.ts';

const yes: Choice = { kind: 'option', index: 0 };
const mine = { by: 'telegram:1', label: 'Yes', at: '2026-01-01T00:00:00.000Z' };

/** The daemon was killed while it answered a prompt, and the new one cannot read the pane yet. */
async function killedWhileAnswering() {
  const before = await tellingHouse();
  before.show('ASK Run~make|Yes|No');
  const decision = await only(before.opened(1));
  await before.engine.sessions.stop();
  await before.engine.decisions.update(decision.id, (one) => claim(one, mine));
  const { tmux, home } = before.engine;
  tmux.faults.capture = { kind: 'unknown', why: 'no answer' };
  const { sessions, decisions } = await testEngine({
    home,
    tmux,
    agents: [hookedAgent],
    clock: systemClock,
  });
  const stateOf = async () => (await sessions.desk.get(decision.id))?.state;
  expect(await stateOf()).toBe('answering');
  return {
    sessions,
    decisions,
    decision,
    pane: before.pane,
    stateOf,
    show: (line: string) => tmux.show(before.pane, [line]),
    readable: () => void delete tmux.faults.capture,
    answer: (id: typeof decision.id) => sessions.answer(before.session.id, id, yes, 'telegram:1'),
    tell: async (event: Report, onTold: (reply: unknown) => void) => {
      const session = await sessions.get(before.session.id);
      void sessions.reports.take(session, event, new AbortController().signal).then(onTold);
    },
  };
}

describe('after a restart in the middle of an answer', () => {
  it('P3 a picture that comes of itself tells that the prompt has gone, though the pane cannot be read', async () => {
    const { show, stateOf } = await killedWhileAnswering();
    show('BUSY');
    const closed = await until(async () => {
      const now = await stateOf();
      return now === 'answering' ? null : now;
    }, 'the end of the claim');
    expect(closed).toBe('answered');
  });

  it('P8 a prompt told of by a hook that waits keeps its card, though another one is in front', async () => {
    const { show, tell, readable, sessions, decision, answer } = await killedWhileAnswering();
    const told: unknown[] = [];
    await tell(asks('a', 'make'), (reply) => void told.push(reply));
    await until(async () => (await sessions.desk.get(decision.id))?.about === 'a');
    readable();
    show('ASK Run~other|Yes|No');
    const open = await until(async () => {
      const all = await sessions.pending();
      return all.length === 2 && all.every((one) => one.state === 'open') ? all : null;
    }, 'both cards');
    const behind = await only(Promise.resolve(open.filter((one) => one.about === 'a')));
    expect(told).toEqual([]);
    void answer(behind.id);
    await until(() => told.length > 0);
    expect(told).toEqual([{ told: yes }]);
  });

  it('P1 P2 while a hook hands over the answer to a prompt, one that looks like it takes no key', async () => {
    const house = await killedWhileAnswering();
    const { show, tell, readable, sessions, decisions, decision, answer, pane } = house;
    await decisions.update(decision.id, (one) => ({ ...one, about: 'b' }));
    const doubtful: Promise<AnswerOutcome>[] = [];
    const handed = async () => {
      // Paired before, as far as anybody knows.
      await decisions.update(decision.id, (one) => ({ ...one, shown: decision.shown }));
      doubtful.push(answer(decision.id));
    };
    await tell(asks('a', 'make'), () => void handed());
    const other = await until(async () =>
      (await sessions.pending()).find((one) => one.about === 'a'),
    );
    readable();
    show('ASK Run~make|Yes|No');
    await until(async () => (await house.stateOf()) === 'open');
    const outcome = answer(other.id);
    expect(await until(() => doubtful[0])).toMatchObject({ kind: 'refused' });
    expect(pane.typed).toEqual([]);
    show('IDLE');
    expect((await outcome).kind).toBe('answered');
  });
});
