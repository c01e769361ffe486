/** Waits for a condition, never for luck: fails when it does not come true in time. */
export async function until(look, what, limitMs = 30_000) {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== false && found !== null && found !== undefined) return found;
    if (Date.now() > end) {
      throw new Error(
        `not within ${limitMs / 1000} s: ${typeof what === 'string' ? what : what()}`,
      );
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 40);
    });
  }
}
