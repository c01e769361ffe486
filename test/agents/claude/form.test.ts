import { describe, expect, it } from 'vitest';
import { isFieldOpen, isOn, selectedOf, steadyOf } from '../../../src/agents/asked.ts';
import { claude } from '../../../src/agents/claude/index.ts';
import type { Step } from '../../../src/agents/keys.ts';
import type { Ask, Choice } from '../../../src/domain/ask.ts';
import type { Screen } from '../../../src/domain/screen.ts';
import { capturedScreen, screenOf } from '../../support/screens.ts';

const filled = (page: number) => `run-form-of-a-tool-server-filled-in-and-accepted-${page}-200x50`;
const wrong = (page: number) =>
  `run-form-of-a-tool-server-a-wrong-number-then-the-right-one-${page}-200x50`;
const long = (page: number) =>
  `run-form-of-a-tool-server-lists-that-scroll-on-a-small-pane-${page}-80x24`;
const typedIn = 'run-form-of-a-tool-server-somebody-types-in-it-1-200x50';

function askIn(screen: Screen): Ask {
  const reading = claude.read(screen);
  if (reading.kind !== 'asking') throw new Error(`it is ${reading.kind}`);
  return reading.ask;
}
const askOf = (name: string) => askIn(capturedScreen('claude', name));

/** The screen with one row written anew. */
function changed(name: string, from: string, to: string): Screen {
  const screen = capturedScreen('claude', name);
  const at = screen.lines.findIndex((line) => line.includes(from));
  if (at < 0) throw new Error(`${from} is not on the screen`);
  const lines = screen.lines.map((line, row) => (row === at ? line.replace(from, to) : line));
  return screenOf({ ...screen, lines, styled: lines });
}

function pressed(ask: Ask, choice: Choice): readonly string[] | null {
  const keys = claude.answer(ask, choice);
  return keys === null ? null : keys.flatMap((key) => wordOf(key));
}

function wordOf(key: Step): readonly string[] {
  if ('pauseMs' in key || 'shows' in key) return [];
  return ['name' in key ? key.name : key.text];
}

/** The keys of the option that is called so. */
function keysOf(ask: Ask, label: string): readonly string[] | null {
  const index = ask.options.findIndex((option) => option.label === label);
  if (index < 0) throw new Error(`${label} is not offered`);
  return pressed(ask, { kind: 'option', index });
}

describe('a form of a tool server is read', () => {
  it('with the server’s words, all fields, and where the cursor stands', () => {
    expect(askOf(wrong(1)).body.split('\n')).toEqual([
      'What shall be delivered?',
      '',
      'Name: not set',
      '    Who gets it',
      '⚠ Count: 99',
      '    Must be an integer between 1 and 10',
      '❯ * Size: not set',
      'Extras: not set',
      'Gift: not set',
    ]);
  });

  it('and says that it may be cut where a word or a field is out of sight', () => {
    expect(askOf(filled(1)).mayBeCut).toBe(false);
    expect(askOf(long(2)).mayBeCut).toBe(true);
    const message = 'What shall be delivered?';
    expect(askIn(changed(filled(1), message, 'What shall be …')).mayBeCut).toBe(true);
  });

  it('as well where the classic renderer breaks a description behind a bar', () => {
    const screen = capturedScreen('claude', wrong(1));
    const at = screen.lines.findIndex((line) => line.includes('Who gets it'));
    expect(at).toBeGreaterThan(0);
    const bar = ' '.repeat(10);
    const lines = [...screen.lines];
    lines.splice(at, 1, `${bar}│ Who`, `${bar}│ gets it`);
    lines.splice(0, 1);
    const classic = askIn(screenOf({ ...screen, lines, styled: lines }));
    expect(classic.body).toBe(askOf(wrong(1)).body);
    expect(classic.options).toEqual(askOf(wrong(1)).options);
  });

  it('P1 as one prompt while somebody types in its field or moves in its list', () => {
    const empty = askOf(filled(1));
    const typed = askOf(typedIn);
    expect(typed.body).toContain('✔ Name: Somebody');
    expect(typed.fingerprint).toBe(empty.fingerprint);
    const moved = changed(filled(4), '  ❯ ◯ small', '    ◯ small');
    const list = askIn(changed(filled(4), '❯ ◯ small', '❯ ◉ small'));
    expect(list.fingerprint).toBe(askOf(filled(4)).fingerprint);
    // A list without its cursor is no list.
    expect(claude.read(moved)).toMatchObject({ ask: { kind: 'menu' } });
  });

  it('P1 as another prompt at each place, and when another value stands in it', () => {
    const pages = [1, 2, 3, 4, 5, 6, 7, 8].map((page) => askOf(filled(page)).fingerprint);
    expect(new Set(pages).size).toBe(8);
    const other = askIn(changed(filled(8), 'Count: 3', 'Count: 4'));
    expect(other.fingerprint).not.toBe(askOf(filled(8)).fingerprint);
  });

  it('P1 and what tells it in the step that presses does not change with the answer', () => {
    expect(steadyOf(askOf(typedIn))).toContain('❯ Name');
    expect(steadyOf(askOf(typedIn))).not.toContain('Somebody');
  });
});

