/** Is a version like 1.0.102 this one or a later one? */
export function isSince(version: string, since: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [at, least] of since.entries()) {
    const part = parts[at] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
