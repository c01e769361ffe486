import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeSupervisor } from '../../src/cli/supervisor.ts';
import { tempFolder } from '../support/temp.ts';

/** systemd's own program, as far as we can see it: what it was called with, and for which socket. */
async function fakeHelper() {
  const folder = await tempFolder();
  const heard = join(folder, 'heard');
  await mkdir(join(folder, 'bin'));
  const path = join(folder, 'bin', 'systemd-notify');
  await writeFile(path, `#!/bin/sh\necho "$NOTIFY_SOCKET|$*|\${SECRET-none}" >>'${heard}'\n`);
  await chmod(path, 0o755);
  const PATH = `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`;
  return { PATH, heard: async () => (await readFile(heard, 'utf8')).trim().split('\n') };
}

describe('the supervisor', () => {
  it('hears that we are well and that we stop, and nobody else is told of its socket', async () => {
    const { PATH, heard } = await fakeHelper();
    const env = {
      PATH,
      SECRET: 'mine',
      NOTIFY_SOCKET: '/run/notify',
      WATCHDOG_USEC: '180000000',
      WATCHDOG_PID: '1',
    };
    const supervisor = takeSupervisor(env);
    expect(env).toEqual({ PATH, SECRET: 'mine' });
    await supervisor?.beat('Telegram answered 3 s ago');
    await supervisor?.stopping();
    expect(await heard()).toEqual([
      '/run/notify|READY=1 WATCHDOG=1 STATUS=Telegram answered 3 s ago|none',
      '/run/notify|STOPPING=1|none',
    ]);
  });

  it('is nobody where nobody waits for news', () => {
    expect(takeSupervisor({ PATH: '/bin', WATCHDOG_USEC: '1' })).toBeNull();
  });
});
