import { describe, expect, it } from 'vitest';
import { newSessionId } from '../../src/domain/ids.ts';
import { createExpected } from '../../src/sessions/expected.ts';
import { asks } from '../support/hooked-agent.ts';

const id = newSessionId();
const told = (about: string, body: string) => ({ about, ask: asks(about, body).ask });
const seen = (body: string) => ({ ...asks('', body).ask, mayBeCut: true });

describe('prompts that were told of and not seen yet', () => {
  it('are found by what the screen shows of them, once', () => {
    const expected = createExpected();
    const [one, two] = [told('1', 'make one\nmake two'), told('2', 'rm -rf build')];
    expected.add(id, one);
    expected.add(id, two);
    expect(expected.take(id, seen('touch x'))).toBeNull();
    expect(expected.take(id, seen('make one'))).toBe(one);
    expect(expected.take(id, seen('make one'))).toBeNull();
    expect(expected.has(id, two)).toBe(true);
    expect(expected.take(newSessionId(), seen('rm -rf build'))).toBeNull();
  });

  it('P1 are taken for none of them when several fit', () => {
    const expected = createExpected();
    expected.add(id, told('1', 'rm -rf a\nrm -rf b'));
    expected.add(id, told('2', 'rm -rf a\nrm -rf c'));
    expect(expected.take(id, seen('rm -rf a'))).toBe('several');
    expected.drop(id, '1');
    expect(expected.take(id, seen('rm -rf a'))).toMatchObject({ about: '2' });
  });

  it('are forgotten one by one as they go on, and all with the turn', () => {
    const expected = createExpected();
    const both = [told('1', 'make'), told('2', 'make')] as const;
    for (const one of both) expected.add(id, one);
    expected.drop(id, '1');
    expect(both.map((one) => expected.has(id, one))).toEqual([false, true]);
    expected.drop(id, null);
    expect(expected.has(id, both[1])).toBe(false);
  });

  it('P8 stay at the end of a turn when they were asked beside it', () => {
    const expected = createExpected();
    const [own, beside] = [told('1', 'make'), { ...told('2', 'make it'), aside: true }];
    expected.add(id, own);
    expected.add(id, beside);
    expected.turnOver(id);
    expect([own, beside].map((one) => expected.has(id, one))).toEqual([false, true]);
    expect(expected.hasAside(id)).toBe(true);
    expected.drop(id, '2');
    expect(expected.hasAside(id)).toBe(false);
  });

  it('told twice are one', () => {
    const expected = createExpected();
    const twice = [told('1', 'make'), told('1', 'make')] as const;
    for (const one of twice) expected.add(id, one);
    expect(expected.take(id, seen('make'))).toBe(twice[1]);
    expect(twice.map((one) => expected.has(id, one))).toEqual([false, false]);
  });
});
