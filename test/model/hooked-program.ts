import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { Report } from '../../src/domain/report.ts';
import type { FakePane, FakeTmux } from '../support/fake-tmux.ts';
import { asks } from '../support/hooked-agent.ts';
import { differences } from './differences.ts';
import type { Given, Program } from './program.ts';
import type { Random } from './random.ts';
import { createRequest, wordsOf } from './request.ts';
import type { Request } from './request.ts';

export interface Voice {
  /**
   * An event on its way into the daemon that runs now. Null: nobody is there, or he is killed meanwhile. `taken`: it
   * has its place in his line, and no later one comes before it.
   */
  say(event: Report, gone: AbortSignal, taken?: () => void): Promise<unknown>;
  /** Counts the starts of the daemon. */
  life(): number;
  count(what: string): void;
  tick(): number;
}

export interface Manner {
  /** Its hooks wait for an answer beside the dialog; else they only report. */
  readonly waits: boolean;
  /** Each request has a name of its own; else it is named by its words. */
  readonly ids: boolean;
}

const most = 3;

/**
 * Told of when it was over, or more than once, or gone without a word that this life of the daemon has heard: behind
 * the dialog of another one nobody can know that its decision is one too many.
 */
interface Stray {
  readonly words: string;
  /** The life that heard of its end. */
  life: number | null;
}

