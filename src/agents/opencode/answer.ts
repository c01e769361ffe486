import type { Ask, Choice, Key } from '../../domain/ask.ts';
import { selectedOf } from '../asked.ts';
import { digit, moveAndEnter, press } from '../keys.ts';

/** Buttons in a row: Enter takes the selected one, Right moves on, Esc rejects. Digits answer questions only. */
export function answer(ask: Ask, choice: Choice): readonly Key[] | null {
  if (choice.kind !== 'option') return null;
  const wanted = ask.options[choice.index];
  if (wanted === undefined) return null;
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
  return key === null || label === 'Type your own answer' ? null : [key];
}
