import type { Ask } from './ask.ts';
import type { DecisionId, RunId, SessionId } from './ids.ts';
import type { PaneBinding } from './session.ts';

/**
 *   open → answering → answered
 *     ↑________|  the prompt stayed: open again
 *   open | answering → superseded (answered elsewhere, or replaced) | expired (its run has ended)
 */
export type DecisionState = 'open' | 'answering' | 'answered' | 'superseded' | 'expired';

export interface Decision {
  readonly id: DecisionId;
  readonly sessionId: SessionId;
  readonly runId: RunId;
  readonly pane: PaneBinding;
  readonly agent: string;
  /** Its options stay as they were when it was opened: buttons are their numbers. */
  readonly ask: Ask;
  /** The agent's own name for the request, when it told of it. */
  readonly about: string | null;
  /** The fingerprint of its prompt on the screen; null while it was not seen there for sure. Only what was seen gets keys. */
  readonly shown: string | null;
  readonly state: DecisionState;
  /** RFC 3339: when the prompt was first seen. */
  readonly openedAt: string;
  /** Who answered what; set while `answering` and kept afterwards. */
  readonly answer: DecisionAnswer | null;
  readonly closedAt: string | null;
  /** One sentence on how it ended, when that is not plain from `answer`. */
  readonly note: string | null;
}

export interface DecisionAnswer {
  readonly by: string;
  readonly label: string;
  readonly at: string;
}

/** The note of a prompt that went without an answer of ours. */
export const answeredElsewhere = 'Answered at the keyboard.';

export function isOpen(decision: Decision): boolean {
  return decision.state === 'open' || decision.state === 'answering';
}

/** The one that wins the right to press. Null for everybody else. */
export function claim(decision: Decision, answer: DecisionAnswer): Decision | null {
  return decision.state === 'open' ? { ...decision, state: 'answering', answer, note: null } : null;
}

export function reopen(decision: Decision, note: string | null): Decision {
  return decision.state === 'answering'
    ? { ...decision, state: 'open', answer: null, note }
    : decision;
}

export function close(
  decision: Decision,
  state: 'answered' | 'superseded' | 'expired',
  at: string,
  note: string | null = null,
): Decision {
  if (!isOpen(decision)) return decision;
  const answer = state === 'answered' ? decision.answer : null;
  return { ...decision, state, answer, closedAt: at, note };
}
