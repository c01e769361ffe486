import type { Ask, Choice, Key } from '../../domain/ask.ts';
import { selectedOf } from '../asked.ts';
import { moveAndEnter, press } from '../keys.ts';

/** Buttons in a row: Enter takes the selected one, Right moves on, Esc rejects. Digits do nothing. */
export function answer(ask: Ask, choice: Choice): readonly Key[] | null {
  if (choice.kind !== 'option' || ask.kind !== 'permission') return null;
  const wanted = ask.options[choice.index];
  if (wanted === undefined) return null;
  if (wanted.label === 'Reject') return press('Escape');
  const selected = selectedOf(ask);
  if (selected === null || selected > choice.index) return null;
  return moveAndEnter(selected, choice.index, 'Left', 'Right');
}
