import type { Ask, Choice, Key } from '../../domain/ask.ts';
import { digit, press } from '../keys.ts';

/** Only keys whose effect was seen on the real program. The number of "No" differs, so no is Esc. */
export function answer(ask: Ask, choice: Choice): readonly Key[] | null {
  if (choice.kind !== 'option') return null;
  const wanted = ask.options[choice.index];
  if (wanted === undefined) return null;
  if (ask.title === 'Review your answers') return press('Enter');
  if (ask.kind === 'permission' && wanted.tone === 'deny') return press('Escape');
  if (ask.kind !== 'permission' && ask.kind !== 'choice') return null;
  // These open a field or a program of their own.
  if (/^(?:Enter a custom value|Modify with external editor)$/.test(wanted.label)) return null;
  const key = digit(choice.index);
  return key === null ? null : [key];
}
