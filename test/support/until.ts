/** Waits for a condition, never for luck: fails when it does not come true in time. */
export async function until<T>(
  look: () => T | Promise<T>,
  what = 'the condition',
  limitMs = 10_000,
): Promise<NonNullable<Exclude<T, false>>> {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== false && found !== null && found !== undefined) {
      return found as NonNullable<Exclude<T, false>>;
    }
    if (Date.now() > end) throw new Error(`${what} did not come true within ${limitMs} ms`);
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}
