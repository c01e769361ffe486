import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Choice } from '../../src/domain/ask.ts';
import type { Report } from '../../src/domain/report.ts';
import { testEngine } from '../support/engine.ts';
import { asks, hookedAgent, tellingAgent } from '../support/hooked-agent.ts';
import { createSkippingClock } from '../support/skipping-clock.ts';
import { obeys, only, tellingHouse } from '../support/telling-house.ts';
import type { Hook } from '../support/telling-house.ts';
import { until } from '../support/until.ts';

const yes: Choice = { kind: 'option', index: 0 };
const no: Choice = { kind: 'option', index: 1 };

describe('one prompt, one decision', () => {
  it('P8 P9 a prompt that is told of is written down, then announced, before it is on any screen', async () => {
    const { engine, tell, opened } = await tellingHouse();
    const hook = tell(asks('a', 'rm -rf build\nsecond line'));
    const decision = await only(opened(1));
    expect(decision).toMatchObject({ about: 'a', shown: null, ask: { mayBeCut: false } });
    await until(() => engine.notices.some((notice) => notice.kind === 'decision_opened'));
    expect(hook.told).toBeUndefined();
  });

  it('P1 P3 told first, seen then: one decision, answered through its hook, done when its prompt has gone', async () => {
    const { pane, show, tell, opened, answer, paired, sessions } = await tellingHouse();
    const hook = tell(asks('a', 'rm -rf build'), () => show('BUSY'));
    const decision = await only(opened(1));
    show('ASK Run~rm -rf build|Yes|No');
    await paired(decision);
    expect(await sessions.pending()).toHaveLength(1);
    expect(await answer(decision, yes)).toEqual({
      kind: 'answered',
      by: 'telegram:1',
      label: 'Yes',
    });
    expect(hook.told).toEqual({ told: yes });
    expect(pane.typed).toEqual([]);
  });

  it('seen first, told of then: the card gets all of it, keeps its buttons, and the hook hears its own option', async () => {
    const { show, tell, opened, answer, sessions, engine } = await tellingHouse();
    show('ASK Run~rm -rf build…|Yes|Yes, always|No');
    const seen = await only(opened(1));
    const hook = tell(asks('a', 'rm -rf build --all --of --it', ['No', 'Yes']), () => show('IDLE'));
    const joined = await until(async () => {
      const now = await sessions.desk.get(seen.id);
      return now?.about === 'a' ? now : null;
    });
    expect(await sessions.pending()).toHaveLength(1);
    expect(joined.ask).toMatchObject({ body: 'rm -rf build --all --of --it', mayBeCut: false });
    expect(joined.ask.options).toEqual(seen.ask.options);
    await until(() => engine.notices.some((one) => one.kind === 'decision_changed'));
    const done = await answer(joined, { kind: 'option', index: 2 });
    expect(hook.told).toEqual({ told: { kind: 'option', index: 0 } });
    expect(done).toMatchObject({ kind: 'answered', label: 'No' });
  });

  it('P1 told of while it is being answered: still one decision, and one key', async () => {
    const slow = { ...hookedAgent, typing: { ...hookedAgent.typing, dialogMinAgeMs: 400 } };
    const { pane, show, tell, opened, answer, sessions } = await tellingHouse({
      agents: [slow],
      clock: systemClock,
    });
    show('ASK Run~make|Yes|No');
    const seen = await only(opened(1));
    obeys(pane, show);
    const outcome = answer(seen, yes);
    await until(async () => (await sessions.desk.get(seen.id))?.state === 'answering');
    const hook = tell(asks('a', 'make'));
    expect((await outcome).kind).toBe('answered');
    await until(() => hook.told);
    expect(hook.told).toEqual({});
    expect(pane.typed).toEqual(['1']);
    expect(await sessions.pending()).toEqual([]);
  });

  it('P1 an option that the hook does not have in these words is pressed, or not given at all', async () => {
    const { pane, show, tell, opened, answer } = await tellingHouse();
    show('ASK Run~make|Yes|Yes, and never ask again|No');
    const seen = await only(opened(1));
    const hook = tell(asks('a', 'make', ['Yes', 'Yes, for this folder', 'No']));
    await until(async () => (await opened(1))[0]?.about);
    obeys(pane, show);
    const always = await answer(seen, { kind: 'option', index: 1 });
    expect(always).toMatchObject({ kind: 'answered', label: 'Yes, and never ask again' });
    expect(pane.typed).toEqual(['2']);
    await until(() => hook.told);
    expect(hook.told).toEqual({});
  });

  it('P1 P4 prompts that look alike on the screen get no keys; each is answered by its own hook', async () => {
    const { pane, show, tell, opened, answer, sessions, closed } = await tellingHouse({
      clock: systemClock,
    });
    const first = tell(asks('a', 'rm -rf a\nrm -rf b'));
    const one = await only(opened(1));
    tell(asks('b', 'rm -rf a\nrm -rf c'), () => void tell({ kind: 'settled', about: 'b' }));
    const two = (await opened(2)).find((each) => each.id !== one.id);
    if (two === undefined) throw new Error('no second one');
    show('ASK Run~rm -rf a…|Yes|No');
    await until(() => sessions.live(one.sessionId)?.attention === 'awaiting_approval');
    expect(await sessions.pending()).toHaveLength(2);
    expect((await answer(two, no)).kind).toBe('answered');
    expect(first.told).toBeUndefined();
    first.hangUp();
    // Alone it is the prompt on the screen: from now on with keys.
    await until(async () => (await sessions.desk.get(one.id))?.shown);
    obeys(pane, show);
    expect((await answer(one, yes)).kind).toBe('answered');
    expect((await closed(one)).answer?.label).toBe('Yes');
    expect(pane.typed).toEqual(['1']);
  });

  it('P1 a prompt that cannot be told from another one is not pressed', async () => {
    const { pane, show, tell, opened, answer, sessions, session, engine } = await tellingHouse({
      agents: [tellingAgent],
      clock: systemClock,
    });
    tell(asks('a', 'rm -rf a\nrm -rf b'));
    tell(asks('b', 'rm -rf a\nrm -rf c'));
    show('ASK Run~rm -rf a…|Yes|No');
    const both = await opened(2);
    await until(
      () => sessions.live(both[0]?.sessionId ?? ('' as never))?.attention === 'awaiting_approval',
    );
    for (const one of both) {
      expect(await answer(one, yes)).toMatchObject({ kind: 'refused' });
    }
    // Paired before the second one was told of: right before the key it is doubtful all the same.
    const shown = sessions.live(session.id)?.reading;
    const print = shown?.kind === 'asking' ? shown.ask.fingerprint : null;
    const [first] = both;
    if (first === undefined || print === null) throw new Error('nothing is shown');
    // The look that follows an answer may set that right before the next one comes.
    await until(async () => {
      await engine.decisions.update(first.id, (one) => ({ ...one, shown: print }));
      const doubtful = await answer(first, yes);
      expect(doubtful.kind).toBe('refused');
      return 'detail' in doubtful && doubtful.detail.includes('look like') ? doubtful : null;
    }, 'the doubt right before the key');
    expect(pane.typed).toEqual([]);
    expect(await sessions.pending()).toHaveLength(2);
  });

  it('P8 word for word the same twice, and only keys to answer them: one after the other', async () => {
    const { pane, show, tell, opened, answer, paired } = await tellingHouse({
      agents: [tellingAgent],
      clock: systemClock,
    });
    tell(asks('a', 'make one'));
    tell(asks('b', 'make one'));
    show('ASK Run~make one|Yes|No');
    const both = await opened(2);
    const front = await until(async () => (await opened(2)).find((one) => one.shown !== null));
    const behind = both.find((one) => one.id !== front.id);
    if (behind === undefined) throw new Error('there is no second one');
    // The next one looks no different.
    pane.onTyped = () => void tell({ kind: 'settled', about: front.about ?? '' });
    expect((await answer(front, yes)).kind).toBe('answered');
    await paired(behind);
    obeys(pane, show);
    expect((await answer(behind, no)).kind).toBe('answered');
    expect(pane.typed).toEqual(['1', '2']);
  });

  it('P1 P8 a hook that only reports: the screen opens it, with its own options and the whole of the text', async () => {
    const { pane, show, tell, opened, answer } = await tellingHouse({
      agents: [tellingAgent],
      clock: systemClock,
    });
    const hook = tell(asks('a', 'make one\nmake two\nmake three'));
    // Seen before it is told of, it would have the whole of it a moment later only.
    await until(() => hook.told);
    show('ASK Run~make one|Yes|Yes, always|No');
    const [decision] = await opened(1);
    if (decision === undefined) throw new Error('nothing was opened');
    expect(decision.ask.options.map((one) => one.label)).toEqual(['Yes', 'Yes, always', 'No']);
    expect(decision.ask).toMatchObject({ body: 'make one\nmake two\nmake three', source: 'hook' });
    pane.onTyped = () => show('BUSY');
    expect(await answer(decision, { kind: 'option', index: 1 })).toMatchObject({
      kind: 'answered',
    });
    expect(pane.typed).toEqual(['2']);
  });

  it('parallel requests behind one dialog, in another order than they were told of', async () => {
    const { show, tell, opened, answer, sessions, paired, closed } = await tellingHouse({
      clock: systemClock,
    });
    const hooks = ['one', 'two', 'three'].map((name) =>
      tell(asks(name, `make ${name}`), () => {
        if (name === 'one') tell({ kind: 'settled', about: 'one' });
      }),
    );
    const all = await opened(3);
    const of = (name: string) => {
      const found = all.find((each) => each.about === name);
      if (found === undefined) throw new Error(name);
      return found;
    };
    show('ASK Run~make three|Yes|No');
    await paired(of('three'));
    expect(await sessions.pending()).toHaveLength(3);
    // One that is not on the screen, by its own hook; the one in front stays.
    expect((await answer(of('one'), yes)).kind).toBe('answered');
    expect(new Set((await opened(2)).map((each) => each.about))).toEqual(new Set(['three', 'two']));
    // The one in front at the keyboard, then the last one.
    show('ASK Run~make two|Yes|No');
    await paired(of('two'));
    tell({ kind: 'settled', about: 'three' });
    expect((await closed(of('three'))).note).toBe('Answered at the keyboard.');
    show('IDLE');
    expect((await closed(of('two'))).note).toBe('Answered at the keyboard.');
    await until(() => hooks.every((hook) => hook.told !== undefined));
    expect(hooks.map((hook) => hook.told)).toEqual([{ told: yes }, {}, {}]);
  });
});

