import type { Ask } from '../domain/ask.ts';
import type { DecisionId } from '../domain/ids.ts';

/** A hook that waits beside the prompt for an answer. */
export interface WaitingHook {
  readonly event: unknown;
  /** What it asks, in its own options. */
  readonly ask: Ask;
  /** It has hung up. */
  readonly gone: AbortSignal;
}

/** Hooks that wait, each for the answer to one decision. They live as long as this process does. */
export interface Waiting {
  /** What the hook is told in the end. */
  join(id: DecisionId, hook: WaitingHook): Promise<unknown>;
  /** Null when none waits any more. */
  of(id: DecisionId): WaitingHook | null;
  /** False: it does not wait any more, and was told nothing. */
  tell(id: DecisionId, answer: unknown): boolean;
  /** Says nothing: its prompt stays what it is. False when this hook was told something before. */
  release(id: DecisionId, hook?: WaitingHook): boolean;
  releaseAll(): void;
}

export const nothing: unknown = {};

export function createWaiting(): Waiting {
  const hooks = new Map<DecisionId, { hook: WaitingHook; tell: (answer: unknown) => void }>();

  function tell(id: DecisionId, answer: unknown): boolean {
    const found = hooks.get(id);
    hooks.delete(id);
    found?.tell(answer);
    return found !== undefined && !found.hook.gone.aborted;
  }

  return {
    join(id, hook) {
      tell(id, nothing);
      return new Promise((resolve) => {
        hooks.set(id, { hook, tell: resolve });
      });
    },
    of(id) {
      const hook = hooks.get(id)?.hook;
      return hook === undefined || hook.gone.aborted ? null : hook;
    },
    tell,
    release(id, hook) {
      const waits = hooks.get(id)?.hook;
      if (waits === undefined || (hook !== undefined && hook !== waits)) return false;
      tell(id, nothing);
      return true;
    },
    releaseAll() {
      for (const id of hooks.keys()) tell(id, nothing);
    },
  };
}
