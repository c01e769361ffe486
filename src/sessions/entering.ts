import type { NamedKey, Reading } from '../domain/ask.ts';
import type { Screen } from '../domain/screen.ts';
import type { PaneRef, Typed } from '../tmux/tmux.ts';
import type { Engine } from './engine.ts';
import type { Look } from './glance.ts';
import { plainRuns } from './witness.ts';

/** How long a text may take to stand in the box, and how often we look. */
const shownMs = 4_000;
const lookMs = 20;

/** `interrupted`: the text was typed, and Enter was not pressed. */
export type Entered = Typed | { readonly kind: 'interrupted'; readonly why: string };

export interface Entering {
  readonly engine: Engine;
  readonly ref: PaneRef;
  readonly text: string;
  /** What an agent at work wants instead of Enter. */
  readonly queueKey: NamedKey | undefined;
  /** Without the text. */
  readonly before: Screen;
  readonly look: () => Promise<Look>;
}

/**
 * Enter behind a text, once the text is seen: a prompt may come up at any moment, takes no text, and would take the
 * Enter for its answer. tmux looks for the text once more as it presses.
 */
export async function enterWhenSeen(entering: Entering): Promise<Entered> {
  const { engine, ref, text, queueKey = 'Enter', before, look } = entering;
  const start = engine.clock.monotonic();
  for (;;) {
    const now = await look();
    const why = preventedBy(now);
    if (why !== null) return interrupted(why);
    if (now.kind === 'seen' && (holdsText(now.reading) || isShown(text, before, now.screen))) {
      const words = plainRuns(text, now.screen).slice(0, 1);
      const name = now.reading.kind === 'working' ? queueKey : 'Enter';
      const typed = await engine.tmux.keys(ref, [{ name }], { while: words });
      if (typed.kind !== 'refused') return typed;
      if (typed.why !== 'changed') return interrupted(`The pane took no more keys (${typed.why})`);
    }
    if (engine.clock.monotonic() - start >= shownMs)
      return interrupted('It did not show up on the screen');
    await engine.clock.sleep(lookMs);
  }
}

/** What keeps the rest of a text from being typed. Null: nothing. */
export function preventedBy(now: Look): string | null {
  if (now.kind !== 'seen' || now.reading.kind === 'exited') return 'Meanwhile its screen was lost';
  return now.reading.kind === 'asking' ? 'Meanwhile a prompt came up' : null;
}

export function interrupted(why: string): Entered {
  const detail = `${why}: Enter was not pressed, and part of the text may stand in the box.`;
  return { kind: 'interrupted', why: detail };
}

/** Some put a word of their own in the place of a long text. */
function holdsText(reading: Reading): boolean {
  return (reading.kind === 'idle' || reading.kind === 'working') && (reading.draft ?? '') !== '';
}

/** Its beginning or its end stands there once more than before, however it is wrapped, framed and drawn. */
function isShown(text: string, before: Screen, now: Screen): boolean {
  const [earlier = '', later = ''] = [before, now].map(({ lines }) => letters(lines.join('')));
  const whole = letters(text);
  if (whole === '') return now.lines.join('\n') !== before.lines.join('\n');
  return [whole.slice(0, enough), whole.slice(-enough)].some(
    (part) => timesIn(later, part) > timesIn(earlier, part),
  );
}

const enough = 24;

function letters(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}\p{P}]/gu, '');
}

function timesIn(text: string, part: string): number {
  return text.split(part).length - 1;
}
