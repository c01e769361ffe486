import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testDaemon } from '../support/daemon.ts';
import { until } from '../support/until.ts';

describe('a daemon that systemd has started', () => {
  it('says that it is ready, that it is well and that it stops; no agent inherits the way to say so', async () => {
    const daemon = await testDaemon();
    const folder = dirname(daemon.home);
    const heard = join(folder, 'heard');
    await mkdir(join(folder, 'bin'));
    const helper = join(folder, 'bin', 'systemd-notify');
    await writeFile(helper, `#!/bin/sh\necho "$NOTIFY_SOCKET $*" >>'${heard}'\n`);
    await chmod(helper, 0o755);
    const lines = async () => (await readFile(heard, 'utf8').catch(() => '')).split('\n');
    await daemon.start({
      PATH: `${dirname(helper)}:${process.env['PATH'] ?? ''}`,
      NOTIFY_SOCKET: '/run/user/1/notify',
      WATCHDOG_USEC: '180000000',
    });
    const first = await until(async () => (await lines())[0] || null, 'the first word');
    expect(first).toMatch(/^\/run\/user\/1\/notify READY=1 WATCHDOG=1 STATUS=Telegram /);
    await daemon.tapmux('new', '--agent', 'demo');
    expect(await daemon.tmux.run('show-environment', '-g')).not.toMatch(/NOTIFY_SOCKET|WATCHDOG/);
    expect(await daemon.stop()).toBe(0);
    await until(async () => (await lines()).some((one) => one.endsWith('STOPPING=1')), 'goodbye');
  });

  it('J8 keeps the last sign of life, exact at an orderly end', async () => {
    const daemon = await testDaemon();
    await daemon.start();
    const wellFor = async () => {
      const status = await daemon.json<{ seconds_since_last_poll: number | null }>('status');
      return status.seconds_since_last_poll !== null;
    };
    await until(wellFor, 'the first poll');
    expect(await daemon.stop()).toBe(0);
    const sign: unknown = JSON.parse(await readFile(join(daemon.home, 'alive.json'), 'utf8'));
    expect(sign).toMatchObject({ atEnd: true, heardAt: expect.any(Number) as number });
  });
});
