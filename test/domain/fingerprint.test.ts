import { describe, expect, it } from 'vitest';
import type { Ask } from '../../src/domain/ask.ts';
import { fingerprintOf, spacedAlike } from '../../src/domain/fingerprint.ts';

const ask: Pick<Ask, 'kind' | 'title' | 'body' | 'options'> = {
  kind: 'multi',
  title: 'Features',
  body: 'Which features do you want, and don’t you need?',
  options: [
    { label: 'Auth', tone: 'plain', checked: false },
    { label: 'Search', tone: 'plain', checked: false },
  ],
};
const same = fingerprintOf(ask);

describe('the fingerprint of an ask', () => {
  it('P1 does not depend on wrapping, ticks, tones or the kind of apostrophe', () => {
    const body = "Which features do\n  you want,\nand don't you need?";
    const options = ask.options.map((one) => ({ ...one, tone: 'allow' as const, checked: true }));
    expect(fingerprintOf({ ...ask, body, options })).toBe(same);
    expect(same).toMatch(/^[0-9a-f]{16}$/);
  });

  it('P1 differs when anything else does', () => {
    const [auth, search] = ask.options;
    const others = [
      { ...ask, kind: 'choice' as const },
      { ...ask, title: 'Feature' },
      { ...ask, body: ask.body.replace('want', 'wont') },
      { ...ask, options: ask.options.slice(0, 1) },
      { ...ask, options: [search, auth].filter((one) => one !== undefined) },
      { ...ask, title: 'FeaturesWhich', body: ask.body.slice(5) },
    ];
    const prints = new Set([same, ...others.map((one) => fingerprintOf(one))]);
    expect(prints.size).toBe(others.length + 1);
  });

  it('P1 has no collisions among many alike commands', () => {
    const prints = Array.from({ length: 20_000 }, (_, n) =>
      fingerprintOf({ ...ask, body: `rm -rf build/${n}` }),
    );
    expect(new Set(prints).size).toBe(prints.length);
  });
});

describe('blanks, which the fingerprint leaves out', () => {
  it.each([
    ['the same', 'rm -rf /tmp/x', 'rm -rf /tmp/x', true],
    ['one that makes another command', 'rm -rf /tmp/x', 'rm -rf / tmp/x', false],
    ['one that is lost', 'git add .', 'gitadd .', false],
    ['a break at a blank', 'npm test -- --watch', 'npm test --\n  --watch', true],
    ['a break within a word', 'cat /srv/shop/main.ts', 'cat /srv/sh\nop/main.ts', true],
    ['breaks at different places', 'a b c\nd', 'a\nb c d', true],
    ['how many there are', 'a  b', ' a b ', true],
    ['another kind of apostrophe', 'don’t go', "don't go", true],
  ])('P1 %s', (_what, one, other, alike) => {
    expect(spacedAlike(one, other)).toBe(alike);
    expect(spacedAlike(other, one)).toBe(alike);
  });

  it('P1 a text of 100,000 characters takes no time to speak of', () => {
    expect(spacedAlike('a b'.repeat(40_000), 'a b'.repeat(40_000))).toBe(true);
  });
});
