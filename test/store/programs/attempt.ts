import { chmodSync } from 'node:fs';
import { openDocument } from '../../../src/store/document.ts';
import { createSessionsStore } from '../../../src/store/files-sessions.ts';
import { withLock } from '../../../src/store/lock.ts';
import { StoreError } from '../../../src/store/sessions-store.ts';

// One thing done to the store as user `uid`, and how it ended, as JSON.
const [verb, uid = '0', path = '', size = '0'] = process.argv.slice(2);
if (verb !== 'leave') becomeUser();

function becomeUser(): void {
  if (Number(uid) > 0) process.setuid?.(Number(uid));
}

const document = openDocument({
  path,
  parse: (value) => value as { text: string },
  empty: () => ({ text: '' }),
});

/** In a folder where only a file's owner may remove it. */
async function leave(): Promise<unknown> {
  await withLock(path, async () => {
    chmodSync(`${path}.lock`, 0o644);
    becomeUser();
  });
  let turns = false;
  setTimeout(() => (turns = true), 1);
  const again = withLock(path, () => Promise.resolve('in'), { waitMs: 50 });
  const failed = await again.catch((error: unknown) =>
    error instanceof StoreError ? error.kind : 'bug',
  );
  return { failed, turns };
}

async function attempt(): Promise<unknown> {
  if (verb === 'leave') return leave();
  if (verb === 'list') {
    const log = { warn: () => undefined };
    const { sessions, unreadable } = await createSessionsStore({ base: path, log }).list();
    return { ids: sessions.map((one) => one.id), unreadable };
  }
  if (verb === 'read') return document.read();
  const before = await document.read();
  try {
    return await document.update(() => ({ text: 'x'.repeat(Number(size)) }));
  } catch (error) {
    const after = await document.read();
    const { kind, message } = error instanceof StoreError ? error : { kind: 'bug', message: '' };
    return { failed: kind, message, unchanged: JSON.stringify(before) === JSON.stringify(after) };
  }
}

const outcome = await attempt().catch((error: unknown) => ({
  failed: error instanceof StoreError ? error.kind : 'bug',
  message: String(error),
}));
process.stdout.write(JSON.stringify(outcome));
