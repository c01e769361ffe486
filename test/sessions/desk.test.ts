import { describe, expect, it } from 'vitest';
import type { Ask, Choice } from '../../src/domain/ask.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { newSessionId } from '../../src/domain/ids.ts';
import { statusOf } from '../../src/domain/session.ts';
import type { Session } from '../../src/domain/session.ts';
import { createDecisionsStore } from '../../src/store/decisions-store.ts';
import { StoreError } from '../../src/store/sessions-store.ts';
import { lastPane, testEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import type { FakePane } from '../support/fake-tmux.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { until } from '../support/until.ts';

const yes: Choice = { kind: 'option', index: 0 };
const no: Choice = { kind: 'option', index: 1 };

async function asking(
  engine: TestEngine,
  question = 'Run rm?|Yes|No',
): Promise<{ session: Session; pane: FakePane; decision: Decision }> {
  const session = await engine.sessions.create({ cwd: engine.folder });
  const pane = lastPane(engine);
  engine.tmux.show(pane, [`ASK ${question}`]);
  const decision = await until(
    async () => (await engine.sessions.pending()).find((one) => one.sessionId === session.id),
    'a decision',
  );
  return { session, pane, decision };
}

/** The dialog goes away with any key, as real ones do. */
function obedient(engine: TestEngine, pane: FakePane): void {
  pane.onTyped = () => engine.tmux.show(pane, ['BUSY working on it']);
}

describe('the desk', () => {
  it('S2.23 S1.6 T1.1 a dialog on the screen makes the session AwaitingApproval and opens a decision', async () => {
    const engine = await testEngine();
    const { session, decision } = await asking(engine);
    const shown = await until(async () => {
      const now = await engine.sessions.get(session.id);
      return now.attention === 'awaiting_approval' && now.pendingDecision !== null ? now : null;
    });
    expect(statusOf(shown)).toBe('AwaitingApproval');
    expect(shown.pendingDecision).toEqual({
      id: decision.id,
      runId: session.runId,
      question: 'Run rm?',
      proposedDefault: 'Yes',
    });
    expect(engine.notices.map((notice) => notice.kind)).toContain('decision_opened');
  });

  it('P3 a key that tmux did not answer for is not called answered by a screen that went blank', async () => {
    const engine = await testEngine();
    const { session, pane, decision } = await asking(engine);
    engine.tmux.keys = () => {
      engine.tmux.show(pane, ['STARTING']);
      return Promise.resolve({ kind: 'unknown', why: 'no answer' });
    };
    const outcome = await engine.sessions.answer(session.id, decision.id, yes, 'cli:ada');
    expect(outcome.kind).toBe('superseded');
    expect((await engine.sessions.desk.get(decision.id))?.answer).toBeNull();
  });

  it('P3 an answer that the next prompt contradicts is not called answered', async () => {
    const why = 'It shows something else.';
    const missed = (_asked: unknown, label: string, now: Ask) =>
      label === 'Yes' && now.title === 'Still there?' ? why : null;
    const engine = await testEngine({ agents: [{ ...fakeAgent, missed }] });
    const { session, pane, decision } = await asking(engine);
    pane.onTyped = () => engine.tmux.show(pane, ['ASK Still there?|Yes|No']);
    const outcome = await engine.sessions.answer(session.id, decision.id, yes, 'cli:ada');
    expect(outcome).toEqual({ kind: 'superseded', detail: why });
    const closed = await engine.sessions.desk.get(decision.id);
    expect(closed).toMatchObject({ state: 'superseded', answer: null, note: why });
    const next = await until(
      async () => (await engine.sessions.pending()).find((one) => one.id !== decision.id),
      'the next decision',
    );
    const said = await engine.sessions.answer(session.id, next.id, no, 'cli:ada');
    expect(said.kind).not.toBe('superseded');
  });

  it('S2.43 S2.44 S2.83 P3 an answer is pressed, seen to take, and clears question and proposal together', async () => {
    const engine = await testEngine();
    const { session, pane, decision } = await asking(engine);
    obedient(engine, pane);
    const outcome = await engine.sessions.answer(session.id, decision.id, yes, 'cli:ada');
    expect(outcome).toEqual({ kind: 'answered', by: 'cli:ada', label: 'Yes' });
    expect(pane.typed).toEqual(['1']);
    const after = await engine.sessions.get(session.id);
    expect(after.pendingDecision).toBeNull();
    expect(after.lastActivityAt).not.toBeNull();
  });

  it('S2.43 an answer in words is typed with Enter behind it', async () => {
    const engine = await testEngine();
    const { session, pane, decision } = await asking(engine);
    pane.onTyped = (_, typed) => {
      if (typed === '<Enter>') engine.tmux.show(pane, ['BUSY thinking']);
    };
    await engine.sessions.answer(session.id, decision.id, { kind: 'text', text: 'use npm' }, 'me');
    expect(pane.typed).toEqual(['use npm', '<Enter>']);
  });

  it('S2.45 T1.8 P3 an answer that does not take is not called done: the decision stays open', async () => {
    const engine = await testEngine();
    const { session, decision } = await asking(engine);
    const outcome = await engine.sessions.answer(session.id, decision.id, yes, 'cli:ada');
    expect(outcome.kind).toBe('not_taken');
    expect(await engine.sessions.desk.get(decision.id)).toMatchObject({
      state: 'open',
      answer: null,
    });
    expect((await engine.sessions.get(session.id)).pendingDecision?.id).toBe(decision.id);
  });

  it('S2.45 when the screen cannot be read nothing is pressed and nothing is recorded as answered', async () => {
    const engine = await testEngine();
    const { session, pane, decision } = await asking(engine);
    engine.tmux.faults.capture = { kind: 'unknown', why: 'tmux hangs' };
    const outcome = await engine.sessions.answer(session.id, decision.id, yes, 'cli:ada');
    expect(outcome.kind).toBe('refused');
    expect(pane.typed).toEqual([]);
    delete engine.tmux.faults.capture;
    obedient(engine, pane);
    const again = await engine.sessions.answer(session.id, decision.id, yes, 'cli:ada');
    expect(again.kind).toBe('answered');
  });

  it.each(['STARTING', 'half a dialog'])(
    'P1 P4 between two drawings the screen says %s, and the key waits for the second one',
    async (between) => {
      const engine = await testEngine();
      const { session, pane, decision } = await asking(engine);
      const dialog = pane.lines;
      const capture = engine.tmux.capture.bind(engine.tmux);
      let looks = 0;
      engine.tmux.capture = (ref) => {
        looks += 1;
        pane.lines = looks <= 3 ? [between] : dialog;
        return capture(ref);
      };
      pane.onTyped = () => {
        engine.tmux.capture = capture;
        engine.tmux.show(pane, ['BUSY working on it']);
      };
      const outcome = await engine.sessions.answer(session.id, decision.id, yes, 'me');
      expect(outcome.kind).toBe('answered');
      expect(pane.typed).toEqual(['1']);
    },
  );

  it('P4 a screen that stays blank gets no key, and does not take the place of a prompt', async () => {
    const engine = await testEngine();
    const { session, pane, decision } = await asking(engine);
    pane.lines = ['STARTING'];
    const outcome = await engine.sessions.answer(session.id, decision.id, yes, 'me');
    expect(outcome.kind).toBe('refused');
    expect(pane.typed).toEqual([]);
    expect((await engine.sessions.desk.get(decision.id))?.state).toBe('open');
  });

  it('S2.46 an unknown session and an unknown decision are told apart', async () => {
    const engine = await testEngine();
    const { session, decision } = await asking(engine);
    await expect(
      engine.sessions.answer(newSessionId(), decision.id, yes, 'me'),
    ).rejects.toMatchObject({ kind: 'session_not_found' });
    const outcome = await engine.sessions.answer(session.id, 'nosuchid' as never, yes, 'me');
    expect(outcome.kind).toBe('not_found');
  });

  it('T2.5 P1 P4 C8 an answer for a prompt that was replaced presses nothing', async () => {
    const engine = await testEngine();
    const { session, pane, decision } = await asking(engine);
    engine.tmux.show(pane, ['ASK Delete everything?|Yes|No']);
    const outcome = await engine.sessions.answer(session.id, decision.id, yes, 'me');
    expect(outcome.kind).toBe('superseded');
    expect(pane.typed).toEqual([]);
    const next = await until(async () => {
      const [open] = await engine.sessions.pending();
      return open?.id !== decision.id ? open : null;
    });
    expect(next.ask.title).toBe('Delete everything?');
    expect((await engine.sessions.answer(session.id, decision.id, yes, 'me')).kind).toBe(
      'superseded',
    );
    expect(pane.typed).toEqual([]);
  });

  it('P1 a prompt that changed without anybody noticing is seen right before the key', async () => {
    const engine = await testEngine();
    const { session, pane, decision } = await asking(engine);
    // No event of tmux tells of it: only the look before the key can.
    pane.lines = ['ASK Delete everything?|Yes|No'];
    const outcome = await engine.sessions.answer(session.id, decision.id, yes, 'me');
    expect(outcome.kind).toBe('superseded');
    expect(pane.typed).toEqual([]);
  });

  it('P2 two taps at once press once, and the other one is told what was recorded', async () => {
    const engine = await testEngine();
    const { session, pane, decision } = await asking(engine);
    obedient(engine, pane);
    const outcomes = await Promise.all([
      engine.sessions.answer(session.id, decision.id, yes, 'telegram:1'),
      engine.sessions.answer(session.id, decision.id, no, 'telegram:2'),
    ]);
    expect(outcomes.map((one) => one.kind).toSorted()).toEqual(['already', 'answered']);
    // Whoever was first: the one key is his, and the other one hears of him.
    const won = outcomes.find((one) => one.kind === 'answered');
    expect(pane.typed).toEqual([won?.label === 'Yes' ? '1' : '2']);
    expect(outcomes).toContainEqual({ ...won, kind: 'already' });
  });

  it('P4 a choice that the prompt does not have is refused', async () => {
    const engine = await testEngine();
    const { session, pane, decision } = await asking(engine);
    const third: Choice = { kind: 'option', index: 7 };
    expect((await engine.sessions.answer(session.id, decision.id, third, 'me')).kind).toBe(
      'refused',
    );
    expect(pane.typed).toEqual([]);
  });

  it('P3 a program that ends under the key has not answered, and nobody is said to have', async () => {
    const engine = await testEngine();
    const { session, pane, decision } = await asking(engine);
    pane.onTyped = () => engine.tmux.show(pane, ['GONE']);
    const outcome = await engine.sessions.answer(session.id, decision.id, yes, 'me');
    expect(outcome.kind).toBe('unknown');
    const closed = await until(async () => {
      const one = await engine.sessions.desk.get(decision.id);
      return one?.state === 'superseded' ? one : null;
    });
    expect(closed).toMatchObject({ answer: null, note: 'Its program has ended.' });
  });

  it('a late picture of an answered prompt opens nothing; the same prompt again does', async () => {
    const engine = await testEngine();
    const { session, pane, decision } = await asking(engine);
    // The picture was taken before the key and is looked at after it.
    pane.onTyped = () => {
      engine.tmux.show(pane, ['ASK Run rm?|Yes|No']);
      engine.tmux.show(pane, ['BUSY on it']);
    };
    await engine.sessions.answer(session.id, decision.id, yes, 'me');
    const late = await engine.tmux.capture(pane.info.ref);
    if (late.kind !== 'screen') throw new Error(late.kind);
    const reading = { kind: 'asking', ask: decision.ask } as const;
    await engine.sessions.desk.see(session.id, pane.info.ref, reading, late.screen);
    expect(await engine.sessions.pending()).toEqual([]);

    pane.onTyped = () => {};
    engine.tmux.show(pane, ['ASK Run rm?|Yes|No']);
    const again = await until(async () => (await engine.sessions.pending())[0]);
    expect(again.id).not.toBe(decision.id);
  });

  it('answered at the keyboard: the decision is superseded by itself', async () => {
    const engine = await testEngine();
    const { session, pane, decision } = await asking(engine);
    engine.tmux.show(pane, ['BUSY on it']);
    const closed = await until(async () => {
      const one = await engine.sessions.desk.get(decision.id);
      return one?.state === 'superseded' ? one : null;
    });
    expect(closed.note).toBe('Answered at the keyboard.');
    await until(async () => (await engine.sessions.get(session.id)).pendingDecision === null);
  });

  it('P8 a prompt that stood there before the start is found at the start', async () => {
    const engine = await testEngine();
    const { session, decision } = await asking(engine);
    await engine.sessions.stop();
    const again = await testEngine({ home: engine.home, tmux: engine.tmux });
    const [open] = await again.sessions.pending();
    expect(open).toMatchObject({ id: decision.id, sessionId: session.id });
  });

  it('P2 P9 a claim of a daemon that died is settled by what the pane shows', async () => {
    for (const [screen, state] of [
      ['ASK Run rm?|Yes|No', 'open'],
      ['BUSY done', 'answered'],
      ['GONE', 'superseded'],
    ] as const) {
      const engine = await testEngine();
      const { pane, decision } = await asking(engine);
      await engine.sessions.stop();
      // The process died between claiming and confirming.
      await engine.decisions.update(decision.id, (one) => ({
        ...one,
        state: 'answering',
        answer: { by: 'telegram:1', label: 'Yes', at: one.openedAt },
      }));
      engine.tmux.show(pane, [screen]);
      const again = await testEngine({ home: engine.home, tmux: engine.tmux });
      expect((await again.sessions.desk.get(decision.id))?.state).toBe(state);
      expect(pane.typed).toEqual([]);
    }
  });

  it('T2.6 an answer that was pressed is not pressed again when our books fail', async () => {
    let full = false;
    const engine = await testEngine({
      wrapStore: (store) => ({
        ...store,
        update: (id, change) =>
          full
            ? Promise.reject(new StoreError('full', 'the disk is full'))
            : store.update(id, change),
      }),
    });
    const { session, pane, decision } = await asking(engine);
    obedient(engine, pane);
    full = true;
    await expect(engine.sessions.answer(session.id, decision.id, yes, 'me')).rejects.toMatchObject({
      kind: 'store',
    });
    full = false;
    const again = await engine.sessions.answer(session.id, decision.id, yes, 'me');
    expect(again).toEqual({ kind: 'already', by: 'me', label: 'Yes' });
    expect(pane.typed).toEqual(['1']);
  });

  it('a decision ends with its run', async () => {
    const engine = await testEngine();
    const { session, pane, decision } = await asking(engine);
    engine.tmux.exit(pane, { code: 1 });
    await until(async () => (await engine.sessions.desk.get(decision.id))?.state === 'expired');
    const outcome = await engine.sessions.answer(session.id, decision.id, yes, 'me');
    expect(outcome.kind).toBe('superseded');
  });

  it('decisions survive a restart of everything, and a broken book is put aside', async () => {
    const engine = await testEngine();
    const { decision } = await asking(engine);
    const other = createDecisionsStore({ home: engine.home, log: createMemoryLog() });
    expect(await other.get(decision.id)).toEqual(decision);
  });
});
