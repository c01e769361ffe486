import type { Ask, Reading } from '../../domain/ask.ts';
import { fingerprintOf } from '../../domain/fingerprint.ts';
import { asking } from '../asked.ts';
import type { FormAsk } from './form-answer.ts';
import { isTickList, movesOf, nameOf } from './form-moves.ts';
import { findForm } from './form.ts';
import type { Field, Form, FormSeen } from './form.ts';
import type { Seen } from './read.ts';

/**
 * A form of a tool server, one place of it at a time: the field under the cursor, or its two buttons. Each place is a
 * prompt of its own, like the pages of a form of questions, and a move from one to the next is an answer.
 */
export function readForm(seen: Seen): Reading | null {
  const found = findForm(seen);
  if (found === null) return null;
  const { form } = found;
  return form === null ? unfilled(found) : page(form);
}

/** Not all that the keys depend on is certain: a list may be open, which Esc closes first. */
function unfilled({ title, message }: FormSeen): Reading {
  return asking({
    kind: 'menu',
    title,
    body: message,
    options: [{ label: 'Close or cancel (Esc)', tone: 'plain' }],
    mayBeCut: true,
  });
}

function page(form: Form): Reading {
  const words = { kind: kindOf(form), ...wordsOf(form) };
  // What somebody does within the field is still the same prompt.
  const steady = steadyBody(form, currentOf(form));
  const ask: FormAsk = {
    ...words,
    source: 'screen',
    mayBeCut: isCut(form),
    fingerprint: fingerprintOf({ ...words, body: steady }),
    steady,
    ...(form.place.kind === 'text' && !form.place.filled ? { empty: true as const } : {}),
    ...cursorOf(form),
    form: { ...form, moves: movesOf(form).map(({ keys }) => keys) },
  };
  return { kind: 'asking', ask };
}

/** A place of a form for somebody who reads it. */
export function wordsOf(form: Form): Pick<Ask, 'title' | 'body' | 'options'> {
  const current = currentOf(form);
  const label = current === null ? undefined : form.fields[current]?.label;
  return {
    title: label === undefined ? form.title : `${form.title} · ${label}`,
    body: bodyOf(form, current),
    options: movesOf(form).map(({ label: name, tone, checked }) =>
      checked === undefined ? { label: name, tone } : { label: name, tone, checked },
    ),
  };
}

function cursorOf(form: Form): Pick<FormAsk, 'selected' | 'on'> {
  if (form.place.kind !== 'open') return {};
  const { list } = form.place;
  return { selected: list.cursor, on: nameOf(form, list, list.cursor) };
}

function currentOf({ place }: Form): number | null {
  return place.kind === 'buttons' ? null : place.field;
}

function kindOf({ place }: Form): 'text' | 'multi' | 'choice' {
  if (place.kind === 'text') return 'text';
  return place.kind === 'open' && isTickList(place.list) ? 'multi' : 'choice';
}

function bodyOf(form: Form, current: number | null): string {
  const rows = form.fields.flatMap((field, at) => rowsOf(field, at === current ? '❯' : ''));
  const replaced =
    form.place.kind === 'text'
      ? 'Your reply takes the place of whatever stands in this field.'
      : '';
  return [form.message, around(form, rows).join('\n'), replaced]
    .filter((part) => part !== '')
    .join('\n\n');
}

function steadyBody(form: Form, current: number | null): string {
  const rows = form.fields.flatMap((field, at) =>
    at === current ? [`❯ ${field.label}`] : rowsOf(field, ''),
  );
  return [form.message, ...rows].join('\n');
}

function around({ above, below, hidden }: Form, rows: readonly string[]): readonly string[] {
  const unseen = (fields: readonly Field[] | undefined, sign: string) =>
    fields === undefined ? [`${sign} …`] : fields.flatMap((field) => rowsOf(field, sign));
  return [
    ...(above ? unseen(hidden?.above, '↑') : []),
    ...rows,
    ...(below ? unseen(hidden?.below, '↓') : []),
  ];
}

function rowsOf({ mark, label, value, about }: Field, cursor: string): readonly string[] {
  const shown = value.replace(/^▸ |^▾$/u, '').replace(/^Type something…$/u, 'not set');
  const first = [cursor, mark, `${label}: ${cursor === '' ? value : shown}`];
  return [
    first
      .filter((part) => part !== '')
      .join(' ')
      .trimEnd(),
    ...about.map((row) => `    ${row}`),
  ];
}

/** Words are cut at the edge, and fields scroll. */
function isCut({ title, message, fields, above, below, place }: Form): boolean {
  if (above || below) return true;
  const current = place.kind === 'text' ? place.field : null;
  const words = fields.flatMap(({ label, value, about }, at) =>
    at === current ? [label, ...about] : [label, value, ...about],
  );
  const items = place.kind === 'open' ? place.list.items.map((item) => item.label) : [];
  return [title, message, ...words, ...items].some((text) => text.includes('…'));
}
