import type { Ask, Choice, Key } from '../../domain/ask.ts';
import { digit, press, spaced, ticked } from '../keys.ts';
import type { Step } from '../keys.ts';

export function answer(ask: Ask, choice: Choice): readonly Step[] | null {
  switch (choice.kind) {
    case 'option':
      return one(ask, choice.index);
    case 'options':
      return ask.kind === 'multi' ? several(ask, new Set(choice.indexes)) : null;
    case 'text':
      return words(ask, choice.text);
  }
}

function one(ask: Ask, index: number): readonly Step[] | null {
  if (ask.kind === 'multi') return several(ask, new Set([index]));
  const key = index < ask.options.length ? digit(index) : null;
  // The last option of a question only opens a field: alone it answers nothing.
  if (key === null || (ask.kind === 'choice' && index === ask.options.length - 1)) return null;
  return [key];
}

function several(ask: Ask, wanted: ReadonlySet<number>): readonly Step[] | null {
  if ([...wanted].some((index) => !(index in ask.options))) return null;
  const toggles = ask.options.flatMap((shown, index) => {
    const key = (shown.checked ?? false) === wanted.has(index) ? null : digit(index);
    return key === null ? [] : [key];
  });
  return spaced([...ticked(toggles, wanted), ...press('Right', 'Enter')]);
}

function words(ask: Ask, text: string): readonly Key[] | null {
  if (text.trim() === '') return null;
  const opens = ask.kind === 'choice' ? digit(ask.options.length - 1) : { name: 'Tab' as const };
  if (opens === null || ask.kind === 'multi') return null;
  return spaced([opens, { text }, { name: 'Enter' }], 120);
}
