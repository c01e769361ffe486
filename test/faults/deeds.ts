import { existsSync, readFileSync } from 'node:fs';

/** One line of a demo agent's log. */
export interface Deed {
  readonly event: string;
  readonly [detail: string]: unknown;
}

export function readDeeds(path: string): readonly Deed[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Deed);
}

/** What it asked, in order, and the keys it read while that question was on its screen. */
export function questionsOf(deeds: readonly Deed[]): readonly Question[] {
  return deeds
    .filter((deed) => deed.event === 'asked')
    .map(({ about }) => ({
      about: String(about),
      keys: deeds.filter((deed) => deed.event === 'key' && deed['about'] === about).map(keyOf),
      done: deeds.filter((deed) => deed.event === 'ran' && deed['command'] === about).length,
    }));
}

export interface Question {
  readonly about: string;
  readonly keys: readonly string[];
  /** How often it did what it had asked for. */
  readonly done: number;
}

/** Keys that were read when nothing was asked. */
export function strayKeys(deeds: readonly Deed[]): readonly string[] {
  return deeds.filter((deed) => deed.event === 'key' && deed['about'] === null).map(keyOf);
}

function keyOf(deed: Deed): string {
  return String(deed['key']);
}
