import type { Ask, Choice } from '../../domain/ask.ts';
import { selectedOf } from '../asked.ts';
import { digit, moveAndEnter, moved, press, spaced, ticked } from '../keys.ts';
import type { Step } from '../keys.ts';
import { cancelLabel, changesLabel, reasonLabel } from './dialog.ts';
import { otherLabel } from './question.ts';

const fieldMs = 300;

/** Only keys whose effect was seen on the real program. */
export function answer(ask: Ask, choice: Choice): readonly Step[] | null {
  if (choice.kind === 'text') return words(ask, choice.text);
  if (ask.kind === 'multi') {
    return ticks(ask, choice.kind === 'options' ? choice.indexes : [choice.index]);
  }
  if (choice.kind !== 'option') return null;
  const wanted = ask.options[choice.index];
  const selected = selectedOf(ask);
  if (wanted === undefined || selected === null) return null;
  switch (ask.kind) {
    case 'permission':
    case 'trust':
      return wanted.tone === 'deny' ? press('Escape') : numbered(ask, selected, choice.index);
    case 'plan':
      return wanted.label === changesLabel ? null : numbered(ask, selected, choice.index);
    case 'choice':
      if (wanted.label === cancelLabel) return press('Escape');
      return wanted.label === otherLabel ? null : moveAndEnter(selected, choice.index);
    default:
      return null;
  }
}

/** A digit answers at once, but on the option that is a field it would be typed into it. */
function numbered(ask: Ask, selected: number, index: number): readonly Step[] | null {
  if (selected === ask.options.length - 1) return moveAndEnter(selected, index);
  const key = digit(index);
  return key === null ? null : [key];
}

/** From row to row, Space where a tick has to change. Enter takes the whole field. */
function ticks(ask: Ask, indexes: readonly number[]): readonly Step[] | null {
  const cursor = selectedOf(ask);
  const wanted = new Set(indexes);
  if (cursor === null || ask.options[cursor]?.label === otherLabel) return null;
  if ([...wanted].some((index) => isField(ask, index))) return null;
  let at = cursor;
  const keys = ask.options.flatMap((shown, index) => {
    if ((shown.checked ?? false) === wanted.has(index)) return [];
    const way = moved(at, index);
    at = index;
    return [...way, ...press('Space')];
  });
  return spaced([...ticked(keys, wanted), ...press('Enter')]);
}

function isField(ask: Ask, index: number): boolean {
  const label = ask.options[index]?.label;
  return label === undefined || label === otherLabel;
}

function words(ask: Ask, text: string): readonly Step[] | null {
  // A line break in these fields was never tried.
  if (text.trim() === '' || /[\r\n]/.test(text)) return null;
  const typed: readonly Step[] = [{ text }, ...press('Enter')];
  const last = ask.options.length - 1;
  const label = ask.options[last]?.label ?? '';
  const selected = selectedOf(ask);
  switch (ask.kind) {
    case 'text':
      return spaced(typed, fieldMs);
    case 'choice': {
      if (label !== otherLabel || selected === null) return null;
      const way = Array.from({ length: last - selected }, () => 'Down' as const);
      const opened: Step = { shows: { field: true } };
      return spaced([...press(...way), opened, ...typed], fieldMs);
    }
    case 'permission':
    case 'plan': {
      if (label !== changesLabel && !reasonLabel.test(label)) return null;
      const opens = digit(last);
      if (opens === null || selected === null) return null;
      const opened: Step = { shows: { cursor: last } };
      return spaced(selected === last ? typed : [opens, opened, ...typed], fieldMs);
    }
    default:
      return null;
  }
}
