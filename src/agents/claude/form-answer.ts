import type { Ask, Choice } from '../../domain/ask.ts';
import type { ScreenAsk } from '../asked.ts';
import { press, spaced } from '../keys.ts';
import type { Step } from '../keys.ts';
import { isTickList, tickKeys } from './form-moves.ts';
import type { Form } from './form.ts';

/** One place of a form, with the keys of each option as they are for this very screen. */
export interface FormAsk extends ScreenAsk {
  readonly form: Form & { readonly moves: readonly (readonly Step[])[] };
}

export function isFormAsk(ask: Ask): ask is FormAsk {
  return 'form' in ask;
}

export function answerForm({ form }: FormAsk, choice: Choice): readonly Step[] | null {
  const { place, moves } = form;
  const several = place.kind === 'open' && isTickList(place.list);
  switch (choice.kind) {
    case 'text':
      return place.kind === 'text' ? words(choice.text, place.filled) : null;
    case 'options':
      return several && choice.indexes.every((index) => index in moves)
        ? tickKeys(place.list, new Set(choice.indexes))
        : null;
    case 'option': {
      if (several)
        return choice.index in moves ? tickKeys(place.list, new Set([choice.index])) : null;
      return moves[choice.index] ?? null;
    }
  }
}

const fieldMs = 300;
const longest = 2_000;
/** C-u clears one row of a long text at a time, and does nothing where there is none. */
const clears = 40;

/** Enter only ever goes on to the next place. */
function words(text: string, filled: boolean): readonly Step[] | null {
  // A control character is a key of its own here: a tab would go on to the next field.
  if (text.trim() === '' || text.length > longest || /\p{Cc}/u.test(text)) return null;
  const cleared = filled
    ? press('End', ...Array.from({ length: clears }, () => 'C-u' as const))
    : [];
  const typed = spaced([{ text }, ...press('Enter')], fieldMs);
  return cleared.length === 0 ? typed : [...cleared, { shows: { field: true } }, ...typed];
}
