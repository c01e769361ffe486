/** What has to be undone however the bench ends: last made, first undone. */
export function createCleanup() {
  const steps = [];
  let running = null;
  const runAll = async () => {
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      try {
        await step();
      } catch (error) {
        console.error(`cleaning up: ${error.message}`);
      }
    }
  };
  const cleanup = {
    /** Gives a function that does it now, once. */
    add(step) {
      const entry = () => step();
      steps.push(entry);
      return async () => {
        const at = steps.indexOf(entry);
        if (at === -1) return;
        steps.splice(at, 1);
        await entry();
      };
    },
    run() {
      running ??= runAll().finally(() => {
        running = null;
      });
      return running;
    },
  };
  const leave = (code) => void cleanup.run().finally(() => process.exit(code));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      console.error(`\n${signal}: cleaning up`);
      leave(130);
    });
  }
  // Also when nobody reads our output any more: writing to it then fails, and again while we clean up.
  let failed = false;
  process.on('uncaughtException', (error) => {
    if (error.code !== 'EPIPE') console.error(error);
    if (!failed) leave(1);
    failed = true;
  });
  return cleanup;
}
