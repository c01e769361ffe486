import type { SessionId } from '../../../domain/ids.ts';

/**
 *   agent → folder (⇄ browse) → workspace (→ branch) → prompt → summary
 *
 * `workspace` is asked only in a repository. All of it is JSON: it lives in the record of the
 * conversation and so outlives the daemon.
 */
export type Step = 'agent' | 'folder' | 'browse' | 'workspace' | 'branch' | 'prompt' | 'summary';

export interface Draft {
  /** Chosen at the beginning, so that one wizard starts one session whatever is tapped twice. */
  readonly id: SessionId;
  /** Counts the cards: a tap on an older one is not for this one. */
  readonly turn: number;
  readonly step: Step;
  readonly agent: { readonly id: string; readonly title: string } | null;
  readonly folder: Chosen | null;
  readonly worktree: Worktree;
  readonly prompt: string | null;
  /** Of the folders on the card, from 0. */
  readonly page: number;
  /** The folder that is looked into while browsing. */
  readonly at: string | null;
  /** What was offered on the card, in the order of its buttons. */
  readonly offered: readonly Offer[];
  /** One sentence on why it did not go on. */
  readonly note: string | null;
  /** After a failed start: the step that is the likely reason. */
  readonly culprit: Step | null;
}

export interface Chosen {
  readonly path: string;
  readonly repository: boolean;
}

export type Worktree =
  | { readonly kind: 'none' }
  | { readonly kind: 'own' }
  | { readonly kind: 'branch'; readonly name: string };

/** An agent's id or a folder's path, and the label of its button. */
export interface Offer {
  readonly value: string;
  readonly label: string;
}

export function emptyDraft(id: SessionId): Draft {
  return {
    id,
    turn: 0,
    step: 'agent',
    agent: null,
    folder: null,
    worktree: { kind: 'none' },
    prompt: null,
    page: 0,
    at: null,
    offered: [],
    note: null,
    culprit: null,
  };
}

/** On to a step, at its first page and without old remarks. */
export function to(draft: Draft, step: Step, change: Partial<Draft> = {}): Draft {
  return { ...draft, page: 0, note: null, culprit: null, ...change, step };
}

export function back(draft: Draft): Draft {
  switch (draft.step) {
    case 'agent':
    case 'folder':
      return to(draft, 'agent');
    case 'browse':
    case 'workspace':
      return to(draft, 'folder');
    case 'branch':
      return to(draft, 'workspace');
    case 'prompt':
      return to(draft, draft.folder?.repository === true ? 'workspace' : 'folder');
    case 'summary':
      return to(draft, 'prompt');
  }
}

export function stay(draft: Draft, note: string): Draft {
  return { ...draft, note };
}
