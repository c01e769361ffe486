import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Clock } from '../../src/clock.ts';
import type { Ask, Key } from '../../src/domain/ask.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { markOf } from '../../src/sessions/keypad.ts';
import { StoreError } from '../../src/store/sessions-store.ts';
import { lastPane, testEngine } from '../support/engine.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import { createHandClock } from '../support/hand-clock.ts';
import { createSkippingClock } from '../support/skipping-clock.ts';
import { until } from '../support/until.ts';

const enter: Key = { name: 'Enter' };

const menu = ['Choose a shape', '', ' ❯ circle', '   square', '', '↑↓ to move'];
const moved = ['Choose a shape', '', '   circle', ' ❯ square', '', '↑↓ to move'];

async function house(lines: readonly string[] = menu, clock: Clock = createSkippingClock()) {
  const engine = await testEngine({ clock });
  const session = await engine.sessions.create({ cwd: engine.folder });
  const pane = lastPane(engine);
  // The program itself is in front, not a shell.
  pane.info = { ...pane.info, command: 'node' };
  engine.tmux.show(pane, lines);
  const { sessions, tmux } = engine;
  const only = () => until(async () => (await sessions.pending())[0], 'a decision');
  const press = (decision: Decision, key: Key, mark = markOf(decision)) =>
    sessions.pressKey(session.id, decision.id, { key, mark }, 'telegram:1');
  return { engine, sessions, tmux, session, pane, only, press };
}

