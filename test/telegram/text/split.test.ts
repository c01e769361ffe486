import { describe, expect, it } from 'vitest';
import { bold, compose, pre } from '../../../src/telegram/text/compose.ts';
import { brief, shortened, splitComposed } from '../../../src/telegram/text/split.ts';

const family = '👨‍👩‍👧‍👦';

describe('split', () => {
  it('what fits stays whole', () => {
    const body = compose(bold('x'.repeat(4096)));
    expect(splitComposed(body)).toEqual([body]);
  });

  it('cuts at the end of a line and loses nothing', () => {
    const text = Array.from({ length: 500 }, (_, n) => `line ${n} with words`).join('\n');
    const parts = splitComposed(compose(text));
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map((one) => one.text).join('')).toBe(text);
    for (const part of parts) expect(part.text.length).toBeLessThanOrEqual(4096);
    for (const part of parts.slice(0, -1)) expect(part.text.endsWith('\n')).toBe(true);
  });

  it('entities go on in the next part', () => {
    const parts = splitComposed(compose('intro\n', pre('y'.repeat(9000), 'sh')));
    expect(parts).toHaveLength(3);
    for (const part of parts) {
      const [entity] = part.entities;
      expect(entity).toMatchObject({ type: 'pre', language: 'sh' });
      const end = (entity?.offset ?? 0) + (entity?.length ?? 0);
      expect(end).toBe(part.text.length);
    }
  });

  it.each([
    ['pairs of surrogates', '💥'],
    ['joined emoji', family],
    ['letters with marks', 'e\u0301\u0323'],
  ])('never cuts inside %s', (_what, cluster) => {
    const text = `a${cluster.repeat(3000)}`;
    const parts = splitComposed(compose(text), 100);
    expect(parts.map((one) => one.text).join('')).toBe(text);
    for (const part of parts) {
      expect(part.text.length).toBeLessThanOrEqual(100);
      expect(part.text.replace(/^a/, '').replaceAll(cluster, '')).toBe('');
    }
  });

  it('a cluster without end is cut all the same, between code points', () => {
    const text = `e${'\u0301'.repeat(10_000)}`;
    const parts = splitComposed(compose(text), 100);
    expect(parts.map((one) => one.text).join('')).toBe(text);
    for (const part of parts) expect(part.text.length).toBeLessThanOrEqual(100);
  });

  it('nothing and blanks make no message', () => {
    expect(splitComposed(compose(''))).toEqual([]);
    expect(splitComposed(compose(' \n '))).toEqual([]);
  });

  it('shortens with an ellipsis and cuts entities with the text', () => {
    const short = shortened(compose(bold('z'.repeat(5000))), 100);
    expect(short.text).toHaveLength(100);
    expect(short.text.endsWith('…')).toBe(true);
    expect(short.entities).toEqual([{ type: 'bold', offset: 0, length: 99 }]);
  });

  it('brief counts what people see', () => {
    expect(brief(family.repeat(3), 3)).toBe(family.repeat(3));
    expect(brief(family.repeat(5), 3)).toBe(`${family.repeat(2)}…`);
    expect(brief('short', 10)).toBe('short');
  });
});
