import type { Check, Step } from '../agents/keys.ts';
import { isFieldOpen, isOn, selectedOf } from '../agents/asked.ts';
import type { Key, Reading } from '../domain/ask.ts';
import type { PaneRef, Typed } from '../tmux/tmux.ts';
import type { Engine } from './engine.ts';

/** How long a key may take to show. */
const showMs = 1_500;
const lookMs = 30;

export interface Walk {
  readonly ref: PaneRef;
  readonly steps: readonly Step[];
  /** Words that stand there while the prompt does. */
  readonly words: readonly string[];
  readonly fingerprint: string;
  readonly read: () => Promise<Reading>;
}

/** `astray`: the screen does not show what has to be there before the next key. What was pressed has answered nothing. */
export type Walked = Typed | { readonly kind: 'astray'; readonly gone: boolean };

/** Presses as far as the screen goes along. */
export async function walk(engine: Engine, { ref, steps, ...about }: Walk): Promise<Walked> {
  let pressed = false;
  for (const { keys, check } of partsOf(steps)) {
    const typed = await engine.tmux.keys(ref, keys, { while: about.words });
    if (typed.kind === 'refused' && pressed) {
      return { kind: 'unknown', why: `only the first keys were pressed: ${typed.why}` };
    }
    if (typed.kind !== 'typed') return typed;
    pressed = true;
    if (check === null) continue;
    const astray = await shown(engine, about, check);
    if (astray !== null) return astray;
  }
  return { kind: 'typed' };
}

async function shown(
  engine: Engine,
  { fingerprint, read }: Pick<Walk, 'fingerprint' | 'read'>,
  check: Check,
): Promise<Walked | null> {
  const start = engine.clock.monotonic();
  for (;;) {
    const now = await read();
    if (fits(now, fingerprint, check)) return null;
    if (engine.clock.monotonic() - start > showMs) {
      const stands = now.kind === 'asking' && now.ask.fingerprint === fingerprint;
      return { kind: 'astray', gone: !stands && now.kind !== 'unknown' };
    }
    await engine.clock.sleep(lookMs);
  }
}

function fits(now: Reading, fingerprint: string, { shows }: Check): boolean {
  const { cursor, on, ticked, field } = shows;
  if (field === true) return isFieldOpen(now, fingerprint);
  if (now.kind !== 'asking') return false;
  const { ask } = now;
  if (on !== undefined) return isOn(ask, on);
  if (ask.fingerprint !== fingerprint) return false;
  const isThere = cursor === undefined || selectedOf(ask) === cursor;
  const areTicked =
    ticked === undefined ||
    ask.options.every((option, index) => (option.checked ?? false) === ticked.includes(index));
  return isThere && areTicked;
}

interface Part {
  readonly keys: readonly Key[];
  /** Null after the last keys. */
  readonly check: Check | null;
}

function partsOf(steps: readonly Step[]): readonly Part[] {
  const parts: Part[] = [];
  let keys: Key[] = [];
  for (const step of steps) {
    if ('shows' in step) {
      parts.push({ keys, check: step });
      keys = [];
    } else keys.push(step);
  }
  return [...parts, { keys, check: null }];
}
