/** The value that a share `q` of the sorted samples does not exceed. */
export function quantile(samples, q) {
  if (samples.length === 0) return Number.NaN;
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

export const median = (samples) => quantile(samples, 0.5);

/** `0.52 / 1.30` */
export const p50p99 = (samples) =>
  `${number(median(samples))} / ${number(quantile(samples, 0.99))} ms (n=${samples.length})`;

/** Three digits that matter. */
export function number(value) {
  if (!Number.isFinite(value)) return '?';
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}
