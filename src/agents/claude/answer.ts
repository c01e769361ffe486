import type { Ask, Choice, Key } from '../../domain/ask.ts';
import { selectedOf } from '../asked.ts';
import { answerForm, isFormAsk } from './form-answer.ts';
import { feedback } from './plan.ts';
import { opensField, reviewTitle } from './question.ts';
import { digit, moveAndEnter, press, spaced, ticked } from '../keys.ts';
import type { Check, Step } from '../keys.ts';

/** Only keys whose effect was seen on the real program. */
export function answer(ask: Ask, choice: Choice): readonly Step[] | null {
  if (isFormAsk(ask)) return answerForm(ask, choice);
  if (choice.kind === 'text') return words(ask, choice.text);
  if (choice.kind === 'options') {
    return ask.kind === 'multi' ? ticks(ask, new Set(choice.indexes)) : null;
  }
  const wanted = ask.options[choice.index];
  if (wanted === undefined) return null;
  if (wanted.label.endsWith(' (Esc)')) return press('Escape');
  switch (ask.kind) {
    case 'permission':
      return keysOf(digit(choice.index));
    case 'plan':
      return wanted.label === feedback ? null : verdict(ask, choice.index);
    case 'choice':
    case 'trust':
      return one(ask, choice.index);
    case 'multi':
      return ticks(ask, new Set([choice.index]));
    case 'menu':
    case 'text':
      return null;
  }
}

/** With the cursor on the field for changes a digit would be a word in it. */
function verdict(ask: Ask, index: number): readonly Step[] | null {
  const selected = selectedOf(ask);
  const inField = selected !== null && ask.options[selected]?.label === feedback;
  return inField ? moveAndEnter(selected, index) : keysOf(digit(index));
}

/**
 * Questions take digits. Start-up menus take none, only moves from where the cursor was seen; on a small pane their
 * titles are out of sight.
 */
function one(ask: Ask, index: number): readonly Step[] | null {
  const isQuestion = opensField(ask.options.at(-1)) || ask.title === reviewTitle;
  if (ask.kind === 'choice' && isQuestion) {
    return opensField(ask.options[index]) ? null : keysOf(digit(index));
  }
  const selected = selectedOf(ask);
  return selected === null ? null : moveAndEnter(selected, index);
}

/**
 * Digits tick and Right goes on, to the next question or to the review. Either is a prompt of its own: a key for
 * it that is sent along arrives too soon, or on a busy machine after somebody else's.
 */
function ticks(ask: Ask, wanted: ReadonlySet<number>): readonly Step[] | null {
  if ([...wanted].some((index) => !(index in ask.options) || opensField(ask.options[index])))
    return null;
  const toggles = ask.options.flatMap((shown, index) => {
    const key = (shown.checked ?? false) === wanted.has(index) ? null : digit(index);
    return key === null ? [] : [key];
  });
  return spaced([...ticked(toggles, wanted), ...press('Right')]);
}

const fieldMs = 300;

function words(ask: Ask, text: string): readonly Step[] | null {
  // A line break in these fields was never tried.
  if (text.trim() === '' || /[\r\n]/.test(text)) return null;
  const last = ask.options.length - 1;
  switch (ask.kind) {
    case 'choice':
      return opensField(ask.options[last]) ? field(digit(last), { field: true }, text) : null;
    case 'multi':
      return opensField(ask.options[last]) ? onlyWords(ask, text) : null;
    case 'plan':
      return ask.options[last]?.label === feedback
        ? field(digit(last), { cursor: last }, text)
        : null;
    case 'permission':
      return denyWith(ask, text);
    default:
      return null;
  }
}

/** From the first option Up wraps to the last one, which is No; Tab opens its field. */
function denyWith(ask: Ask, text: string): readonly Step[] | null {
  const last = ask.options.length - 1;
  if (selectedOf(ask) !== 0 || ask.options[last]?.label !== 'No') return null;
  const up: readonly Step[] = [...press('Up'), { shows: { cursor: last } }];
  const open: Step = { shows: { field: true } };
  return spaced([...up, ...press('Tab'), open, { text }, ...press('Enter')], fieldMs);
}

function field(opens: Key | null, shows: Check['shows'], text: string): readonly Step[] | null {
  if (opens === null) return null;
  return spaced([opens, { shows }, { text }, ...press('Enter')], fieldMs);
}

/**
 * Without the ticks that are there. The digit of the field would only tick it, so the cursor goes to it; Tab leads
 * from it to the button below.
 */
function onlyWords(ask: Ask, text: string): readonly Step[] | null {
  const last = ask.options.length - 1;
  const cursor = selectedOf(ask);
  if (cursor === null) return null;
  const ticks = ask.options.flatMap(({ checked }, index) => (checked === true ? [index] : []));
  const toggles = ticks.flatMap((index) => (index === last ? [] : (digit(index) ?? [])));
  const down = Array.from({ length: last - cursor }, () => 'Down' as const);
  const way = [
    ...ticked(toggles, new Set(ticks.filter((index) => index === last))),
    ...press(...down),
  ];
  return spaced([...way, { shows: { field: true } }, { text }, ...press('Tab', 'Enter')], fieldMs);
}

function keysOf(key: Key | null): readonly Key[] | null {
  return key === null ? null : [key];
}
