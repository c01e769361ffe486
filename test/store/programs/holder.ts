import { withLock } from '../../../src/store/lock.ts';

// Takes the lock, says so, and keeps it until it is killed.
const [path = ''] = process.argv.slice(2);
await withLock(path, async () => {
  process.stdout.write('held\n');
  await new Promise((resolve) => setTimeout(resolve, 600_000));
});
