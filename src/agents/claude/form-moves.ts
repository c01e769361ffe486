import type { NamedKey, OptionTone } from '../../domain/ask.ts';
import { moved, press, spaced, ticked } from '../keys.ts';
import type { Step } from '../keys.ts';
import type { Form, List } from './form.ts';

/** What can be done where the cursor stands, and the keys that do it. */
export interface Move {
  readonly label: string;
  readonly tone: OptionTone;
  readonly keys: readonly Step[];
  /** For a list of which several may be chosen: its items are ticked, and the keys are those of all ticks. */
  readonly checked?: boolean;
}

/**
 * Only keys whose effect was seen on the real form. None of them leads past the next place, and Enter on Accept is
 * called nothing else.
 */
export function movesOf(form: Form): readonly Move[] {
  const { place } = form;
  switch (place.kind) {
    case 'text':
      // No red one here: "deny and say why" would write the reason into the field.
      return [
        ...alongOf(form, place.field),
        { label: 'Cancel (Esc)', tone: 'plain', keys: escape },
      ];
    case 'switch':
      return [
        choice('Yes', switchTo(place.on, true)),
        choice('No', switchTo(place.on, false)),
        ...alongOf(form, place.field),
        cancel,
      ];
    case 'closed':
      return [choice('Choose …', press('Right')), ...alongOf(form, place.field), cancel];
    case 'open':
      // Esc would only close the list.
      return isTickList(place.list) ? ticks(place.list) : picks(form, place.list);
    case 'buttons':
      return buttons(form, place.labels, place.at);
  }
}

const escape = press('Escape');
const cancel: Move = { label: 'Cancel (Esc)', tone: 'deny', keys: escape };

function choice(label: string, keys: readonly Step[]): Move {
  return { label, tone: 'plain', keys };
}

/** From not set, Space goes to yes, then to no. */
function switchTo(now: boolean | null, wanted: boolean): readonly Step[] {
  const toggles = now === wanted ? 0 : now === null && !wanted ? 2 : 1;
  return spaced(press(...Array.from({ length: toggles }, () => 'Space' as const), 'Enter'), slowMs);
}

/** Two keys that come together are taken for one. */
const slowMs = 150;

function alongOf({ fields, above, below }: Form, field: number): readonly Move[] {
  const isLast = field === fields.length - 1 && !below;
  const isFirst = field === 0 && !above;
  return [
    choice(isLast ? 'Go to Accept' : 'Next field', press('Down')),
    // From the first field Up goes round to the last button.
    choice(isFirst ? 'Go to Decline' : 'Previous field', press('Up')),
  ];
}

/** Enter would tick what the cursor stands on before it goes on. */
const leave = ['Left', 'Down'] as const;

/** All of it is in sight, so that it can be ticked in one go. */
export function isTickList({ several, above, below }: List): boolean {
  return several && !above && !below;
}

function picks(form: Form, list: List): readonly Move[] {
  const { several, items, cursor, above, below } = list;
  const end = several ? 'Space' : 'Enter';
  const sign = (checked: boolean) => (checked ? '☒ ' : '☐ ');
  return [
    ...items.map(({ label, checked }, at) =>
      choice(several ? sign(checked) + label : label, walk(form, list, at, end)),
    ),
    ...(below ? [choice('Further down …', beyond('Down', items.length - cursor))] : []),
    ...(above ? [choice('Further up …', beyond('Up', cursor + 1))] : []),
    several
      ? choice('Done', spaced(press(...leave), slowMs))
      : choice('Close the list', press('Left')),
  ];
}

/** A list of which only a part is in sight may move under its cursor. */
function walk(form: Form, list: List, to: number, then: NamedKey): readonly Step[] {
  const way = moved(list.cursor, to);
  const isWhole = !list.above && !list.below;
  const there: Step = { shows: { on: nameOf(form, list, to) } };
  const checked = isWhole ? way : way.map((step) => ('shows' in step ? there : step));
  return spaced([...checked, ...press(then)], slowMs);
}

/** An item of the open list, wherever in the list's part in sight it stands. */
export function nameOf({ title, fields, place }: Form, { items }: List, at: number): string {
  const label = place.kind === 'buttons' ? '' : fields[place.field]?.label;
  return [title, label, items[at]?.label].join('\n');
}

/** Over the edge of what is in sight, where the list is another prompt. */
function beyond(key: NamedKey, times: number): readonly Step[] {
  return spaced(press(...Array.from({ length: times }, () => key)), slowMs);
}

function ticks({ items }: List): readonly Move[] {
  return items.map(({ label, checked }) => ({ label, tone: 'plain', keys: [], checked }));
}

/** The keys that leave exactly these ticked, and go on to the next place. */
export function tickKeys({ items, cursor }: List, wanted: ReadonlySet<number>): readonly Step[] {
  const changed = items.flatMap((item, at) => (item.checked === wanted.has(at) ? [] : [at]));
  const toggles = changed.flatMap((at, nth) => [
    ...moved(changed[nth - 1] ?? cursor, at),
    ...press('Space'),
  ]);
  return spaced([...ticked(toggles, wanted), ...press(...leave)], slowMs);
}

function buttons(
  form: Form,
  [first, second]: readonly [string, string],
  at: 0 | 1,
): readonly Move[] {
  const hasFields = form.fields.length > 0;
  if (at === 1) {
    const isNo = second === 'Decline';
    return [
      { label: second, tone: isNo ? 'deny' : 'plain', keys: press('Enter') },
      choice(`Go to ${first}`, press('Left')),
      ...(hasFields ? [choice('Go to the first field', press('Down'))] : []),
      isNo ? { ...cancel, tone: 'plain' } : cancel,
    ];
  }
  const isAccept = first === 'Accept';
  const go: Move = { label: first, tone: isAccept ? 'allow' : 'plain', keys: press('Enter') };
  return [
    ...(isIncomplete(form) ? [] : [go]),
    ...(hasFields ? [choice('Previous field', press('Up'))] : []),
    choice(`Go to ${second}`, press('Right')),
    cancel,
  ];
}

function isIncomplete({ fields }: Form): boolean {
  return fields.some(({ mark }) => mark === '*' || mark === '⚠');
}
