import type { Ask, Choice, Key } from '../../domain/ask.ts';
import { selectedOf } from '../asked.ts';
import { digit, moveAndEnter, press, spaced, ticked } from '../keys.ts';
import type { Step } from '../keys.ts';
import { dialogTitle } from './background.ts';
import { ownWords, reviewTitle } from './question.ts';

const fieldMs = 300;

/** Only keys whose effect was seen on the real program. The number of "No" differs, so no is Esc. */
export function answer(ask: Ask, choice: Choice): readonly Step[] | null {
  if (choice.kind === 'text') return words(ask, choice.text);
  if (ask.kind === 'multi') {
    return ticks(ask, choice.kind === 'options' ? choice.indexes : [choice.index]);
  }
  if (choice.kind !== 'option') return null;
  const wanted = ask.options[choice.index];
  if (wanted === undefined) return null;
  switch (ask.kind) {
    case 'permission':
    case 'plan':
    case 'trust':
      // There Esc would leave the box that shows its work.
      if (ask.title === dialogTitle) return lone(digit(choice.index));
      if (wanted.tone === 'deny') return press('Escape');
      return wanted.tone === 'plain' ? null : lone(digit(choice.index));
    case 'choice':
      if (ask.title === reviewTitle) return reviewed(ask, choice.index);
      return wanted.label === ownWords ? null : lone(digit(choice.index));
    default:
      return null;
  }
}

/** On this page a digit only moves the cursor. */
function reviewed(ask: Ask, index: number): readonly Step[] | null {
  const selected = selectedOf(ask);
  return selected === null ? null : moveAndEnter(selected, index);
}

/** A digit takes the cursor to an option, Space ticks it, Enter gives the answer. */
function ticks(ask: Ask, indexes: readonly number[]): readonly Step[] | null {
  const wanted = new Set(indexes);
  if ([...wanted].some((index) => isField(ask, index))) return null;
  const keys = ask.options.flatMap((shown, index) => {
    const key = digit(index);
    const right = (shown.checked ?? false) === wanted.has(index);
    return right || key === null ? [] : [key, { shows: { cursor: index } }, ...press('Space')];
  });
  return spaced([...ticked(keys, wanted), ...press('Enter')]);
}

function isField(ask: Ask, index: number): boolean {
  const label = ask.options[index]?.label;
  return label === undefined || label === ownWords;
}

function words(ask: Ask, text: string): readonly Step[] | null {
  // A line break in this field was never tried.
  if (text.trim() === '' || /[\r\n]/.test(text) || ask.kind !== 'choice') return null;
  const last = ask.options.length - 1;
  const opens = digit(last);
  if (opens === null || ask.options[last]?.label !== ownWords) return null;
  return spaced([opens, { shows: { field: true } }, { text }, ...press('Enter')], fieldMs);
}

function lone(key: Key | null): readonly Key[] | null {
  return key === null ? null : [key];
}