/** One that tells of its prompts as real agents do: too early, too late, twice, in any order, or not at all. */
export function createHookedProgram(
  tmux: FakeTmux,
  pane: FakePane,
  random: Random,
  voice: Voice,
  manner: Manner,
): Program {
  const count = (what: string) => voice.count(what);
  const tick = () => voice.tick();
  const given: Given[] = [];
  /** The first one is on the screen. */
  let waiting: readonly Request[] = [];
  /** Hooks of prompts that are over: a Yes at the keyboard does not end them. */
  const lingering = new Set<AbortController>();
  let stray: Stray[] = [];
  let turnsOver = 0;
  const underWay = new Set<Promise<void>>();

  function draw(told: boolean): void {
    const [front] = waiting;
    const busy = random.chance(0.5) ? 'IDLE' : `BUSY ${random.below(100)}`;
    const lines = [front === undefined ? busy : front.line];
    if (told) tmux.show(pane, lines);
    else pane.lines = lines;
  }

  /** What goes on by itself, and is waited for in the end. */
  function begin(work: () => Promise<void>): void {
    const its = work().finally(() => underWay.delete(its));
    underWay.add(its);
  }

  function travel(long: boolean): Promise<unknown> {
    if (long) return pause(random.below(30));
    return random.chance(0.5) ? turn() : pause(random.below(3));
  }

  /** An event without an answer: it is lost, or comes some time, once or twice. */
  function report(event: Report, heard: (life: number) => void = () => {}): void {
    if (random.chance(0.15)) {
      count(`${event.kind} lost`);
      return;
    }
    const times = random.chance(0.1) ? 2 : 1;
    if (times === 2) count(`${event.kind} doubled`);
    for (let one = 0; one < times; one += 1) {
      begin(async () => {
        await travel(random.chance(0.2));
        count(event.kind);
        const life = voice.life();
        const told = await voice.say(event, new AbortController().signal);
        if (told !== null) heard(life);
      });
    }
  }

  /** Does another one look like it that waits, or of which nobody knows that it is over? */
  function hasDouble(request: Request): boolean {
    const others = waiting.filter((one) => one !== request);
    return [...stray, ...others].some(({ words }) => words === request.words);
  }

  /** Its event reaches the daemon. The first hook of a request is its own. */
  async function tellOf(request: Request): Promise<void> {
    const hook = new AbortController();
    const twice = request.hooks.length > 0;
    request.hooks.push(hook);
    if (request.over) {
      count('asks after its end');
      if (manner.waits) lingering.add(hook);
    }
    if (twice) count('asks doubled');
    const isStray = twice || request.over;
    if (isStray) stray.push({ words: request.words, life: null });
    const event = asks(request.about, request.whole);
    count(manner.waits ? 'asks and waits' : 'asks');
    request.heard.add(hook);
    const overtaken = () => {
      if (!isStray && request.over) stray.push({ words: request.words, life: null });
    };
    const told = voice.say(event, hook.signal, overtaken);
    if (!manner.waits) {
      await told;
      return;
    }
    void hear(request, hook, twice, told);
  }

  /** What the hook prints in the end. */
  async function hear(
    request: Request,
    hook: AbortController,
    twice: boolean,
    told: Promise<unknown>,
  ): Promise<void> {
    const said = await told;
    const key = keyIn(said);
    request.heard.delete(hook);
    lingering.delete(hook);
    if (key === null) {
      const isOver = said === null || request.over || hook.signal.aborted;
      // A key that it dropped looks as if it had taken when another prompt comes in front.
      const isDoubtful =
        request.hooks.length > 1 ||
        turnsOver > 0 ||
        given.some((one) => one.prompt === request && !one.taken) ||
        hasDouble(request);
      if (!isOver) count(isDoubtful ? 'hook let go in doubt' : 'hook let go');
      return;
    }
    const at = tick();
    begin(async () => {
      await travel(random.chance(0.1));
      const drops = request.over || hook.signal.aborted || random.chance(0.05);
      given.push({ key, route: 'hook', prompt: request, taken: !drops, at, twice });
      count(drops ? 'hook answer not taken' : 'hook answer taken');
      if (!drops) end(request, random.chance(0.7), true);
    });
  }

  /** The agent goes on with it or not, and shows what waits next. */
  function end(request: Request, ran: boolean, told: boolean): void {
    request.over = true;
    waiting = waiting.filter((one) => one !== request);
    for (const hook of request.heard) {
      // After a Yes at the keyboard its hook is left to itself.
      if (ran && random.chance(0.8)) lingering.add(hook);
      else hook.abort();
    }
    const gone: Stray = { words: request.words, life: null };
    stray.push(gone);
    if (ran) report({ kind: 'settled', about: request.about }, (life) => (gone.life = life));
    if (waiting.length === 0 && random.chance(0.4)) ask(told);
    draw(told);
  }

  function ask(told: boolean): void {
    const request = createRequest(random, tick(), manner.ids);
    const appear = () => {
      if (request.over) return;
      if (waiting.length > 0) count('asks beside another');
      // Which of several is shown is not the order in which they came.
      waiting = random.chance(0.3) ? [request, ...waiting] : [...waiting, request];
      draw(told);
    };
    const how = random.below(10);
    if (how === 0) {
      count('asks lost');
      appear();
    } else if (how < 5) {
      count('told before it is drawn');
      begin(() => tellOf(request));
      begin(async () => {
        await travel(false);
        appear();
      });
    } else {
      count('drawn before it is told');
      appear();
      begin(async () => {
        await travel(how > 7);
        await tellOf(request);
      });
    }
    if (random.chance(0.1) && how !== 0) {
      begin(async () => {
        await travel(true);
        await tellOf(request);
      });
    }
  }

  /** The turn ends, whatever was asked. */
  function stop(told: boolean): void {
    count('turn over');
    turnsOver += 1;
    for (const request of waiting) {
      request.over = true;
      for (const hook of request.heard) {
        if (random.chance(0.9)) hook.abort();
        else lingering.add(hook);
      }
    }
    stray.push(...waiting.map(({ words }) => ({ words, life: null })));
    waiting = [];
    report({ kind: 'turn_over', words: null, problem: null });
    draw(told);
  }

  pane.onTyped = (_pane, key) => {
    const [front] = waiting;
    const taken = front !== undefined && pane.lines[0] === front.line && !random.chance(0.05);
    const prompt = pane.lines[0] === front?.line ? front : null;
    given.push({ key, route: 'key', prompt: prompt ?? null, taken, at: tick(), twice: false });
    if (!taken) return;
    count(manner.waits ? 'key where hooks wait' : 'key where hooks report');
    end(front, random.chance(0.7), random.chance(0.8));
  };

  return {
    pane,
    given,
    change(told) {
      const what = random.below(10);
      const [front] = waiting;
      if (what < 2) stop(told);
      else if (what < 5 && front !== undefined) end(front, true, told);
      else if (waiting.length < most) ask(told);
    },
    human(told) {
      const [front] = waiting;
      if (front !== undefined) end(front, random.chance(0.7), told);
    },
    tell: () => tmux.show(pane, pane.lines),
    hangUp() {
      const hook = random.pick(waiting.flatMap((one) => [...one.heard]));
      if (hook === undefined || !manner.waits) return;
      count('hook hangs up');
      hook.abort();
    },
    async rest() {
      while (underWay.size > 0) await Promise.all(underWay);
      for (const hook of lingering) hook.abort();
      turnsOver = 0;
      if (waiting.length === 0) stray = [];
    },
    finish() {
      for (const request of waiting) {
        request.over = true;
        for (const hook of request.heard) hook.abort();
      }
      waiting = [];
      stray = [];
      draw(true);
    },
    wordsOf,
    differences(open) {
      const loose = stray.filter(({ life }) => life !== voice.life()).map(({ words }) => words);
      return differences(open, waiting, { waits: manner.waits, loose });
    },
  };
}

function keyIn(told: unknown): string | null {
  if (typeof told !== 'object' || told === null || !('told' in told)) return null;
  const { told: choice } = told;
  if (typeof choice !== 'object' || choice === null || !('text' in choice)) return null;
  return typeof choice.text === 'string' ? choice.text : null;
}
