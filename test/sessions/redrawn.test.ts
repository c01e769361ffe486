import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { systemClock } from '../../src/clock.ts';
import type { Clock } from '../../src/clock.ts';
import type { Choice } from '../../src/domain/ask.ts';
import { asks, tellingAgent } from '../support/hooked-agent.ts';
import { createSkippingClock } from '../support/skipping-clock.ts';
import { obeys, only, tellingHouse } from '../support/telling-house.ts';
import { until } from '../support/until.ts';

const yes: Choice = { kind: 'option', index: 0 };
const all = 'make one\nmake two\nmake three';
const part = (words: string) => `ASK Run~${words}…|Yes|No`;

const drawing: Agent = { ...tellingAgent, redraws: true };

/** Its prompt is on the screen in part, and was told of in full. */
async function toldHouse(agent = drawing) {
  const house = await tellingHouse({ agents: [agent] });
  house.show(part('make one'));
  const { id } = await only(house.opened(1));
  house.tell(asks('a', all));
  const decision = await until(async () => {
    const now = await house.sessions.desk.get(id);
    return now?.about === 'a' ? now : null;
  });
  return { ...house, decision };
}

/** Its agent draws long prompts more than once, and the test moves the steady clock. */
async function drawingHouse() {
  let time = 0;
  const clock = { ...systemClock, monotonic: () => time };
  const house = await tellingHouse({ agents: [drawing], clock });
  const { sessions, session, show } = house;
  return {
    ...house,
    pass: (ms: number) => void (time += ms),
    shows: async (words: string) => {
      show(part(words));
      await until(() => {
        const reading = sessions.live(session.id)?.reading;
        return reading?.kind === 'asking' && reading.ask.body === words;
      }, words);
      // All that was seen before is handled then.
      await sessions.desk.settled(await sessions.get(session.id), 'nothing');
    },
  };
}

describe('a prompt that is drawn again with another part of it in sight', () => {
  it('P1 P2 told of in full it is the same: a tap that comes meanwhile is pressed, once', async () => {
    const { pane, show, answer, decision, open, engine } = await toldHouse();
    obeys(pane, show);
    // Nobody has been told of the new picture.
    pane.lines = [part('make three')];
    expect((await answer(decision, yes)).kind).toBe('answered');
    expect(pane.typed).toEqual(['1']);
    expect(await open()).toEqual([]);
    expect(engine.notices.filter(({ kind }) => kind === 'decision_opened')).toHaveLength(1);
  });

  it('P3 the new picture is no proof that a key took', async () => {
    const { pane, answer, decision, opened } = await toldHouse();
    pane.onTyped = () => (pane.lines = [part('make two')]);
    expect((await answer(decision, yes)).kind).toBe('not_taken');
    expect((await only(opened(1))).id).toBe(decision.id);
  });

  it('P2 one that its agent tells to have gone on is no other one while it is still drawn', async () => {
    const time = createSkippingClock();
    let leftMs = 800;
    let isAnswered = () => false;
    const clock: Clock = {
      ...time,
      async sleep(ms, signal) {
        // Between two looks at the screen the word of the agent has to come.
        if (ms < 100) return systemClock.sleep(ms, signal);
        if (isAnswered()) leftMs -= ms;
        if (leftMs <= 0) pane.lines = ['BUSY'];
        return time.sleep(ms, signal);
      },
    };
    const { engine, pane, show, tell, opened, answer, open } = await tellingHouse({
      agents: [tellingAgent],
      clock,
    });
    show('ASK Run~make|Yes|No');
    const decision = await only(opened(1));
    const hook = tell(asks('a', 'make'));
    await until(() => hook.told);
    pane.onTyped = () => void tell({ kind: 'settled', about: 'a' });
    isAnswered = () =>
      engine.notices.some(
        (one) => one.kind === 'decision_changed' && one.decision.state === 'answered',
      );
    expect((await answer(decision, yes)).kind).toBe('answered');
    show('ASK Run~make|Yes|No');
    await until(() => pane.lines[0] === 'BUSY');
    expect(await open()).toEqual([]);
    expect(engine.notices.filter(({ kind }) => kind === 'decision_opened')).toHaveLength(1);
  });

  it.each([
    ['has a row that was not told of', part('rm -rf /')],
    ['is shown whole', 'ASK Run~make two|Yes|No'],
    ['says nothing of what it is about', part('Run')],
  ])('P1 one that %s is another one, and gets no key', async (_what, line) => {
    const { pane, answer, decision } = await toldHouse();
    pane.lines = [line];
    expect((await answer(decision, yes)).kind).toBe('superseded');
    expect(pane.typed).toEqual([]);
  });

  it('P1 of an agent that draws a prompt once it is another one, and gets no key', async () => {
    const { pane, answer, decision } = await toldHouse(tellingAgent);
    pane.lines = [part('make three')];
    expect((await answer(decision, yes)).kind).toBe('superseded');
    expect(pane.typed).toEqual([]);
  });

  it('P2 told of while a tap waits for it to take keys: one decision, and one key', async () => {
    const slow = { ...drawing, typing: { ...drawing.typing, dialogMinAgeMs: 400 } };
    const house = await tellingHouse({ agents: [slow], clock: systemClock });
    const { pane, show, tell, opened, answer, open, sessions } = house;
    show(part('make one'));
    const decision = await only(opened(1));
    obeys(pane, show);
    const outcome = answer(decision, yes);
    await until(async () => (await sessions.desk.get(decision.id))?.state === 'answering');
    tell(asks('a', all));
    await until(async () => (await sessions.desk.get(decision.id))?.about === 'a');
    pane.lines = [part('make three')];
    expect((await outcome).kind).toBe('answered');
    expect(pane.typed).toEqual(['1']);
    expect(await open()).toEqual([]);
  });

  it('P8 of an agent that does so it has a card when it stands still, and no card before', async () => {
    const { engine, shows, pass, opened, open } = await drawingHouse();
    await shows('make one');
    pass(900);
    await shows('make two');
    pass(900);
    expect(await open()).toEqual([]);
    pass(100);
    expect((await only(opened(1))).ask.body).toBe('make two');
    expect(engine.notices.filter(({ kind }) => kind === 'decision_opened')).toHaveLength(1);
  });

  it('P8 it has a card although it never stands still', async () => {
    const { shows, pass, open } = await drawingHouse();
    for (const words of ['one', 'two', 'three', 'four', 'five', 'six']) {
      expect(await open()).toEqual([]);
      await shows(`make ${words}`);
      pass(900);
    }
    await shows('make seven');
    expect((await open()).map(({ ask }) => ask.body)).toEqual(['make seven']);
  });
});
