import { invisible } from './display.ts';
import type { LeaseRefusal } from './lease-outcomes.ts';
import { refuse } from './lease-outcomes.ts';

export const activityLimit = 280;
export const actorLimit = 128;
export const reasonLimit = 1000;
export const longestLease = 24 * 60 * 60;

/** Lengths are counted in code points: an emoji is one, whatever it takes in UTF-16. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

export function checkActor(flag: string, id: string): LeaseRefusal | null {
  const length = codePoints(id);
  if (length >= 1 && length <= actorLimit && !invisible.test(id) && id.trim() !== '') return null;
  return refuse('invalid', `\`${flag}\` must be 1 to ${actorLimit} printable characters`);
}

export function checkLeaseSeconds(seconds: number): LeaseRefusal | null {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= longestLease) return null;
  return refuse('invalid', `\`--lease-seconds\` must be a whole number from 1 to ${longestLease}`);
}

export function checkActivity(trimmed: string): LeaseRefusal | null {
  if (codePoints(trimmed) <= activityLimit) return null;
  return refuse('invalid', `activity text is too long (max ${activityLimit} characters)`);
}

export function checkReason(trimmed: string): LeaseRefusal | null {
  const length = codePoints(trimmed);
  if (length >= 1 && length <= reasonLimit) return null;
  return refuse('invalid', `\`--reason\` must be 1 to ${reasonLimit} characters`);
}
