import { describe, expect, it } from 'vitest';
import type { BigIntStats } from 'node:fs';
import { fingerprintOf, isUnchanged } from '../../src/store/fingerprint.ts';

const second = 1_000_000_000n;
const stats = { ino: 7n, size: 40n, mtimeNs: 100n * second, ctimeNs: 100n * second } as BigIntStats;
const changed = (part: Partial<BigIntStats>): BigIntStats => ({ ...stats, ...part });

describe('a fingerprint', () => {
  it('T2.24 of a file that has rested is trusted until any of its stamps differs', () => {
    const known = fingerprintOf(stats, 200_000);
    expect(isUnchanged(known, stats)).toBe(true);
    expect(isUnchanged(known, changed({ ino: 8n }))).toBe(false);
    expect(isUnchanged(known, changed({ size: 41n }))).toBe(false);
    expect(isUnchanged(known, changed({ mtimeNs: 100n * second + 1n }))).toBe(false);
    expect(isUnchanged(known, changed({ ctimeNs: 100n * second + 1n }))).toBe(false);
  });

  it('T2.24 of a file that was just written is never trusted', () => {
    expect(isUnchanged(fingerprintOf(stats, 101_000), stats)).toBe(false);
    const touched = changed({ mtimeNs: 1n, ctimeNs: 199n * second });
    expect(isUnchanged(fingerprintOf(touched, 200_000), touched)).toBe(false);
  });

  it('T2.24 rests a moment where the file system knows more than seconds', () => {
    const fine = changed({ ctimeNs: 100n * second + 123_456_789n });
    expect(isUnchanged(fingerprintOf(fine, 100_140), fine)).toBe(false);
    expect(isUnchanged(fingerprintOf(fine, 100_160), fine)).toBe(true);
  });

  it('T2.24 of a file from the future is never trusted', () => {
    expect(isUnchanged(fingerprintOf(stats, 50_000), stats)).toBe(false);
  });
});
