import { createHash } from 'node:crypto';

/** A document that can tell whether it is whole. */
export interface Checked {
  readonly number: number;
  readonly filler: string;
  readonly sum: string;
}

export function makeChecked(number: number): Checked {
  // Long enough for more than one page of memory, and of another length each time.
  const filler = String(number).repeat(1 + ((number * 37) % 4000));
  return { number, filler, sum: sumOf(number, filler) };
}

export function parseChecked(value: unknown): Checked {
  const { number, filler, sum } = value as Checked;
  if (sumOf(number, filler) !== sum) throw new Error('the sum does not fit');
  return { number, filler, sum };
}

function sumOf(number: number, filler: string): string {
  return createHash('sha256').update(`${number} ${filler}`).digest('hex');
}
