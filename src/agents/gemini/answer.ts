import type { Ask, Choice, Key } from '../../domain/ask.ts';
import { selectedOf } from '../asked.ts';
import { digit, press, spaced, ticked } from '../keys.ts';
import type { Step } from '../keys.ts';
import { everyOne, leave, ownWords, reviewTitle } from './question.ts';

const fieldMs = 300;
const tickMs = 200;

/** Only keys whose effect was seen on the real program. The number of "No" differs, so no is Esc. */
export function answer(ask: Ask, choice: Choice): readonly Step[] | null {
  if (choice.kind === 'text') return words(ask, choice.text);
  if (ask.kind === 'multi') return ticks(ask, choice);
  if (choice.kind !== 'option') return null;
  const wanted = ask.options[choice.index];
  if (wanted === undefined) return null;
  if (ask.title === reviewTitle) return press('Enter');
  if (wanted.label === leave) return press('Escape');
  if (ask.kind === 'permission' && wanted.tone === 'deny') return press('Escape');
  if (ask.kind !== 'permission' && ask.kind !== 'choice' && ask.kind !== 'trust') return null;
  // These open a field or a program of their own.
  if (wanted.label === ownWords || wanted.label === 'Modify with external editor') return null;
  const key = digit(choice.index);
  return key === null ? null : [key];
}

/** Into the page's field, or into the one that the last answer opens. */
function words(ask: Ask, text: string): readonly Step[] | null {
  // A line break in these fields was never tried.
  if (text.trim() === '' || /[\r\n]/.test(text)) return null;
  const typed: readonly Key[] = [{ text }, ...press('Enter')];
  if (ask.kind === 'text') return spaced(typed, fieldMs);
  const last = ask.options.length - 1;
  const opens = ask.options[last]?.label === ownWords ? digit(last) : null;
  if (ask.kind !== 'choice' || opens === null) return null;
  return spaced([opens, { shows: { field: true } }, ...typed], fieldMs);
}

/**
 * A digit ticks an option and takes the cursor there. Below the last one, and as the menu goes round,
 * above the first one, stands `Done`.
 */
function ticks(ask: Ask, choice: Exclude<Choice, { kind: 'text' }>): readonly Step[] | null {
  const wanted = new Set(choice.kind === 'options' ? choice.indexes : [choice.index]);
  if ([...wanted].some((index) => !(index in ask.options) || opensField(ask, index))) return null;
  const { all, single } = rowsOf(ask);
  const isWhole = wanted.has(all) || single.every((index) => wanted.has(index));
  const shown = isWhole && all >= 0 ? new Set([...single, all]) : wanted;
  const toggled = single.filter(
    (index) => (ask.options[index]?.checked ?? false) !== shown.has(index),
  );
  const cursor = toggled.at(-1) ?? selectedOf(ask);
  const digits = toggled.map((index) => digit(index));
  if (cursor === null || digits.includes(null)) return null;
  const up = Array.from({ length: cursor + 1 }, () => 'Up' as const);
  const toggles = digits.filter((key) => key !== null);
  return spaced([...ticked(toggles, shown), ...press(...up, 'Enter')], tickMs);
}

/** The row for all of them is ticked and cleared by Gemini, as the others are. */
function rowsOf({ options }: Ask) {
  const all = options.findLastIndex(({ label }) => label === everyOne);
  const single = options.flatMap(({ label }, index) =>
    index === all || label === ownWords ? [] : [index],
  );
  return { all, single };
}

function opensField(ask: Ask, index: number): boolean {
  return ask.options[index]?.label === ownWords;
}
