import type { Draft, Step } from './draft.ts';

/** What the buttons of a card mean. */
export type Tap =
  | { readonly kind: 'cancel' }
  | { readonly kind: 'start' }
  | { readonly kind: 'back' | 'skip' | 'browse' | 'here' | 'up' }
  | { readonly kind: 'as_it_is' | 'own_branch' | 'named_branch' }
  | { readonly kind: 'choose'; readonly index: number }
  | { readonly kind: 'page'; readonly page: number }
  | { readonly kind: 'goto'; readonly step: Step };

const plain = {
  back: true,
  cancel: true,
  skip: true,
  start: true,
  browse: true,
  here: true,
  up: true,
  as_it_is: true,
  own_branch: true,
  named_branch: true,
} as const;

const steps: Readonly<Record<Step, true>> = {
  agent: true,
  folder: true,
  browse: true,
  workspace: true,
  branch: true,
  prompt: true,
  summary: true,
};

/** Bound to this wizard and this card of it. */
export function dataOf(draft: Draft, tap: Tap): string {
  const word =
    tap.kind === 'choose'
      ? `choose.${tap.index}`
      : tap.kind === 'page'
        ? `page.${tap.page}`
        : tap.kind === 'goto'
          ? `goto.${tap.step}`
          : tap.kind;
  return `w:${draft.id.slice(0, 8)}:${draft.turn}:${word}`;
}

/** Null: not of this card. */
export function tapOf(draft: Draft, data: string): Tap | null {
  const head = `w:${draft.id.slice(0, 8)}:${draft.turn}:`;
  if (!data.startsWith(head)) return null;
  const [word = '', value = ''] = data.slice(head.length).split('.');
  if (Object.hasOwn(plain, word)) return { kind: word as keyof typeof plain };
  if (word === 'goto')
    return Object.hasOwn(steps, value) ? { kind: 'goto', step: value as Step } : null;
  if (!/^\d{1,4}$/.test(value)) return null;
  if (word === 'choose') return { kind: 'choose', index: Number(value) };
  return word === 'page' ? { kind: 'page', page: Number(value) } : null;
}

/**
 * The daemon died between showing a card and writing down that it did: that card is newer than what
 * is known of it. It cannot be trusted, but must be drawn anew under a later number.
 */
export function turnAhead(draft: Draft, data: string): number | null {
  const [, id, turn = ''] = data.split(':');
  if (id !== draft.id.slice(0, 8) || !/^\d{1,4}$/.test(turn)) return null;
  return Number(turn) > draft.turn ? Number(turn) : null;
}
