import type { Ask, Choice, Key } from '../../domain/ask.ts';
import { selectedOf } from '../asked.ts';
import { digit, moveAndEnter, press } from '../keys.ts';

/** Only keys whose effect was seen on the real program. Text has no way in but the next message. */
export function answer(ask: Ask, choice: Choice): readonly Key[] | null {
  if (choice.kind !== 'option') return null;
  const wanted = ask.options[choice.index];
  if (wanted === undefined) return null;
  switch (ask.kind) {
    case 'permission':
      return approval(wanted.tone, choice.index);
    case 'choice': {
      const key = digit(choice.index);
      return key === null ? null : [key];
    }
    case 'trust': {
      const selected = selectedOf(ask);
      return selected === null ? null : moveAndEnter(selected, choice.index);
    }
    default:
      return null;
  }
}

function approval(tone: string, index: number): readonly Key[] | null {
  if (tone === 'deny') return press('Escape');
  if (tone === 'allow') return [{ text: 'y' }];
  const key = digit(index);
  return key === null ? null : [key];
}
