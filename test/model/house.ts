import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { Agent } from '../../src/agents/agent.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { isOpen } from '../../src/domain/decision.ts';
import type { AnswerOutcome } from '../../src/domain/outcomes.ts';
import type { SessionId } from '../../src/domain/ids.ts';
import type { Sessions } from '../../src/sessions/sessions.ts';
import { guarded } from '../../src/telegram/inbox/guard.ts';
import type { Tmux } from '../../src/tmux/tmux.ts';
import { testEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import { createFakeTmux } from '../support/fake-tmux.ts';
import type { FakePane, FakeTmux } from '../support/fake-tmux.ts';
import { hookedAgent, tellingAgent } from '../support/hooked-agent.ts';
import { createSkippingClock } from '../support/skipping-clock.ts';
import { createHookedProgram } from './hooked-program.ts';
import type { Voice } from './hooked-program.ts';
import { judge } from './judge.ts';
import type { Place, Tapped } from './judge.ts';
import { createLife } from './life.ts';
import type { Life } from './life.ts';
import { createPlainProgram } from './program.ts';
import type { Program } from './program.ts';
import type { Random } from './random.ts';

interface Tap extends Tapped {
  /** The engine as the bot calls it for one update, which remembers what it began. */
  readonly door: (sessions: Sessions) => Sessions;
  outcome: AnswerOutcome | null;
  doneAt: number | null;
}

/** Their answers are the very text that was given: one key. */
const answer: Agent['answer'] = (_ask, choice) =>
  choice.kind === 'text' ? [{ text: choice.text }] : null;
const agents = [fakeAgent, hookedAgent, tellingAgent].map((one) => ({ ...one, answer }));
const plain = { agent: fakeAgent.id };
/** What lives in the house. */
const lodgers: readonly { readonly agent: string; readonly ids?: boolean }[] = [
  plain,
  { agent: hookedAgent.id, ids: false },
  { agent: tellingAgent.id, ids: false },
  plain,
  { agent: hookedAgent.id, ids: true },
  { agent: tellingAgent.id, ids: true },
];

/** The engine with some sessions in a world where everything that may happen does, in any order. */
export interface House {
  step(): Promise<void>;
  /** Lets everything come to rest, then says what is wrong. Empty: nothing. */
  faults(): Promise<readonly string[]>;
  readonly counts: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

export async function createHouse(random: Random, home: string): Promise<House> {
  const fake = createFakeTmux();
  const counts: Record<string, number> = {};
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };

  let ticks = 0;
  const tick = () => {
    ticks += 1;
    return ticks;
  };

  let calm = false;
  /** What may happen in the moment between two things that the engine does. */
  const meanwhile = () => {
    if (calm || !random.chance(0.15)) return;
    count('meanwhile');
    const program = random.pick(places)?.program;
    if (random.chance(0.5)) program?.human(random.chance(0.7));
    else program?.change(random.chance(0.7));
  };
  const clock = createSkippingClock();
  const live = (its: Life) =>
    testEngine({
      tmux: its.tmux,
      home,
      agents,
      clock,
      wrapStore: (store) => its.mortal(store),
      wrapDecisions: (store) => its.mortal(store),
    });
  let life = createLife(fake, random, meanwhile);
  let engine: TestEngine<Tmux & FakeTmux> = await live(life);
  let listens = true;
  const places: Place[] = [];
  for (const lodger of lodgers) {
    const session = await engine.sessions.create({ agent: lodger.agent, cwd: engine.folder });
    const pane = [...fake.panes.values()].at(-1);
    if (pane === undefined) throw new Error('there is no pane');
    places.push({ session, program: programOf(session.id, lodger, pane) });
  }

  function programOf(
    id: SessionId,
    { agent, ids }: (typeof lodgers)[number],
    pane: FakePane,
  ): Program {
    if (ids === undefined) return createPlainProgram(fake, pane, random, tick);
    const say: Voice['say'] = async (event, gone, onTaken) => {
      if (!listens) {
        count('nobody listens');
        return null;
      }
      const { sessions } = engine;
      const taken = async () => {
        const session = await sessions.get(id);
        onTaken?.();
        return sessions.reports.take(session, event, gone);
      };
      return life.unlessKilled(taken());
    };
    const voice: Voice = { say, life: () => counts['restart'] ?? 0, count, tick };
    return createHookedProgram(fake, pane, random, voice, { waits: agent === hookedAgent.id, ids });
  }

  const taps: Tap[] = [];
  const running = new Set<Promise<void>>();

  const phone = new Map<string, Decision>();
  const keep = () => {
    for (const notice of engine.notices.splice(0)) {
      if (notice.kind !== 'decision_opened' && notice.kind !== 'decision_changed') continue;
      phone.set(notice.decision.id, notice.decision);
    }
  };
  /** The decisions that a phone has been shown, as it was told of them last. */
  const cards = (): readonly Decision[] => {
    keep();
    return [...phone.values()];
  };
  /** What the bot does when it starts: the books are right, and the phone follows. */
  const catchUp = async () => {
    for (const card of phone.values()) {
      const stored = isOpen(card) ? await engine.decisions.get(card.id) : card;
      if (stored !== null) phone.set(card.id, stored);
    }
    for (const decision of await engine.sessions.pending()) phone.set(decision.id, decision);
  };

  const tap = () => {
    const all = cards();
    const open = all.filter(isOpen);
    // Old cards stay on the phone, and are tapped too.
    const decision = random.pick(open.length > 0 && random.chance(0.8) ? open : all.slice(-20));
    if (decision === undefined) return;
    count('tap');
    // The key names the tap, so that a press can be traced back to what it was meant for.
    const begun = new Set<string>();
    const once = (what: string) => {
      const isNew = !begun.has(what);
      begun.add(what);
      return Promise.resolve(isNew);
    };
    const door = (sessions: Sessions) => guarded(sessions, once);
    const mine: Tap = { decision, key: `tap ${taps.length}`, door, outcome: null, doneAt: null };
    taps.push(mine);
    deliver(mine);
  };
  const deliver = (mine: Tap) => {
    const { id, sessionId } = mine.decision;
    const answer = async () => {
      const choice = { kind: 'text' as const, text: mine.key };
      const outcome = await mine.door(engine.sessions).answer(sessionId, id, choice, 'you');
      mine.outcome = outcome;
      mine.doneAt ??= tick();
      count(outcome.kind);
    };
    const work = answer().finally(() => running.delete(work));
    running.add(work);
  };

  /** kill -9 and a new start. Taps that had no answer yet come again, as Telegram's updates do. */
  const restart = async () => {
    count('restart');
    listens = false;
    await life.kill();
    for (const lost of taps) lost.doneAt ??= tick();
    running.clear();
    await engine.sessions.stop();
    keep();
    life = createLife(fake, random, meanwhile);
    engine = await live(life);
    listens = true;
    await catchUp();
    for (const lost of taps.filter((one) => one.outcome === null)) {
      count('delivered again');
      deliver(lost);
    }
  };

  const steps: readonly (readonly [number, () => Promise<void> | void])[] = [
    [3, () => random.pick(places)?.program.change(random.chance(0.8))],
    [1.2, () => random.pick(places)?.program.human(random.chance(0.8))],
    [2, () => random.pick(places)?.program.hangUp()],
    [8, tap],
    [10, () => random.pick(places)?.program.tell()],
    [
      3,
      () => {
        count('capture fails');
        fake.faults.capture = { kind: 'unknown', why: 'no answer' };
      },
    ],
    [6, () => void delete fake.faults.capture],
    [0.5, restart],
    [20, () => turn()],
    [30, () => pause(1)],
  ];
  const whole = steps.reduce((sum, [weight]) => sum + weight, 0);

  /** How the books differ from what stands on the screens and on the phone. */
  const differences = async (): Promise<readonly string[]> => {
    const wrong: string[] = [];
    const open = await engine.sessions.pending();
    const shown = cards();
    for (const { session, program } of places) {
      const mine = open.filter((one) => one.sessionId === session.id);
      wrong.push(...program.differences(mine));
      for (const decision of mine) {
        const card = shown.find((one) => one.id === decision.id);
        if (card?.state === 'open') continue;
        wrong.push(`the card of "${program.wordsOf(decision)}" is ${card?.state ?? 'not out'}`);
      }
    }
    for (const card of shown) {
      if (isOpen(card) && !open.some((one) => one.id === card.id)) {
        wrong.push(`the card of "${card.ask.body}" is open, its decision is not`);
      }
    }
    return wrong;
  };

  /** Tells of every screen once more, as tmux does when a pane has settled, and waits for the engine. */
  const rest = async (): Promise<readonly string[]> => {
    delete fake.faults.capture;
    await Promise.all(running);
    for (const { program } of places) await program.rest();
    for (const { program } of places) program.tell();
    const wrong = await remaining();
    if (wrong.length > 0 || random.chance(0.5)) return wrong;
    count('all is over');
    for (const { program } of places) program.finish();
    return remaining();
  };
  /** What is wrong still after the engine has had its time. */
  const remaining = async (): Promise<readonly string[]> => {
    let wrong = await differences();
    for (let patience = 400; wrong.length > 0 && patience > 0; patience -= 1) {
      await pause(2);
      wrong = await differences();
    }
    return wrong;
  };

  return {
    counts,
    async step() {
      let at = (random.below(1_000_000) / 1_000_000) * whole;
      for (const [weight, act] of steps) {
        at -= weight;
        if (at < 0) return act();
      }
    },
    async faults() {
      calm = true;
      const wrong = [...(await rest()), ...judge(places, taps)];
      taps.length = 0;
      // A phone has a history, and this one has to end some day.
      for (const card of [...phone.values()].slice(0, -50))
        if (!isOpen(card)) phone.delete(card.id);
      for (const { program } of places) program.given.length = 0;
      // What the engine takes for late is long ago.
      clock.jump(60_000);
      calm = false;
      return wrong;
    },
    async close() {
      await Promise.all(running);
      // What is on its way arrives before the books are gone.
      listens = false;
      for (const { program } of places) await program.rest();
      await engine.sessions.stop();
    },
  };
}
