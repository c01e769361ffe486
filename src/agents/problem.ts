import type { Problem, Remarks } from '../domain/report.ts';
import { clip } from '../domain/clip.ts';

export const noRemarks: Remarks = {
  problem: null,
  contextLeft: null,
  interrupted: false,
  said: null,
};

const textLimit = 200;

/** In this order: a text about a conversation that is too long may go on with the error it led to. */
const kinds: readonly (readonly [Problem['kind'], RegExp])[] = [
  ['too_long', /too (?:long|large)|context (?:window|length)|ran out of room|\b413\b/i],
  ['billing', /credit balance|billing|add funds|payment|insufficient_quota/i],
  ['rate_limit', /\b429\b|rate.?limit|too many requests|resource_exhausted|usage limit|quota/i],
  ['overloaded', /\b529\b|\b503\b|overloaded|high demand|at capacity/i],
  ['key', /\b40[13]\b|api.?key|\/login|not logged in|environment variable|unauthori[sz]ed|oauth/i],
  ['network', /\bE[A-Z]{5,}\b|connection|network|timed? ?out|stream disconnected|reconnecting/i],
];

/** Only for words that are known to be an error's by their place on the screen. */
export function problemOf(words: string): Problem {
  const text = words.replaceAll(/\s+/g, ' ').trim();
  const kind = kinds.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other';
  return { kind, text: clip(text, textLimit) };
}

/** What is left of a conversation's room, from the agent's own number; null when there is none. */
export function percent(shown: string | undefined): number | null {
  if (shown === undefined) return null;
  const number = Math.round(Number(shown));
  return number >= 0 && number <= 100 ? number : null;
}
