import { describe, expect, it } from 'vitest';
import { ulid } from '../../src/domain/ulid.ts';

describe('a ULID', () => {
  it('has 26 characters of the alphabet without I, L, O and U', () => {
    expect(ulid(1_800_000_000_000)).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  it('begins with its time, so that ids sort by it', () => {
    expect(ulid(0).slice(0, 10)).toBe('0000000000');
    expect(ulid(1_469_918_176_385).slice(0, 10)).toBe('01ARYZ6S41');
    expect(ulid(1000) < ulid(1001)).toBe(true);
  });

  it('T3.19 differs for two of the same millisecond', () => {
    const made = Array.from({ length: 1000 }, () => ulid(5));
    expect(new Set(made).size).toBe(1000);
  });
});