describe('the same prompt once more', () => {
  it('is another decision after it was told that the first one went on', async () => {
    const { show, tell, opened, closed, paired } = await tellingHouse();
    tell(asks('a', 'make'));
    const first = await only(opened(1));
    show('ASK Run~make|Yes|No');
    await paired(first);
    show('BUSY');
    tell({ kind: 'settled', about: 'a' });
    await closed(first);
    tell(asks('a', 'make'));
    const second = await only(opened(1));
    expect(second.id).not.toBe(first.id);
  });

  it('is another decision after the screen showed something else', async () => {
    const { show, tell, opened, closed, paired } = await tellingHouse();
    tell(asks('a', 'make'));
    const first = await only(opened(1));
    show('ASK Run~make|Yes|No');
    await paired(first);
    show('BUSY');
    expect((await closed(first)).note).toBe('Answered at the keyboard.');
    tell(asks('a', 'make'));
    show('ASK Run~make|Yes|No');
    const second = await only(opened(1));
    expect(second.id).not.toBe(first.id);
    await paired(second);
    expect(await opened(1)).toHaveLength(1);
  });

  it('P3 the end of its hook tells that keys have taken, though the same prompt stands there again', async () => {
    const { pane, show, tell, opened, answer, sessions, closed } = await tellingHouse({
      clock: systemClock,
    });
    show('ASK Run~make|Yes|Yes, and never ask again|No');
    const seen = await only(opened(1));
    const hook = tell(asks('a', 'make', ['Yes', 'No']));
    await until(async () => (await opened(1))[0]?.about);
    pane.onTyped = () => {
      hook.hangUp();
    };
    expect((await answer(seen, { kind: 'option', index: 1 })).kind).toBe('answered');
    await closed(seen);
    const next = await until(async () => (await sessions.pending())[0]);
    expect(next.id).not.toBe(seen.id);
    expect(pane.typed).toEqual(['2']);
  });

  describe('while an answer is seen to take', () => {
    async function answering(jumpMs: number) {
      const clock = createSkippingClock();
      const told: { now: (() => Promise<void>) | null } = { now: null };
      const sleep = async (ms: number, signal?: AbortSignal) => {
        await clock.sleep(ms, signal);
        const { now } = told;
        if (now === null) return;
        told.now = null;
        await now();
        clock.jump(jumpMs);
      };
      const its = await tellingHouse({ clock: { ...clock, sleep } });
      its.show('ASK Run~make|Yes|Yes, always|No');
      const seen = await only(its.opened(1));
      its.tell(asks('a', 'make', ['Yes', 'No']));
      await until(async () => (await its.opened(1))[0]?.about);
      const settle = async () => {
        await its.sessions.desk.settled(await its.sessions.get(its.session.id), 'a');
      };
      const always = () => its.answer(seen, { kind: 'option', index: 1 });
      return { ...its, always, closedOne: () => its.closed(seen), told, settle };
    }

    it('P3 the word that it went on counts, though it comes right after the last look', async () => {
      const { pane, told, settle, always, closedOne } = await answering(10_000);
      pane.onTyped = () => {
        told.now = settle;
      };
      expect(await always()).toMatchObject({ kind: 'answered', label: 'Yes, always' });
      expect(await closedOne()).toMatchObject({ state: 'answered', answer: { by: 'telegram:1' } });
    });

    it('P3 the word that it went on is no proof of a key that tmux did not answer for', async () => {
      const { engine, told, settle, always, closedOne } = await answering(0);
      engine.tmux.keys = () => {
        told.now = settle;
        return Promise.resolve({ kind: 'unknown', why: 'no answer' });
      };
      expect(await always()).toMatchObject({ kind: 'superseded' });
      expect(await closedOne()).toMatchObject({ state: 'superseded', answer: null });
    });
  });

  it('P4 told of late, after it was answered at the keyboard, it opens nothing', async () => {
    const { show, tell, opened, closed, sessions } = await tellingHouse();
    show('ASK Run~make|Yes|No');
    const seen = await only(opened(1));
    show('BUSY');
    await closed(seen);
    const hook = tell(asks('a', 'make'));
    await until(() => hook.told);
    expect(hook.told).toEqual({});
    expect(await sessions.pending()).toEqual([]);
  });

  it('told of late, after another one took its place on the screen, it has a card while its hook waits', async () => {
    const { show, tell, opened, answer, closed } = await tellingHouse();
    show('ASK Run~make one|Yes|No');
    const seen = await only(opened(1));
    show('ASK Run~make two|Yes|No');
    await closed(seen);
    await opened(1);
    const hook = tell(asks('a', 'make one'), () => void tell({ kind: 'settled', about: 'a' }));
    const behind = (await opened(2)).find((one) => one.about === 'a');
    if (behind === undefined) throw new Error('it has no card');
    expect((await answer(behind, yes)).kind).toBe('answered');
    expect(hook.told).toEqual({ told: yes });
  });

  it('P2 told of while one that looks like it is being answered, it is the one that is on the screen', async () => {
    const { engine, pane, show, tell, open, opened, answer } = await tellingHouse({
      clock: systemClock,
    });
    show('ASK Run~make|Yes|No');
    const first = await only(opened(1));
    const capture = engine.tmux.capture.bind(engine.tmux);
    let look = () => {};
    const may = new Promise<void>((resolve) => (look = resolve));
    pane.onTyped = () => {
      engine.tmux.capture = (ref) => may.then(() => capture(ref));
      show('ASK Run~make al…|Yes|No');
    };
    const outcome = answer(first, yes);
    const second = (await opened(2)).find(({ id }) => id !== first.id);
    if (second === undefined) throw new Error('there is no second one');
    tell(asks('a', 'make all'));
    await until(async () => (await open()).some(({ about }) => about === 'a'));
    look();
    expect((await outcome).kind).toBe('answered');
    expect((await opened(1))[0]).toMatchObject({ id: second.id, about: 'a' });
  });

  it('P8 told of while a tap finds another one in front of it, it stays open with its hook', async () => {
    let joins = false;
    let isJoining = false;
    let join = () => {};
    const may = new Promise<void>((resolve) => (join = resolve));
    const { engine, pane, show, tell, opened, answer, sessions } = await tellingHouse({
      clock: systemClock,
      wrapDecisions: (store) => ({
        ...store,
        async update(id, change) {
          if (joins) {
            isJoining = true;
            await may;
          }
          return store.update(id, change);
        },
      }),
    });
    show('ASK Run~make|Yes|No');
    const first = await only(opened(1));
    const capture = engine.tmux.capture.bind(engine.tmux);
    let hook: Hook | null = null;
    let looked = false;
    engine.tmux.capture = async (ref) => {
      if (hook === null) {
        // Between the claim and the look: the hook's event is being written down, another prompt is in front.
        joins = true;
        pane.lines = ['ASK Run~other|Yes|No'];
        hook = tell(asks('a', 'make'));
        await until(() => isJoining);
      }
      looked = true;
      return capture(ref);
    };
    const outcome = answer(first, yes);
    await until(() => looked);
    join();
    expect((await outcome).kind).toBe('refused');
    expect(await sessions.desk.get(first.id)).toMatchObject({ state: 'open', about: 'a' });
  });

  it('several by one name that are answered at once: each end is told of another one', async () => {
    const { show, tell, opened, answer, closed } = await tellingHouse({ clock: systemClock });
    show('ASK Run~other|Yes|No');
    await opened(1);
    const hooks = [tell(asks('make', 'make')), tell(asks('make', 'make'))];
    const [, one, two] = await opened(3);
    if (one === undefined || two === undefined) throw new Error('there are no two');
    const outcomes = [answer(one, yes), answer(two, yes)];
    await until(() => hooks.every((hook) => hook.told !== undefined));
    tell({ kind: 'settled', about: 'make' });
    tell({ kind: 'settled', about: 'make' });
    expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual(['answered', 'answered']);
    await Promise.all([closed(one), closed(two)]);
  });

  it('P4 a report that is repeated joins the decision, or after its end opens nothing', async () => {
    const { show, tell, opened, closed, sessions } = await tellingHouse({ agents: [tellingAgent] });
    tell(asks('a', 'make'));
    show('ASK Run~make|Yes|No');
    const first = await only(opened(1));
    const again = tell(asks('a', 'make'));
    await until(() => again.told);
    expect(await sessions.pending()).toHaveLength(1);
    show('BUSY');
    tell({ kind: 'settled', about: 'a' });
    await closed(first);
    tell(asks('a', 'make'));
    // Behind it in the line of the same session: it was handled.
    tell(asks('b', 'make other'));
    show('ASK Run~make other|Yes|No');
    await until(async () => (await sessions.pending()).some((one) => one.about === 'b'));
    expect((await sessions.pending()).map((one) => one.about)).toEqual(['b']);
  });
});

