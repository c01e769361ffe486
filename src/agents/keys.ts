import type { Key, NamedKey } from '../domain/ask.ts';

/** Typed one after the other with a pause between, so that no two arrive in one read. */
export function spaced(keys: readonly Key[], pauseMs = 80): readonly Key[] {
  return keys.flatMap((key, index) => (index === 0 ? [key] : [{ pauseMs }, key]));
}

export function press(...names: readonly NamedKey[]): readonly Key[] {
  return names.map((name) => ({ name }));
}

/** From one row of a menu to another, then Enter. */
export function moveAndEnter(
  from: number,
  to: number,
  back: NamedKey = 'Up',
  forth: NamedKey = 'Down',
): readonly Key[] {
  const step = to < from ? back : forth;
  const moves = Array.from({ length: Math.abs(to - from) }, () => step);
  return spaced(press(...moves, 'Enter'));
}

export function digit(index: number): Key | null {
  return index >= 0 && index < 9 ? { text: String(index + 1) } : null;
}
