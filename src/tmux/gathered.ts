/**
 * Many calls at once become one. A call that comes while one runs is answered by the next, which begins after
 * it: what the first has read may be old.
 */
export function gathered<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  let next: Promise<T> | null = null;

  return function call(): Promise<T> {
    if (running === null) {
      running = work().finally(() => {
        running = null;
      });
      return running;
    }
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = null;
        return call();
      });
    return next;
  };
}
