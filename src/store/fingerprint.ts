import type { BigIntStats } from 'node:fs';

/** Tells one version of a file from the next without reading it. */
export interface Fingerprint {
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  /** False while the file was so young that a second write could leave the very same stamps. */
  readonly settled: boolean;
}

/** Longer than the coarsest clock of a file system in use, and than the tick of one that knows more than seconds. */
const settledAfterNs = { coarse: 2_000_000_000n, fine: 30_000_000n };

export function fingerprintOf(stats: BigIntStats, nowMs: number): Fingerprint {
  const { ino, size, mtimeNs, ctimeNs } = stats;
  const youngest = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  // Nobody but the file system sets this one.
  const fine = ctimeNs % 10_000_000n !== 0n;
  const settledAfter = fine ? settledAfterNs.fine : settledAfterNs.coarse;
  const settled = BigInt(nowMs) * 1_000_000n - youngest > settledAfter;
  return { ino, size, mtimeNs, ctimeNs, settled };
}

/** Is the file surely still what it was at `known`? */
export function isUnchanged(known: Fingerprint, stats: BigIntStats): boolean {
  return known.settled && isSameStamp(known, stats);
}

export function isSameStamp(
  one: Pick<BigIntStats, 'ino' | 'size' | 'mtimeNs' | 'ctimeNs'>,
  other: Pick<BigIntStats, 'ino' | 'size' | 'mtimeNs' | 'ctimeNs'>,
): boolean {
  return (
    one.ino === other.ino &&
    one.size === other.size &&
    one.mtimeNs === other.mtimeNs &&
    one.ctimeNs === other.ctimeNs
  );
}
