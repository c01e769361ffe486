import { describe, expect, it } from 'vitest';
import { whole } from '../../../src/agents/claude/form-whole.ts';
import { claude } from '../../../src/agents/claude/index.ts';
import type { Ask } from '../../../src/domain/ask.ts';
import type { ToldForm } from '../../../src/domain/told-form.ts';
import { capturedScreen, screenOf } from '../../support/screens.ts';

/** A captured page, perhaps with some of its rows written anew. */
function page(name: string, ...changes: readonly (readonly [string, string])[]): Ask {
  const screen = capturedScreen('claude', `run-form-of-a-tool-server-${name}`);
  const lines = screen.lines.map((line) =>
    changes.reduce((text, [from, to]) => text.replace(from, to), line),
  );
  const reading = claude.read(screenOf({ ...screen, lines, styled: lines }));
  if (reading.kind !== 'asking') throw new Error(`it is ${reading.kind}`);
  return reading.ask;
}
const long = (at: number, size = '80x24') => page(`words-that-do-not-fit-${at}-${size}`);
const order = (at: number, ...changes: readonly (readonly [string, string])[]) =>
  page(`filled-in-and-accepted-${at}-200x50`, ...changes);

const count = (word: string, size: number) =>
  Array.from({ length: size }, (_, at) => `${word} ${at + 1}`);
const message = count('step', 60)
  .map((step) => `${step} of the plan`)
  .join('\n');
const regions = count('region', 12);
const titles = regions.map((one) => `Check ${one} ${count('well', 30).join(', ')}`);
const about = `Where it goes: ${count('place', 40).join(', ')}`;
const checked = `What is looked at: ${count('check', 40).join(', ')}`;
const reason = `Reason ${count('why', 40).join(', ')}`;
const deploy: ToldForm = {
  from: 'demo',
  message,
  fields: [
    { label: 'Target', about, options: regions },
    { label: 'Checks', about: checked, options: titles },
    { label: reason, about: 'In short', options: [] },
  ],
};
const delivery: ToldForm = {
  from: 'demo',
  message: 'What shall be delivered?',
  fields: [
    { label: 'Name', about: 'Who gets it', options: [] },
    { label: 'Count', about: '', options: [] },
    { label: 'Size', about: '', options: ['small', 'large', 'huge'] },
    { label: 'Extras', about: '', options: ['olives', 'capers', 'basil'] },
    { label: 'Gift', about: '', options: [] },
  ],
};

function wholeOf(seen: Ask, ...forms: readonly ToldForm[]): Ask {
  const found = whole(seen, forms);
  if (found === null) throw new Error('it is none of these');
  return found;
}