describe('answers through a hook', () => {
  it('P3 one that the agent does not take is not called done; its prompt then gets keys', async () => {
    const { pane, show, tell, opened, answer, paired, sessions } = await tellingHouse();
    tell(asks('a', 'make'));
    const decision = await only(opened(1));
    show('ASK Run~make|Yes|No');
    await paired(decision);
    const outcome = await answer(decision, yes);
    expect(outcome).toMatchObject({ kind: 'not_taken' });
    expect(await sessions.desk.get(decision.id)).toMatchObject({ state: 'open', answer: null });
    obeys(pane, show);
    expect((await answer(decision, yes)).kind).toBe('answered');
    expect(pane.typed).toEqual(['1']);
  });

  it('P3 one whose effect nobody sees is said to be unknown, and settled by what is told later', async () => {
    const { show, tell, opened, answer, sessions, closed } = await tellingHouse();
    tell(asks('a', 'make hidden'));
    const decision = await only(opened(1));
    tell(asks('b', 'make'));
    await opened(2);
    show('ASK Run~make|Yes|No');
    const outcome = await answer(decision, yes);
    expect(outcome).toMatchObject({ kind: 'unknown' });
    expect((await sessions.desk.get(decision.id))?.note).toContain('nothing shows yet');
    tell({ kind: 'settled', about: 'a' });
    expect(await closed(decision)).toMatchObject({
      state: 'answered',
      answer: { by: 'telegram:1', label: 'Yes' },
    });
  });

  it('P2 two taps give one answer, and the other one is told what was recorded', async () => {
    const { show, tell, opened, answer, paired } = await tellingHouse();
    const hook = tell(asks('a', 'make'), () => show('BUSY'));
    const decision = await only(opened(1));
    show('ASK Run~make|Yes|No');
    await paired(decision);
    const outcomes = await Promise.all([
      answer(decision, yes, 'telegram:1'),
      answer(decision, no, 'telegram:2'),
    ]);
    const won = outcomes.find((one) => one.kind === 'answered');
    expect(outcomes).toContainEqual({ ...won, kind: 'already' });
    expect(hook.told).toEqual({ told: won?.label === 'Yes' ? yes : no });
  });

  it('words go through it: no, and why', async () => {
    const { show, tell, opened, answer, paired } = await tellingHouse();
    const hook = tell(asks('a', 'make'), () => show('BUSY'));
    const decision = await only(opened(1));
    show('ASK Run~make|Yes|No');
    await paired(decision);
    const why: Choice = { kind: 'text', text: 'not on a Friday' };
    expect((await answer(decision, why)).kind).toBe('answered');
    expect(hook.told).toEqual({ told: why });
  });

  it('a hook that hangs up with its prompt closes it; while the prompt stands it goes on with keys', async () => {
    const { pane, show, tell, opened, answer, paired, closed, sessions } = await tellingHouse();
    const hook = tell(asks('a', 'make'));
    const decision = await only(opened(1));
    show('ASK Run~make|Yes|No');
    await paired(decision);
    hook.hangUp();
    await until(() => hook.told);
    expect((await sessions.desk.get(decision.id))?.state).toBe('open');
    obeys(pane, show);
    expect((await answer(decision, yes)).kind).toBe('answered');

    const other = tell(asks('b', 'make more'));
    const next = await only(opened(1));
    show('IDLE');
    other.hangUp();
    expect((await closed(next)).answer).toBeNull();
  });

  it('a hook that hangs up while its pane cannot be read: the card closes when it can, though nothing new is drawn', async () => {
    const { engine, session, show, tell, opened, closed, sessions } = await tellingHouse();
    show('IDLE');
    await until(() => sessions.live(session.id)?.attention === 'idle');
    const hook = tell(asks('a', 'make'));
    const decision = await only(opened(1));
    engine.tmux.faults.capture = { kind: 'unknown', why: 'no answer' };
    hook.hangUp();
    await until(() => hook.told);
    expect(await opened(1)).toHaveLength(1);
    delete engine.tmux.faults.capture;
    expect((await closed(decision)).answer).toBeNull();
  });

  it('a hook that hung up before its turn came leaves no card behind', async () => {
    const hooks: Hook[] = [];
    const { engine, session, show, tell, opened, sessions } = await tellingHouse({
      wrapDecisions: (store) => ({
        ...store,
        async insert(decision) {
          await store.insert(decision);
          hooks[0]?.hangUp();
        },
      }),
    });
    show('IDLE');
    await until(() => sessions.live(session.id)?.attention === 'idle');
    hooks.push(tell(asks('a', 'make')));
    await until(() => engine.notices.some((one) => one.kind === 'decision_opened'));
    await opened(0);
    await until(() => hooks[0]?.told);
    expect(hooks[0]?.told).toEqual({});
  });

  it('the end of the turn closes what nobody saw, and leaves what stands on the screen', async () => {
    const { show, tell, opened, closed, paired } = await tellingHouse();
    tell(asks('a', 'make'));
    const hidden = await only(opened(1));
    show('IDLE');
    tell({ kind: 'turn_over', words: 'Done.', problem: null });
    await closed(hidden);
    const hook = tell(asks('b', 'make sub'));
    const standing = await only(opened(1));
    show('ASK Run~make sub|Yes|No');
    await paired(standing);
    tell({ kind: 'turn_over', words: 'Done.', problem: null });
    // Behind it in the line of the same session: the end of the turn was handled.
    tell(asks('c', 'make three'));
    expect((await opened(2))[0]?.id).toBe(standing.id);
    expect(hook.told).toBeUndefined();
  });

  it('P5 nothing is typed between the word of a prompt and its dialog', async () => {
    const { engine, pane, show, tell, opened, session, sessions, closed } = await tellingHouse();
    show('IDLE');
    const hook = tell(asks('a', 'make'));
    const decision = await only(opened(1));
    const early = await sessions.send(session.id, 'go on', 'me');
    expect(early).toMatchObject({ kind: 'refused', reason: 'unreadable' });
    expect(pane.typed).toEqual([]);
    hook.hangUp();
    await closed(decision);
    pane.onTyped = (_, typed) => {
      if (typed === '<Enter>') engine.tmux.show(pane, ['BUSY']);
    };
    expect((await sessions.send(session.id, 'go on', 'me')).kind).toBe('delivered');
  });

  it('P6 that a text was taken as a prompt is proof that it was delivered', async () => {
    const { pane, show, tell, session, sessions } = await tellingHouse({ clock: systemClock });
    show('IDLE');
    // The screen shows no reaction.
    pane.onTyped = (_, typed) => {
      if (typed === '<Enter>') tell({ kind: 'prompted', text: 'go  on\n' });
    };
    expect((await sessions.send(session.id, 'go on', 'me')).kind).toBe('delivered');
    expect(pane.typed).toEqual(['go on', '<Enter>']);
  });

  it('P6 what was just taken is nobody’s draft, although it is drawn in the box for a moment longer', async () => {
    const { engine, pane, show, tell, session, sessions } = await tellingHouse({
      clock: systemClock,
    });
    show('IDLE first');
    const told = tell({ kind: 'prompted', text: 'first' });
    await until(() => told.told);
    const capture = engine.tmux.capture.bind(engine.tmux);
    let looks = 0;
    engine.tmux.capture = (ref) => {
      looks += 1;
      if (looks === 3) pane.lines = ['IDLE'];
      return capture(ref);
    };
    pane.onTyped = (_, typed) => {
      if (typed === '<Enter>') show('BUSY');
    };
    expect((await sessions.send(session.id, 'second', 'me')).kind).toBe('delivered');
    show('IDLE third');
    expect(await sessions.send(session.id, 'fourth', 'me')).toMatchObject({
      reason: 'draft_present',
    });
  });

  it.each([
    ['refused', true, 'Yes', 0, 'superseded'],
    ['refused', true, 'No', 1, 'answered'],
    ['allowed', false, 'No', 1, 'superseded'],
    ['allowed', false, 'Yes', 0, 'answered'],
  ])(
    'P3 what its agent says was %s (%s) is no success of a %s',
    async (_, refused, _label, index, kind) => {
      const { tell, opened, answer, show } = await tellingHouse({ clock: systemClock });
      show('BUSY');
      const hook = tell(asks('a', 'make'));
      const decision = await only(opened(1));
      const answered = answer(decision, { kind: 'option', index });
      await until(() => hook.told);
      tell({ kind: 'settled', about: 'a', refused });
      expect((await answered).kind).toBe(kind);
    },
  );

  it('P16 only a prompt keeps its hook waiting, and the end of the daemon lets it go', async () => {
    const { engine, tell, sessions } = await tellingHouse();
    engine.tmux.capture = () => new Promise(() => {});
    const reports: readonly Report[] = [
      { kind: 'turn_over', words: null, problem: null },
      { kind: 'settled', about: 'x' },
      { kind: 'prompted', text: 'hello' },
      { kind: 'ended' },
    ];
    for (const report of reports) {
      const hook = tell(report);
      await until(() => hook.told);
      expect(hook.told).toEqual({});
    }
    const nonsense = tell('nonsense' as never);
    await until(() => nonsense.told);
    expect(nonsense.told).toEqual({});
    expect(await sessions.pending()).toEqual([]);
  });

  it('P2 P9 P16 a restart in the middle: the hook is let go, and the prompt on the screen takes keys', async () => {
    const { engine, pane, show, tell, opened, paired, session } = await tellingHouse();
    const hook = tell(asks('a', 'make'));
    const decision = await only(opened(1));
    show('ASK Run~make|Yes|No');
    await paired(decision);
    await engine.sessions.stop();
    await until(() => hook.told);
    expect(hook.told).toEqual({});
    const again = await testEngine({ home: engine.home, tmux: engine.tmux, agents: [hookedAgent] });
    expect((await again.sessions.pending()).map((one) => one.id)).toEqual([decision.id]);
    pane.onTyped = () => engine.tmux.show(pane, ['BUSY']);
    const outcome = await again.sessions.answer(session.id, decision.id, yes, 'me');
    expect(outcome.kind).toBe('answered');
    expect(pane.typed).toEqual(['1']);
  });

  it('after a restart a prompt that is on no screen is over, and one that was never seen is paired', async () => {
    const { engine, pane, tell, opened } = await tellingHouse();
    tell(asks('a', 'make'));
    const decision = await only(opened(1));
    await engine.sessions.stop();
    pane.lines = ['ASK Run~make|Yes|No'];
    const again = await testEngine({ home: engine.home, tmux: engine.tmux, agents: [hookedAgent] });
    const now = await again.sessions.desk.get(decision.id);
    expect(now).toMatchObject({ state: 'open', about: 'a' });
    expect(now?.shown).not.toBeNull();
    await again.sessions.stop();
    pane.lines = ['IDLE'];
    const third = await testEngine({ home: engine.home, tmux: engine.tmux, agents: [hookedAgent] });
    expect((await third.sessions.desk.get(decision.id))?.state).toBe('superseded');
  });

  it('the conversation is recorded, and a prompt that was taken is a sign of life', async () => {
    const { tell, sessions, session } = await tellingHouse();
    tell({ kind: 'conversation', id: 'c0ffee', transcript: '/x.jsonl' });
    tell({ kind: 'prompted', text: 'hello' });
    const now = await until(async () => {
      const one = await sessions.get(session.id);
      return one.agentSessionId === 'c0ffee' && one.lastActivityAt !== null ? one : null;
    });
    expect(now.runId).toBe(session.runId);
  });
});
