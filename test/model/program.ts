import type { Decision } from '../../src/domain/decision.ts';
import type { FakePane, FakeTmux } from '../support/fake-tmux.ts';
import type { Random } from './random.ts';

/** One drawing of a dialog. The same words drawn again are another one. */
export interface Prompt {
  readonly number: number;
  readonly words: string;
  /** The agent's own name for what it asks for; null: it has none. */
  readonly about: string | null;
}

/** An answer that reached the program from the desk. */
export interface Given {
  readonly key: string;
  readonly route: 'key' | 'hook';
  /** What it met; null: no dialog, so that a key went into the box or into a shell. */
  readonly prompt: Prompt | null;
  /** False: the program dropped it, or for a hook, did not wait for it any more. */
  readonly taken: boolean;
  /** When the desk gave it away, on the model's own count. */
  readonly at: number;
  /** Through the second hook of one request: nobody can know that it is the second. */
  readonly twice: boolean;
}

/** A made-up agent in a fake pane: it works, rests, asks, and notes what every answer met. */
export interface Program {
  readonly pane: FakePane;
  readonly given: Given[];
  /** Draws something else, as the agent's own doing. `told`: tmux reports the new screen at once. */
  change(told: boolean): void;
  /** Somebody at the keyboard answers what is open. */
  human(told: boolean): void;
  /** The report that a new screen always gets in the end. */
  tell(): void;
  /** A hook that waits ends before its prompt does. */
  hangUp(): void;
  /** Everything that is on its way has come, and hooks of what is over have ended. */
  rest(): Promise<void>;
  /** Nothing waits any more, and nobody says so but the screen. */
  finish(): void;
  /** The words that this decision is about. */
  wordsOf(decision: Decision): string;
  /** How these open decisions differ from what waits. */
  differences(open: readonly Decision[]): readonly string[];
}

/** One that nobody hears of but by its screen. */
export function createPlainProgram(
  tmux: FakeTmux,
  pane: FakePane,
  random: Random,
  tick: () => number,
): Program {
  const given: Given[] = [];
  let prompt: Prompt | null = null;

  const draw = (lines: readonly string[], told: boolean) => {
    if (told) tmux.show(pane, lines);
    else pane.lines = lines;
  };

  const program: Program = {
    pane,
    given,
    change(told) {
      const what = random.below(10);
      prompt = null;
      if (what < 2) {
        draw(['IDLE'], told);
      } else if (what < 4) {
        draw([`BUSY ${random.below(100)}`], told);
      } else {
        // Few different words, so that the same prompt often comes again.
        const words = `run ${random.below(4)}|Yes|No|Never`;
        prompt = { number: tick(), words, about: null };
        draw([`ASK ${words}`], told);
      }
    },
    human(told) {
      if (prompt !== null) program.change(told);
    },
    tell: () => tmux.show(pane, pane.lines),
    hangUp: () => {},
    rest: () => Promise.resolve(),
    finish() {
      prompt = null;
      draw(['IDLE'], true);
    },
    wordsOf: (decision) => decision.ask.fingerprint,
    differences(open) {
      if (prompt === null) return open.length > 0 ? ['a decision is open without a dialog'] : [];
      const { words } = prompt;
      if (open.length !== 1) return [`"${words}" has ${open.length} decisions`];
      return open.every((one) => one.ask.fingerprint === words)
        ? []
        : [`"${words}" has another's decision`];
    },
  };

  pane.onTyped = (_pane, key) => {
    // Now and then a program drops a key, as real ones do right after they have drawn.
    const taken = prompt !== null && !random.chance(0.05);
    given.push({ key, route: 'key', prompt, taken, at: tick(), twice: false });
    if (taken) program.change(random.chance(0.8));
  };
  return program;
}
