import { createHash } from 'node:crypto';

/** One name for one request in several events of an agent, in whatever order its fields come. */
export function aboutOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(ordered(parts)).digest('hex').slice(0, 32);
}

/** JSON with the names of each object in order. */
export function ordered(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
