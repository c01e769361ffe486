import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { Agent } from '../../src/agents/agent.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { isOpen } from '../../src/domain/decision.ts';
import type { AnswerOutcome } from '../../src/domain/outcomes.ts';
import type { Session } from '../../src/domain/session.ts';
import type { Sessions } from '../../src/sessions/sessions.ts';
import { guarded } from '../../src/telegram/inbox/guard.ts';
import type { Tmux } from '../../src/tmux/tmux.ts';
import { testEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import { createFakeTmux } from '../support/fake-tmux.ts';
import type { FakeTmux } from '../support/fake-tmux.ts';
import { createProgram } from './program.ts';
import type { Program } from './program.ts';
import type { Random } from './random.ts';

/** A tap and what became of it. */
interface Tap {
  readonly decision: Decision;
  readonly key: string;
  /** The engine as the bot calls it for one update, which remembers what it began. */
  readonly door: (sessions: Sessions) => Sessions;
  outcome: AnswerOutcome | null;
}

interface Life {
  readonly tmux: Tmux & FakeTmux;
  /** What it calls does not come back once it is killed. */
  mortal<T extends object>(thing: T): T;
  kill(): Promise<void>;
}

const never = new Promise<never>(() => {});

/** Its answers are the very text that was given: one key. */
const modelAgent: Agent = {
  ...fakeAgent,
  answer: (_ask, choice) => (choice.kind === 'text' ? [{ text: choice.text }] : null),
};

/** The engine with some sessions in a world where everything that may happen does, in any order. */
export interface House {
  step(): Promise<void>;
  /** Lets everything come to rest, then says what is wrong. Empty: nothing. */
  faults(): Promise<readonly string[]>;
  readonly counts: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

export async function createHouse(
  random: Random,
  home: string,
  sessionCount: number,
): Promise<House> {
  const fake = createFakeTmux();
  const counts: Record<string, number> = {};
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };

  let calm = false;
  /** What may happen in the moment between two things that the engine does. */
  const meanwhile = () => {
    if (calm || !random.chance(0.15)) return;
    count('meanwhile');
    const program = random.pick(programs);
    if (random.chance(0.5)) program?.human(random.chance(0.7));
    else program?.change(random.chance(0.7));
  };
  /** tmux as one life of the daemon knows it: once it is killed, nothing comes back to it. */
  const lifeOf = (): Life => {
    let killed = false;
    const underWay = new Set<Promise<unknown>>();
    const between = async <T>(work: () => Promise<T>): Promise<T> => {
      meanwhile();
      await turn();
      if (killed) return never;
      const done = await work();
      meanwhile();
      return killed ? never : done;
    };
    const tmux: Tmux & FakeTmux = {
      ...fake,
      capture: (ref) => between(() => fake.capture(ref)),
      keys: (ref, keys, how) =>
        between(async () => {
          if (random.chance(0.02)) return { kind: 'unknown', why: 'no answer, and nothing typed' };
          const typed = await fake.keys(ref, keys, how);
          return random.chance(0.02) ? { kind: 'unknown', why: 'typed, the answer lost' } : typed;
        }),
    };
    return {
      tmux,
      mortal: (thing) => {
        const wrapped = Object.entries(thing).map(([name, value]: [string, unknown]) => [
          name,
          typeof value !== 'function'
            ? value
            : async (...args: readonly unknown[]) => {
                if (killed) return never;
                const work = Promise.resolve(Reflect.apply(value, thing, args) as unknown);
                underWay.add(work);
                const done = await work.finally(() => underWay.delete(work));
                return killed ? never : done;
              },
        ]);
        return { ...thing, ...Object.fromEntries(wrapped) } as typeof thing;
      },
      async kill() {
        killed = true;
        // What the disk has begun is done or not done when the next life begins; nothing comes later.
        await Promise.allSettled(underWay);
      },
    };
  };

  const live = (its: Life) =>
    testEngine({
      tmux: its.tmux,
      home,
      agents: [modelAgent],
      wrapStore: (store) => its.mortal(store),
      wrapDecisions: (store) => its.mortal(store),
    });
  let life = lifeOf();
  let engine: TestEngine<Tmux & FakeTmux> = await live(life);
  const sessions: Session[] = [];
  const programs: Program[] = [];
  for (let index = 0; index < sessionCount; index += 1) {
    sessions.push(await engine.sessions.create({ agent: 'fake', cwd: engine.folder }));
    const pane = [...fake.panes.values()].at(-1);
    if (pane === undefined) throw new Error('there is no pane');
    programs.push(createProgram(fake, pane, random));
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
    const mine: Tap = { decision, key: `tap ${taps.length}`, door, outcome: null };
    taps.push(mine);
    deliver(mine);
  };
  const deliver = (mine: Tap) => {
    const { id, sessionId } = mine.decision;
    const answer = async () => {
      const choice = { kind: 'text' as const, text: mine.key };
      const outcome = await mine.door(engine.sessions).answer(sessionId, id, choice, 'you');
      mine.outcome = outcome;
      count(outcome.kind);
    };
    const work = answer().finally(() => running.delete(work));
    running.add(work);
  };

  /** kill -9 and a new start. Taps that had no answer yet come again, as Telegram's updates do. */
  const restart = async () => {
    count('restart');
    await life.kill();
    running.clear();
    await engine.sessions.stop();
    keep();
    life = lifeOf();
    engine = await live(life);
    await catchUp();
    for (const lost of taps.filter((one) => one.outcome === null)) {
      count('delivered again');
      deliver(lost);
    }
  };

  const steps: readonly (readonly [number, () => Promise<void> | void])[] = [
    [1.5, () => random.pick(programs)?.change(random.chance(0.8))],
    [0.7, () => random.pick(programs)?.human(random.chance(0.8))],
    [8, tap],
    [10, () => random.pick(programs)?.tell()],
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
    for (const [index, program] of programs.entries()) {
      const mine = open.filter((one) => one.sessionId === sessions[index]?.id);
      const words = program.prompt?.words ?? null;
      if (words === null && mine.length > 0) wrong.push('a decision is open without a dialog');
      if (words === null) continue;
      if (mine.length !== 1) wrong.push(`"${words}" has ${mine.length} decisions`);
      const [decision] = mine;
      if (decision === undefined) continue;
      if (decision.ask.fingerprint !== words) wrong.push(`"${words}" has another's decision`);
      const card = shown.find((one) => one.id === decision.id);
      if (card?.state !== 'open')
        wrong.push(`the card of "${words}" is ${card?.state ?? 'not out'}`);
    }
    for (const card of shown) {
      if (isOpen(card) && !open.some((one) => one.id === card.id)) {
        wrong.push(`the card of "${card.ask.fingerprint}" is open, its decision is not`);
      }
    }
    return wrong;
  };

  /** Tells of every screen once more, as tmux does when a pane has settled, and waits for the engine. */
  const rest = async (): Promise<readonly string[]> => {
    delete fake.faults.capture;
    await Promise.all(running);
    for (const program of programs) program.tell();
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
      const wrong = [...(await rest()), ...judge(programs, taps)];
      taps.length = 0;
      // A phone has a history, and this one has to end some day.
      for (const card of [...phone.values()].slice(0, -50))
        if (!isOpen(card)) phone.delete(card.id);
      for (const program of programs) program.pressed.length = 0;
      calm = false;
      return wrong;
    },
    async close() {
      await Promise.all(running);
      await engine.sessions.stop();
    },
  };
}

/** What the keys met, held against what was said of them. */
function judge(programs: readonly Program[], taps: readonly Tap[]): readonly string[] {
  const wrong: string[] = [];
  const presses = programs.flatMap((program) => program.pressed);
  for (const { key, prompt } of presses) {
    const tap = taps.find((one) => one.key === key);
    if (tap === undefined) wrong.push(`${key}: nobody tapped that`);
    else if (prompt === null) wrong.push(`${key}: no dialog was open`);
    else if (prompt.words !== tap.decision.ask.fingerprint) {
      wrong.push(`${key}: meant for "${tap.decision.ask.fingerprint}", met "${prompt.words}"`);
    }
    // A press that the program dropped may be repeated when its tap comes again.
    const took = presses.filter((one) => one.key === key && one.taken).length;
    if (took > 1) wrong.push(`${key}: answered ${took} prompts`);
  }
  for (const { key, outcome } of taps) {
    if (outcome === null) wrong.push(`${key}: never heard of again`);
    else if (outcome.kind === 'answered' && !presses.some((one) => one.key === key)) {
      wrong.push(`${key}: said to be answered, and no key came`);
    }
  }
  return wrong;
}
