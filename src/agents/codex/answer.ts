import type { Ask, Choice, Key } from '../../domain/ask.ts';
import { selectedOf } from '../asked.ts';
import { digit, moveAndEnter, moved, press, spaced } from '../keys.ts';
import type { Step } from '../keys.ts';
import { noneOfThem } from './question.ts';

const notesMs = 200;

/** Only keys whose effect was seen on the real program. A reason has no way in but the next message. */
export function answer(ask: Ask, choice: Choice): readonly Step[] | null {
  if (choice.kind === 'text') return words(ask, choice.text);
  if (choice.kind !== 'option') return null;
  const wanted = ask.options[choice.index];
  if (wanted === undefined) return null;
  switch (ask.kind) {
    case 'permission':
      return approval(wanted.tone, choice.index);
    case 'choice':
    case 'plan': {
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

/** Down to the last answer of a question, whose notes Tab opens. */
function words(ask: Ask, text: string): readonly Step[] | null {
  const last = ask.options.length - 1;
  const selected = selectedOf(ask);
  if (ask.kind !== 'choice' || ask.options[last]?.label !== noneOfThem) return null;
  // A line break in the notes was never tried.
  if (selected === null || text.trim() === '' || /[\r\n]/.test(text)) return null;
  const way = [...moved(selected, last), ...press('Tab'), { shows: { field: true } } as const];
  return spaced([...way, { text }, ...press('Enter')], notesMs);
}

function approval(tone: string, index: number): readonly Key[] | null {
  if (tone === 'deny') return press('Escape');
  if (tone === 'allow') return [{ text: 'y' }];
  const key = digit(index);
  return key === null ? null : [key];
}
