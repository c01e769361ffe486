import type { Key, NamedKey } from '../domain/ask.ts';

/** What answers a prompt: keys, and between them what the screen has to show before the next one is pressed. */
export type Step = Key | Check;

/** Keys get lost, and others press some of their own: an answer is only given from where it was meant to be. */
export interface Check {
  readonly shows: {
    /** Where the menu's cursor stands. */
    readonly cursor?: number;
    /** What the cursor stands on, in a list that moves under it. */
    readonly on?: string;
    /** All the options that are ticked. */
    readonly ticked?: readonly number[];
    /** Its own field is open, and nothing stands in it yet. */
    readonly field?: true;
  };
}

/** Typed one after the other with a pause between, so that no two arrive in one read. */
export function spaced(steps: readonly Key[], pauseMs?: number): readonly Key[];
export function spaced(steps: readonly Step[], pauseMs?: number): readonly Step[];
export function spaced(steps: readonly Step[], pauseMs = 80): readonly Step[] {
  return steps.flatMap((step, index) => (index === 0 ? [step] : [{ pauseMs }, step]));
}

export function press(...names: readonly NamedKey[]): readonly Key[] {
  return names.map((name) => ({ name }));
}

/** From one row of a menu to another, then Enter. */
export function moveAndEnter(
  from: number,
  to: number,
  back: NamedKey = 'Up',
  forth: NamedKey = 'Down',
): readonly Step[] {
  return spaced([...moved(from, to, back, forth), ...press('Enter')]);
}

/** From one row of a menu to another, where the cursor has to be seen then. */
export function moved(
  from: number,
  to: number,
  back: NamedKey = 'Up',
  forth: NamedKey = 'Down',
): readonly Step[] {
  const step = to < from ? back : forth;
  const moves = Array.from({ length: Math.abs(to - from) }, () => step);
  return moves.length === 0 ? [] : [...press(...moves), { shows: { cursor: to } }];
}

/** The last look before a form is handed in. Without keys the look before them has seen it all. */
export function ticked(toggles: readonly Step[], wanted: ReadonlySet<number>): readonly Step[] {
  return toggles.length === 0 ? [] : [...toggles, { shows: { ticked: [...wanted] } }];
}

export function digit(index: number): Key | null {
  return index >= 0 && index < 9 ? { text: String(index + 1) } : null;
}