describe('P1 a form of a tool server gets only keys that stay at its place', () => {
  it.each([
    [filled(3), 'Choose …', ['Right']],
    [filled(3), 'Next field', ['Down']],
    [filled(3), 'Previous field', ['Up']],
    [filled(1), 'Go to Decline', ['Up']],
    [filled(4), 'small', ['Enter']],
    [filled(4), 'huge', ['Down', 'Down', 'Enter']],
    [filled(4), 'Close the list', ['Left']],
    [filled(7), 'Yes', ['Space', 'Enter']],
    [filled(7), 'No', ['Space', 'Space', 'Enter']],
    [filled(7), 'Go to Accept', ['Down']],
    [filled(8), 'Accept', ['Enter']],
    [filled(8), 'Go to Decline', ['Right']],
    [filled(8), 'Cancel (Esc)', ['Escape']],
    [wrong(3), 'Decline', ['Enter']],
    [wrong(3), 'Go to Accept', ['Left']],
    [wrong(3), 'Go to the first field', ['Down']],
    [long(3), 'month 4', ['Up', 'Up', 'Up', 'Enter']],
    [long(3), 'Further down …', ['Down', 'Down', 'Down']],
    [long(9), '☒ month 9', ['Space']],
    [long(9), '☐ month 8', ['Up', 'Space']],
    [long(9), 'Done', ['Left', 'Down']],
    ['run-link-of-a-tool-server-declined-1-200x50', 'Accept', ['Enter']],
    ['run-link-of-a-tool-server-declined-2-200x50', 'Decline', ['Enter']],
  ] as const)('%s %s', (name, label, keys) => {
    expect(keysOf(askOf(name), label)).toEqual(keys);
  });

  it('from what stands there now: a switch that is on is not pressed for Yes', () => {
    const on = askIn(changed(filled(7), 'Gift: ☐', 'Gift: ☒'));
    expect([keysOf(on, 'Yes'), keysOf(on, 'No')]).toEqual([['Enter'], ['Space', 'Enter']]);
    const off = askIn(changed(filled(7), '❯   Gift: ☐', '❯ ✔ Gift: ☐'));
    expect([keysOf(off, 'Yes'), keysOf(off, 'No')]).toEqual([['Space', 'Enter'], ['Enter']]);
  });

  it('to tick what is wanted, and nothing else', () => {
    const ask = askOf(filled(6));
    expect(pressed(ask, { kind: 'options', indexes: [0, 2] })).toEqual([
      'Space',
      'Down',
      'Down',
      'Space',
      'Left',
      'Down',
    ]);
    const ticked = askIn(changed(filled(6), '☐ capers', '☒ capers'));
    expect(ticked.options.map((option) => option.checked)).toEqual([false, true, false]);
    expect(pressed(ticked, { kind: 'options', indexes: [] })).toEqual([
      'Down',
      'Space',
      'Left',
      'Down',
    ]);
    expect(pressed(ticked, { kind: 'options', indexes: [1] })).toEqual(['Left', 'Down']);
    expect(pressed(ask, { kind: 'options', indexes: [] })).toEqual(['Left', 'Down']);
    expect(pressed(ticked, { kind: 'options', indexes: [3] })).toBeNull();
  });
});

