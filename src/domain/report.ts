import type { Ask } from './ask.ts';
import type { ToldForm } from './told-form.ts';

/**
 * What an agent itself tells of: by a hook, a plugin or a protocol of its own. Its profile makes it from what
 * came in. It is as trustworthy as whoever sent it: it opens and closes cards, and never presses a key.
 */
export type Report =
  /** A prompt waits for somebody. `about` names what it asks for: the same in its `asks` and its `settled`. */
  | {
      readonly kind: 'asks';
      readonly about: string;
      readonly ask: Ask;
      /** By an agent that works beside the turn: the end of the turn is not its end. */
      readonly aside?: true;
    }
  /** What was asked for went on: it ran, or it was refused. One report ends one such prompt. */
  | { readonly kind: 'settled'; readonly about: string }
  /** A form comes up, one prompt after the other; and it is over, of which only its sender is told. */
  | { readonly kind: 'form'; readonly form: ToldForm }
  | { readonly kind: 'form_over'; readonly from: string }
  /** A text was taken as a prompt. */
  | { readonly kind: 'prompted'; readonly text: string }
  /** The turn is over: nothing of it waits for anybody any more. */
  | {
      readonly kind: 'turn_over';
      readonly words: string | null;
      readonly problem: Problem | null;
      /** Somebody ended it. */
      readonly interrupted?: true;
    }
  | { readonly kind: 'conversation'; readonly id: string; readonly transcript: string | null }
  | { readonly kind: 'ended' };

/** What keeps an agent from going on that is not its doing. */
export interface Problem {
  readonly kind: 'rate_limit' | 'overloaded' | 'key' | 'billing' | 'too_long' | 'network' | 'other';
  /** In the agent's own words, one line. */
  readonly text: string;
}

/** What a screen tells beside what the agent is doing. */
export interface Remarks {
  readonly problem: Problem | null;
  /** How much of the conversation's room is left, in percent, where the agent shows it. */
  readonly contextLeft: number | null;
  /** The last that it shows of its turn is that somebody interrupted it. */
  readonly interrupted: boolean;
  /** What it said and did since it was spoken to last, as far as the screen has it; null: nobody can tell. */
  readonly said: string | null;
}
