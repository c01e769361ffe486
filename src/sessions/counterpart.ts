import type { Ask, AskOption, Choice } from '../domain/ask.ts';

/**
 * The same choice in another telling of the same prompt: a hook and a screen have their options in different words
 * and in another order. Null when nothing says for certain which one is meant.
 */
export function counterpart(from: Ask, choice: Choice, to: Ask): Choice | null {
  if (from.fingerprint === to.fingerprint || choice.kind === 'text') return choice;
  if (choice.kind === 'option') {
    const index = placeOf(from, choice.index, to);
    return index === null ? null : { kind: 'option', index };
  }
  const indexes = choice.indexes.map((index) => placeOf(from, index, to));
  const found = indexes.filter((index) => index !== null);
  return found.length === indexes.length ? { kind: 'options', indexes: found } : null;
}

function placeOf(from: Ask, index: number, to: Ask): number | null {
  const wanted = from.options[index];
  if (wanted === undefined) return null;
  const sameWords = only(to.options, (one) => wordsOf(one) === wordsOf(wanted));
  if (sameWords !== null) return sameWords;
  // A plain yes or no means the same in any words; what widens the rules does so only in its own.
  if (wanted.tone !== 'allow' && wanted.tone !== 'deny') return null;
  const alone = only(from.options, (one) => one.tone === wanted.tone) === index;
  return alone ? only(to.options, (one) => one.tone === wanted.tone) : null;
}

function only(options: readonly AskOption[], fits: (one: AskOption) => boolean): number | null {
  const places = options.flatMap((one, index) => (fits(one) ? [index] : []));
  return places.length === 1 ? (places[0] ?? null) : null;
}

function wordsOf({ label, tone }: AskOption): string {
  const words = label.normalize('NFC').replaceAll('’', "'").replaceAll(/\s+/g, '');
  return `${tone} ${words.toLowerCase()}`;
}
