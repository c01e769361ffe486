import type { Ask, Choice, Key } from '../../domain/ask.ts';
import { selectedOf } from '../asked.ts';
import { digit, moveAndEnter, press, spaced, ticked } from '../keys.ts';
import type { Step } from '../keys.ts';
import { ownWords, reviewTitle } from './question.ts';

const fieldMs = 300;

/** Buttons in a row: Enter takes the selected one, Right moves on, Esc rejects. Digits answer questions only. */
export function answer(ask: Ask, choice: Choice): readonly Step[] | null {
  if (choice.kind === 'text') return words(ask, choice.text);
  if (ask.kind === 'multi') {
    return ticks(ask, new Set(choice.kind === 'options' ? choice.indexes : [choice.index]));
  }
  if (choice.kind !== 'option') return null;
  const wanted = ask.options[choice.index];
  if (wanted === undefined) return null;
  if (ask.title === reviewTitle) return press('Enter');
  if (ask.kind === 'choice') return chosen(wanted.label, choice.index);
  if (ask.kind !== 'permission') return null;
  if (wanted.label === 'Reject') return press('Escape');
  const selected = selectedOf(ask);
  if (selected === null || selected > choice.index) return null;
  return moveAndEnter(selected, choice.index, 'Left', 'Right');
}

/** The last one opens a field. */
function chosen(label: string, index: number): readonly Key[] | null {
  const key = digit(index);
  return key === null || label === ownWords ? null : [key];
}

/** Digits tick; Tab goes on to the next page, which is a prompt of its own. */
function ticks(ask: Ask, wanted: ReadonlySet<number>): readonly Step[] | null {
  if ([...wanted].some((index) => (ask.options[index]?.label ?? ownWords) === ownWords))
    return null;
  const toggled = ask.options.flatMap((shown, index) =>
    (shown.checked ?? false) === wanted.has(index) ? [] : [digit(index)],
  );
  const keys = toggled.filter((key) => key !== null);
  return keys.length < toggled.length ? null : spaced([...ticked(keys, wanted), ...press('Tab')]);
}

function words(ask: Ask, text: string): readonly Step[] | null {
  const last = ask.options.length - 1;
  const opens = ask.options[last]?.label === ownWords ? digit(last) : null;
  // A line break in this field was never tried.
  if (ask.kind !== 'choice' || opens === null || text.trim() === '' || /[\r\n]/.test(text)) {
    return null;
  }
  return spaced([opens, { shows: { field: true } }, { text }, ...press('Enter')], fieldMs);
}
