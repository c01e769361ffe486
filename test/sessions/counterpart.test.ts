import { describe, expect, it } from 'vitest';
import { option } from '../../src/agents/asked.ts';
import type { Ask, Choice } from '../../src/domain/ask.ts';
import { counterpart } from '../../src/sessions/counterpart.ts';

function askOf(...labels: readonly string[]): Ask {
  const options = labels.map((label) => option(label));
  return {
    kind: 'permission',
    title: '',
    body: '',
    options,
    source: 'hook',
    mayBeCut: false,
    fingerprint: labels.join(),
  };
}

const pick = (index: number): Choice => ({ kind: 'option', index });

describe('the same choice in other words', () => {
  const hook = askOf('Yes', "Yes, and don't ask again for: npm test", 'No');

  it.each<[string, Choice, Ask, Choice | null]>([
    ['yes is yes, wherever it stands', pick(0), askOf('No, and say why', 'Yes'), pick(1)],
    ['no is no', pick(2), askOf('Yes', 'Yes, always', 'No (esc)'), pick(2)],
    [
      'the same words, whatever apostrophe',
      pick(1),
      askOf('Yes', 'Yes, and don’t ask again for: npm test', 'No'),
      pick(1),
    ],
    [
      'P1 what widens the rules is not guessed',
      pick(1),
      askOf('Yes', "Yes, and don't ask again for npm", 'No'),
      null,
    ],
    ['P1 two that say no', pick(2), askOf('Yes', 'No, ask me', 'No, stop'), null],
    ['P4 one that is not there', pick(7), askOf('Yes', 'No'), null],
    ['words stay words', { kind: 'text', text: 'why' }, askOf('No'), { kind: 'text', text: 'why' }],
  ])('%s', (_what, choice, to, expected) => {
    expect(counterpart(hook, choice, to)).toEqual(expected);
  });

  it('the very same prompt: its place, whatever its words', () => {
    const twins = askOf('Yes', 'Yes');
    expect(counterpart(twins, pick(1), { ...twins })).toEqual(pick(1));
    expect(counterpart(twins, pick(1), askOf('Yes', 'Yes', 'No'))).toBeNull();
  });

  it('several ticks, each by its words, or none at all', () => {
    const from = askOf('Auth', 'Search', 'Mail');
    const both: Choice = { kind: 'options', indexes: [0, 2] };
    expect(counterpart(from, both, askOf('Mail', 'Auth'))).toEqual({
      kind: 'options',
      indexes: [1, 0],
    });
    expect(counterpart(from, both, askOf('Mail', 'Search'))).toBeNull();
  });
});