it('P1 each way through a list is looked at before its end is pressed', () => {
  const looks = (name: string, label: string) => {
    const ask = askOf(name);
    const index = ask.options.findIndex((option) => option.label === label);
    const steps = claude.answer(ask, { kind: 'option', index }) ?? [];
    return steps.flatMap((step) => ('shows' in step ? [step.shows] : []));
  };
  expect(looks(filled(4), 'huge')).toEqual([{ cursor: 2 }]);
  // Where a part of it is in sight it may move under the cursor.
  const on = 'MCP server “demo” requests your input\nFirst\nmonth 4';
  expect(looks(long(3), 'month 4')).toEqual([{ on }]);
  expect(isOn(askOf(long(3)), on)).toBe(false);
  expect(isOn(askOf(long(3)), on.replace('month 4', 'month 7'))).toBe(true);
  const ticks = claude.answer(askOf(filled(6)), { kind: 'options', indexes: [0, 2] }) ?? [];
  expect(ticks.flatMap((step) => ('shows' in step ? [step.shows] : []))).toEqual([
    { cursor: 2 },
    { ticked: [0, 2] },
  ]);
});

it('Esc in an open list is not called a cancel, because it only closes the list', () => {
  for (const name of [filled(4), long(3), long(9)]) {
    expect(askOf(name).options.map((option) => option.label)).not.toContain('Cancel (Esc)');
  }
});

it('P8 a form whose end is out of sight on a small pane is a prompt all the same', () => {
  const { lines, ...screen } = capturedScreen('claude', '41-mcp-elicitation-80x24');
  const top = lines.findIndex((line) => line.startsWith('───'));
  const cut = lines.slice(top, top + 6);
  const small = screenOf({ ...screen, lines: cut, styled: cut, rows: cut.length });
  const labels = askIn(small).options.map((option) => option.label);
  expect(labels).toEqual(['Close or cancel (Esc)']);
});

describe('P5 words', () => {
  const say = (text: string): Choice => ({ kind: 'text', text });

  it('go into an empty text field as they are', () => {
    expect(pressed(askOf(filled(1)), say(' Ada; Zoë'))).toEqual([' Ada; Zoë', 'Enter']);
  });

  it('take the place of what stands in it, which the card says', () => {
    const ask = askOf(typedIn);
    expect(ask.body).toContain('takes the place of whatever stands in this field');
    const keys = pressed(ask, say('Ada')) ?? [];
    expect([...new Set(keys)]).toEqual(['End', 'C-u', 'Ada', 'Enter']);
    // The field has to be seen empty before.
    const steps = claude.answer(ask, say('Ada')) ?? [];
    expect(steps.slice(-4, -2)).toEqual([{ shows: { field: true } }, { text: 'Ada' }]);
    const seen = (name: string) =>
      isFieldOpen(claude.read(capturedScreen('claude', name)), ask.fingerprint);
    expect([seen(filled(1)), seen(typedIn), seen(filled(2))]).toEqual([true, false, false]);
  });

  it.each([
    ['a list', filled(3), 'huge'],
    ['an open list', filled(4), 'huge'],
    ['a switch', filled(7), 'yes'],
    ['the buttons', filled(8), 'yes'],
    ['a field, as a key of its own', filled(1), 'a\tb'],
    ['a field, with a line break', filled(1), 'a\nb'],
    ['a field, when there are none', filled(1), '  '],
    ['a field, when there are too many', filled(1), 'x'.repeat(2_001)],
  ])('are not typed at %s', (_what, name, text) => {
    expect(pressed(askOf(name), say(text))).toBeNull();
  });

  it('are no reason for a no where they would go into a field', () => {
    expect(askOf(filled(1)).options.some((option) => option.tone === 'deny')).toBe(false);
  });
});

describe('P1 Accept', () => {
  it('is not offered while the form shows that something is missing or wrong', () => {
    const labels = (name: string) => askOf(name).options.map((option) => option.label);
    expect(labels(filled(8))).toContain('Accept');
    expect(labels(wrong(2))).not.toContain('Accept');
    const lacking = askIn(changed(filled(8), '✔ Size: huge', '* Size: not set'));
    expect(lacking.options.map((option) => option.label)).not.toContain('Accept');
  });

  it('is the only name of Enter on it', () => {
    const all = [8].map((page) => askOf(filled(page))).concat(askOf(wrong(2)));
    const entering = all.flatMap((ask) =>
      ask.options.flatMap(({ label }) => (keysOf(ask, label)?.includes('Enter') ? [label] : [])),
    );
    expect(entering).toEqual(['Accept']);
  });

  it('is not offered when the server’s own words show a second cursor', () => {
    const trick = askOf('run-form-of-a-tool-server-words-that-look-like-its-fields-1-200x50');
    expect(trick.options.map((option) => option.label)).toEqual(['Close or cancel (Esc)']);
    expect(selectedOf(trick)).toBeNull();
    expect(keysOf(trick, 'Close or cancel (Esc)')).toEqual(['Escape']);
  });
});