describe('a form of a tool server that was told of', () => {
  it('has all of its words, where the screen cuts message, names and descriptions', () => {
    const seen = long(1, '200x50');
    expect(seen.mayBeCut).toBe(true);
    expect(wholeOf(seen, deploy)).toEqual({
      ...seen,
      source: 'hook',
      mayBeCut: false,
      body: [
        message,
        '',
        '❯ * Target: not set',
        `    ${about}`,
        ...regions.map((one) => `    · ${one}`),
        'Checks: not set',
        `    ${checked}`,
        `${reason}: not set`,
        '    In short',
      ].join('\n'),
    });
  });

  it('has the fields that are out of sight, and says that what stands in them is unknown', () => {
    const ask = wholeOf(long(2), deploy);
    expect(ask.body).toContain(`\n↓ ${reason}: out of sight\n    In short`);
    expect(ask.mayBeCut).toBe(true);
    expect(wholeOf(long(5), deploy).body).toContain(`\n\n↑ Target: out of sight\n    ${about}\n`);
  });

  it('has all there is to choose from, where a list is cut, and its buttons in full', () => {
    const list = wholeOf(long(3), deploy);
    expect(list.body).toContain(regions.map((one) => `    · ${one}`).join('\n'));
    expect(list.options.map((option) => option.label)).toEqual([
      ...regions.slice(0, 3),
      'Further down …',
      'Close the list',
    ]);
    const ticks = wholeOf(long(5), deploy);
    expect(ticks.options[1]?.label).toBe(`☐ ${titles[1]}`);
    expect(wholeOf(order(4), delivery).body).not.toContain('·');
    expect(wholeOf(order(3), delivery).body).toContain('    · small\n    · large\n    · huge');
  });

  it('has the value that was chosen, and its own title, in full', () => {
    const chosen = page('words-that-do-not-fit-6-80x24', [
      'Checks: not set',
      'Checks: "Check region 1 well 1, well 2, well 3, well 4,…',
    ]);
    const ask = wholeOf(chosen, deploy);
    expect(ask.body).toContain(`\nChecks: ${titles[0]}\n`);
    expect(ask.title).toBe(`MCP server “demo” requests your input · ${reason}`);
    const narrow = wholeOf(page('on-a-narrow-pane-1-40x40'), delivery);
    expect([narrow.title, narrow.mayBeCut]).toEqual([
      'MCP server “demo” requests your input · Name',
      false,
    ]);
  });

  it('may be cut where only the screen knows: what somebody has written, or several values', () => {
    const cut = order(8, ['Name: Ada & Zoë', 'Name: Ada an…']);
    expect(wholeOf(cut, delivery)).toMatchObject({ mayBeCut: true });
    const ticks = order(8, ['olives, basil', 'olives, bas…']);
    expect(wholeOf(ticks, delivery).mayBeCut).toBe(true);
    expect(wholeOf(order(8), delivery).mayBeCut).toBe(false);
    // What is wrong with a value stands below what it is for.
    const wrong = page('a-wrong-number-then-the-right-one-1-200x50');
    expect(wholeOf(wrong, delivery).body).toContain('Must be an integer between 1 and 10');
  });

  it('P1 keeps its fingerprint and its keys, and the order of its options', () => {
    for (const seen of [1, 2, 3, 4, 5, 6, 7, 8].map((at) => order(at))) {
      const ask = wholeOf(seen, delivery);
      expect(ask.fingerprint).toBe(seen.fingerprint);
      expect(ask.options).toEqual(seen.options);
      expect(claude.answer(ask, { kind: 'option', index: 0 })).toEqual(
        claude.answer(seen, { kind: 'option', index: 0 }),
      );
    }
  });

  it('a link has its address in full', () => {
    const link = { from: 'demo', message: 'Please sign in first\n\nhttp://a/b?c=d', fields: [] };
    const seen = capturedScreen('claude', 'run-link-of-a-tool-server-declined-1-200x50');
    const lines = seen.lines.map((line) => line.replace(/http:\S+/, 'http://a/…'));
    const reading = claude.read(screenOf({ ...seen, lines, styled: lines }));
    const ask = reading.kind === 'asking' ? reading.ask : null;
    expect(ask?.mayBeCut).toBe(true);
    expect(ask === null ? null : whole(ask, [link])).toMatchObject({
      body: link.message,
      mayBeCut: false,
    });
  });
});

describe('P1 the words of a form are not those of another one', () => {
  const fields = (change: (at: number) => object): ToldForm => ({
    ...delivery,
    fields: delivery.fields.map((field, at) => ({ ...field, ...change(at) })),
  });

  it.each([
    ['another sender', { ...delivery, from: 'shop' }],
    ['another message', { ...delivery, message: 'What shall be destroyed?' }],
    ['more in its message', { ...delivery, message: 'What shall be delivered? All of it.' }],
    ['another field', fields((at) => (at === 1 ? { label: 'Number' } : {}))],
    ['a field less', { ...delivery, fields: delivery.fields.slice(1) }],
    ['fields in another order', { ...delivery, fields: delivery.fields.toReversed() }],
    ['other values', fields((at) => (at === 2 ? { options: ['small', 'large', 'vast'] } : {}))],
    [
      'more values',
      fields((at) => (at === 2 ? { options: ['small', 'large', 'huge', 'vast'] } : {})),
    ],
  ])('%s', (_what, told) => {
    expect(whole(order(4), [told])).toBeNull();
    expect(whole(order(4), [told, delivery])).toEqual(wholeOf(order(4), delivery));
  });

  it('of two that fit nobody knows which one it is, unless they are the same', () => {
    const other = { ...deploy, message: `${message}\nand one more` };
    expect(whole(long(1, '200x50'), [deploy, other])).toBeNull();
    expect(whole(long(1, '200x50'), [deploy, { ...deploy }])).not.toBeNull();
    expect(whole(long(1, '200x50'), [])).toBeNull();
  });

  it('where a description is another one, the screen’s stays, and may be cut', () => {
    const told = fields((at) => (at === 0 ? { about: 'Something else' } : {}));
    const ask = wholeOf(order(1), told);
    expect(ask.body).toContain('    Who gets it\n');
    expect(ask.mayBeCut).toBe(true);
  });

  it('what is no form at all is left as it is', () => {
    const { form: _, ...ask } = { form: null, ...order(1) };
    expect(whole(ask, [delivery])).toBeNull();
  });
});
