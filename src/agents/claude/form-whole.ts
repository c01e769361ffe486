import type { Ask } from '../../domain/ask.ts';
import type { ToldField, ToldForm } from '../../domain/told-form.ts';
import { isFormAsk } from './form-answer.ts';
import { wordsOf } from './form-page.ts';
import type { Field, Form, List, Place } from './form.ts';
import { isShownAs, placeIn } from './shown-as.ts';

/**
 * A place of a form with all that its server said, where every word in sight is certain to be of that form; null
 * where none of those that were told of fits, or several do. Its keys stay those of the screen.
 */
export function whole(seen: Ask, forms: readonly ToldForm[]): Ask | null {
  if (!isFormAsk(seen)) return null;
  const { form } = seen;
  const found = forms.flatMap((told) => filled(form, told) ?? []);
  const [first, ...others] = found.map((one) => ({ ...wordsOf(one.form), mayBeCut: one.cut }));
  if (first === undefined) return null;
  const isSame = others.every((one) => one.title === first.title && one.body === first.body);
  return isSame ? { ...seen, ...first, source: 'hook' } : null;
}

interface Filled {
  readonly form: Form;
  /** Something of it only the screen knows, which does not show all of it. */
  readonly cut: boolean;
}

function filled(form: Form, told: ToldForm): Filled | null {
  const title = titleOf(form.title, told.from);
  const message = form.message.replace(/(^|\n)… \(\+\d+ more lines?\)$/u, '$1…');
  // Three rows of it are in sight, unless the pane is hardly there.
  if (title === null || message === '…' || !isShownAs(message, told.message)) return null;
  const labels = told.fields.map((field) => field.label);
  const shown = form.fields.map((field) => field.label);
  const start = placeIn(shown, labels, form);
  if (start === null) return null;
  const fields = told.fields.slice(start, start + shown.length);
  const place = placeOf(form.place, fields);
  if (place === null) return null;
  const parts = form.fields.map((field, at) => fieldOf(field, fields[at], isCurrent(place, at)));
  return {
    form: {
      ...form,
      title,
      message: told.message,
      fields: parts.map((part, at) => withChoices(part.field, fields[at], form.place, at)),
      hidden: {
        above: told.fields.slice(0, start).map((field) => unseen(field)),
        below: told.fields.slice(start + shown.length).map((field) => unseen(field)),
      },
      place,
    },
    // What stands in a field that is out of sight nobody knows.
    cut: form.above || form.below || parts.some((part) => part.cut),
  };
}

function titleOf(shown: string, from: string): string | null {
  const [, before = '', name, after = ''] = /^(.*?“)(.*)(”.*)$/u.exec(shown) ?? [];
  return name !== undefined && isShownAs(name, from) ? before + from + after : null;
}

/** An open list with its items in full; null where one of them is none of this field's. */
function placeOf(place: Place, told: readonly ToldField[]): Place | null {
  if (place.kind !== 'open') return place;
  const { list } = place;
  const options = told[place.field]?.options ?? [];
  const start = startOf(list, options);
  if (start === null) return null;
  const items = list.items.map((item, at) => ({ ...item, label: options[start + at] ?? '' }));
  return { ...place, list: { ...list, items } };
}

function startOf(list: List, options: readonly string[]): number | null {
  return placeIn(
    list.items.map((item) => item.label),
    options,
    list,
  );
}

function isCurrent(place: Place, at: number): boolean {
  return place.kind !== 'buttons' && place.field === at;
}

function fieldOf(shown: Field, told: ToldField | undefined, current: boolean) {
  if (told === undefined) return { field: shown, cut: true };
  const [first = '', ...wrong] = shown.about;
  const isTold = told.about !== '' && isShownAs(first, told.about);
  const about = isTold ? [...told.about.split('\n'), ...wrong] : shown.about;
  const value = valueOf(shown.value, told);
  const field: Field = { ...shown, label: told.label, about, value };
  // Words take the place of whatever stands there.
  const isReplaced = current && told.options.length === 0;
  const doubtful = [
    isReplaced ? '' : value === shown.value ? value : '',
    ...(isTold ? wrong : shown.about),
  ];
  const isSilent = told.about !== '' && !isTold;
  return { field, cut: isSilent || doubtful.some((text) => text.includes('…')) };
}

function valueOf(shown: string, { options }: ToldField): string {
  const [, sign = '', value = ''] = /^(▸ )?(.*)$/u.exec(shown) ?? [];
  const fitting = value.includes('…') ? options.filter((one) => isShownAs(value, one)) : [];
  return fitting.length === 1 ? sign + (fitting[0] ?? '') : shown;
}

/** All there is to choose from, where no button has it in full. */
function withChoices(field: Field, told: ToldField | undefined, place: Place, at: number): Field {
  if (!isCurrent(place, at) || told === undefined || told.options.length === 0) return field;
  if (place.kind === 'open') {
    const { items, above, below } = place.list;
    if (!above && !below && !items.some((item) => item.label.includes('…'))) return field;
  }
  return { ...field, about: [...field.about, ...told.options.map((option) => `· ${option}`)] };
}

function unseen({ label, about }: ToldField): Field {
  return { mark: '', label, value: 'out of sight', about: about === '' ? [] : about.split('\n') };
}
