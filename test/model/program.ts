import type { FakePane, FakeTmux } from '../support/fake-tmux.ts';
import type { Random } from './random.ts';

/** One drawing of a dialog. The same words drawn again are another one. */
export interface Prompt {
  readonly number: number;
  readonly words: string;
}

/** A key that reached the program from the desk. */
export interface Pressed {
  readonly key: string;
  /** What was open when it came; null: no dialog, so that it went into the box or into a shell. */
  readonly prompt: Prompt | null;
  /** False: the program dropped it. */
  readonly taken: boolean;
}

/** A made-up agent in a fake pane: it works, rests, asks, and notes what every key met. */
export interface Program {
  readonly pane: FakePane;
  prompt: Prompt | null;
  readonly pressed: Pressed[];
  /** Draws something else, as the agent's own doing. `told`: tmux reports the new screen at once. */
  change(told: boolean): void;
  /** Somebody at the keyboard answers what is open. */
  human(told: boolean): void;
  /** The report that a new screen always gets in the end. */
  tell(): void;
}

let prompts = 0;

export function createProgram(tmux: FakeTmux, pane: FakePane, random: Random): Program {
  const pressed: Pressed[] = [];

  const draw = (lines: readonly string[], told: boolean) => {
    if (told) tmux.show(pane, lines);
    else pane.lines = lines;
  };

  const program: Program = {
    pane,
    prompt: null,
    pressed,
    change(told) {
      const what = random.below(10);
      if (what < 2) {
        program.prompt = null;
        draw(['IDLE'], told);
      } else if (what < 4) {
        program.prompt = null;
        draw([`BUSY ${random.below(100)}`], told);
      } else {
        prompts += 1;
        // Few different words, so that the same prompt often comes again.
        const words = `run ${random.below(4)}|Yes|No|Never`;
        program.prompt = { number: prompts, words };
        draw([`ASK ${words}`], told);
      }
    },
    human(told) {
      if (program.prompt !== null) program.change(told);
    },
    tell: () => tmux.show(pane, pane.lines),
  };

  pane.onTyped = (_pane, key) => {
    // Now and then a program drops a key, as real ones do right after they have drawn.
    const taken = program.prompt !== null && !random.chance(0.05);
    pressed.push({ key, prompt: program.prompt, taken });
    if (taken) program.change(random.chance(0.8));
  };
  return program;
}
