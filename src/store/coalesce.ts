/**
 * Callers that come before a run has begun share it; those that come while it runs share the next
 * one, because what they ask about may have changed after this run looked.
 */
export function coalesce<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | null = null;
  return () => {
    if (next === null) {
      next = running.then(begin, begin);
      running = next;
    }
    return next;
  };

  function begin(): Promise<T> {
    next = null;
    return run();
  }
}