describe('a prompt that cannot be read', () => {
  it('P8 is announced with its text and nothing that pretends to know it', async () => {
    const { only } = await house();
    const decision = await only();
    expect(decision.ask).toMatchObject({
      kind: 'menu',
      title: 'I can’t read this prompt',
      options: [],
      mayBeCut: true,
    });
    expect(decision.ask.body).toBe(menu.join('\n'));
  });

  it.each([
    ['a numbered list', ['Pick', '❯ 1. Yes', '  2. No']],
    ['a question for a key', ['Overwrite file? [y/N]']],
    ['a list in a frame', ['│ › Allow    │', '│   Reject   │']],
  ])('P8 %s', async (_what, lines) => {
    const { only } = await house(lines);
    expect((await only()).ask.body).toBe(lines.join('\n'));
  });

  it('P8 is announced although something beside it never stands still', async () => {
    const clock = createHandClock();
    const { tmux, pane, sessions, only } = await house(menu, clock);
    let ticks = 0;
    const ticking = setInterval(() => tmux.show(pane, [...menu, `${(ticks += 1)}`]), 50);
    onTestFinished(() => clearInterval(ticking));
    await until(() => ticks > 5, 'some changes');
    expect(await sessions.pending()).toEqual([]);
    clock.pass(7_000);
    expect((await only()).ask.body).toContain(menu.join('\n'));
  });

  it('P9 is announced later when the disk was full', async () => {
    let full = true;
    let tries = 0;
    const engine = await testEngine({
      clock: createSkippingClock(),
      wrapDecisions: (store) => ({
        ...store,
        async insert(decision) {
          tries += 1;
          if (full) throw new StoreError('full', 'the disk is full');
          return store.insert(decision);
        },
      }),
    });
    await engine.sessions.create({ cwd: engine.folder });
    const pane = lastPane(engine);
    pane.info = { ...pane.info, command: 'node' };
    engine.tmux.show(pane, menu);
    await until(() => tries >= 2, 'a second try');
    full = false;
    const decision = await until(async () => (await engine.sessions.pending())[0], 'a decision');
    expect(decision.ask.body).toBe(menu.join('\n'));
  });

  it('P1 a key is pressed on the very screen, and the card follows', async () => {
    const { tmux, pane, only, press, sessions } = await house();
    const decision = await only();
    pane.onTyped = () => tmux.show(pane, moved);
    expect(await press(decision, { name: 'Down' })).toMatchObject({ kind: 'answered' });
    expect(pane.typed).toEqual(['<Down>']);
    const after = await sessions.desk.get(decision.id);
    expect(after).toMatchObject({ state: 'open', ask: { body: moved.join('\n') } });
    // The keypad of the old picture is dead.
    expect((await press(decision, enter)).kind).toBe('refused');
    expect(pane.typed).toEqual(['<Down>']);
  });

  it('P3 a key that changes nothing on the screen is not said to be taken', async () => {
    const { pane, only, press } = await house();
    expect(await press(await only(), enter)).toMatchObject({ kind: 'not_taken' });
    expect(pane.typed).toEqual(['<Enter>']);
  });

  it('P2 two taps at once press one key: the second meets the screen that the first one made', async () => {
    const { tmux, pane, only, press } = await house(menu, systemClock);
    const decision = await only();
    pane.onTyped = () => void setTimeout(() => tmux.show(pane, moved), 100);
    const both = await Promise.all([press(decision, enter), press(decision, enter)]);
    expect(both.map((one) => one.kind)).toEqual(['answered', 'refused']);
    expect(pane.typed).toEqual(['<Enter>']);
  });

  it('P1 P4 nothing is pressed on a screen that is another one by a single character', async () => {
    const { pane, only, press } = await house();
    const decision = await only();
    pane.lines = moved;
    expect((await press(decision, enter)).kind).toBe('refused');
    expect(pane.typed).toEqual([]);
  });

  it('closes by itself, and its keys with it', async () => {
    const { tmux, pane, only, press, sessions } = await house();
    const decision = await only();
    tmux.show(pane, ['IDLE']);
    const closed = await until(async () => {
      const now = await sessions.desk.get(decision.id);
      return now?.closedAt === null ? null : now;
    });
    expect(closed?.note).toBe('It is gone from the screen.');
    expect((await press(decision, enter)).kind).toBe('superseded');
    expect(pane.typed).toEqual([]);
  });

  it('takes no answers but keys, and gives none to other decisions', async () => {
    const { tmux, pane, session, only, sessions, press } = await house(['ASK Run?|Yes|No']);
    const decision = await only();
    expect((await press(decision, enter)).kind).toBe('not_found');
    tmux.show(pane, menu);
    const answered = await sessions.answer(
      session.id,
      decision.id,
      { kind: 'option', index: 0 },
      'me',
    );
    expect(answered.kind).toBe('refused');
    expect(pane.typed).toEqual([]);
  });

  it.each([
    ['text without a choice', ['some output', 'more of it']],
    ['a mark in front of one line of prose', ['● I will do this now.', '', 'Then that.']],
    ['a shell', ['$ ls', '❯ 1. Yes', '  2. No'], 'bash'],
  ])('is not seen in %s', async (_what, lines, command = 'node') => {
    const { engine, pane, sessions, tmux, session } = await house(['BUSY']);
    pane.info = { ...pane.info, command };
    tmux.show(pane, lines);
    await until(() => sessions.live(session.id)?.reading.kind === 'unknown');
    // A readable prompt after it has been through the same line.
    tmux.show(pane, ['ASK Run?|Yes|No']);
    const announced = () => engine.notices.filter((one) => one.kind === 'decision_opened');
    await until(() => announced().length > 0);
    expect(announced()).toHaveLength(1);
    expect((await sessions.pending())[0]?.ask.title).toBe('Run?');
  });

  it('P4 P8 words are no key: the prompt stays open, and nothing is typed', async () => {
    const read = () => ({ kind: 'asking' as const, ask: padOf('Sign in') });
    const agents = [{ ...fakeAgent, read }];
    const engine = await testEngine({ agents });
    const session = await engine.sessions.create({ cwd: engine.folder });
    const pane = lastPane(engine);
    pane.info = { ...pane.info, command: 'node' };
    engine.tmux.show(pane, ['Sign in', '❯ with a key', '  with a browser']);
    const { sessions } = engine;
    const decision = await until(async () => (await sessions.pending())[0], 'a decision');
    const words = { kind: 'text' as const, text: 'with a key' };
    const said = await sessions.answer(session.id, decision.id, words, 'telegram:1');
    expect(said.kind).toBe('refused');
    expect(pane.typed).toEqual([]);
    expect(await sessions.pending()).toMatchObject([{ id: decision.id, state: 'open' }]);
  });
});

/** What a profile reads of a dialog whose choices it does not know. */
function padOf(title: string): Ask {
  const ask = { kind: 'menu' as const, title, body: '', options: [] };
  return { ...ask, source: 'screen', mayBeCut: true, fingerprint: title };
}
