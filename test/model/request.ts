import { option } from '../../src/agents/asked.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { fingerprintOf } from '../../src/domain/fingerprint.ts';
import type { Prompt } from './program.ts';
import type { Random } from './random.ts';

/** A prompt that waits, in front on the screen or behind another one. */
export interface Request extends Prompt {
  readonly about: string;
  /** As its agent tells of it. */
  readonly whole: string;
  /** As the screen shows it, which may cut it. */
  readonly line: string;
  /** The fingerprint of that. */
  readonly print: string;
  /** Hooks that wait for its answer, the first one being its own. */
  readonly hooks: AbortController[];
  /** Of those, the ones whose events the daemon has. */
  readonly heard: Set<AbortController>;
  over: boolean;
}

const labels = ['Yes', 'No', 'Never'];

/** `ids`: it has a name of its own; else it is named by its words. */
export function createRequest(random: Random, number: number, ids: boolean): Request {
  // Few different words, so that the same prompt often comes again.
  const words = `make ${random.below(4)} now`;
  const whole = `${words} --and all of the rest`;
  const isCut = random.chance(0.3);
  const print = fingerprintOf({
    kind: 'permission',
    title: 'Run',
    body: isCut ? words : whole,
    options: labels.map((label) => option(label)),
  });
  return {
    number,
    words,
    about: ids ? `request ${number}` : words,
    whole,
    line: `ASK Run~${isCut ? `${words}…` : whole}|${labels.join('|')}`,
    print,
    hooks: [],
    heard: new Set(),
    over: false,
  };
}

/** The words of the request that this decision is about. */
export function wordsOf({ ask }: Decision): string {
  return /^make \d now/.exec(ask.body)?.[0] ?? ask.body;
}
