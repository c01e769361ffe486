import type { Lifecycle } from './session.ts';

/**
 *   provisioning → starting → active ⇄ detached ⇄ paused → stopped | errored → archived | decommissioned
 *
 * Every move of a session goes through `transition`; what is not in the table is refused with a
 * sentence that names both states.
 */
const moves: { readonly [From in Lifecycle]: readonly Lifecycle[] } = {
  provisioning: ['starting', 'errored', 'decommissioned'],
  starting: ['active', 'detached', 'stopped', 'errored', 'decommissioned'],
  active: ['detached', 'paused', 'stopped', 'errored', 'decommissioned'],
  detached: ['active', 'paused', 'stopped', 'errored', 'decommissioned'],
  paused: ['active', 'detached', 'stopped', 'errored', 'decommissioned'],
  stopped: ['starting', 'active', 'errored', 'archived', 'decommissioned'],
  errored: ['starting', 'active', 'stopped', 'archived', 'decommissioned'],
  archived: ['stopped', 'decommissioned'],
  decommissioned: [],
};

export type Transition =
  | { readonly kind: 'moved'; readonly to: Lifecycle }
  | { readonly kind: 'same' }
  | { readonly kind: 'illegal'; readonly why: string };

export function transition(from: Lifecycle, to: Lifecycle): Transition {
  if (from === to) return { kind: 'same' };
  if (moves[from].includes(to)) return { kind: 'moved', to };
  return { kind: 'illegal', why: `cannot go from ${from} to ${to}` };
}

export function canMove(from: Lifecycle, to: Lifecycle): boolean {
  return moves[from].includes(to);
}
