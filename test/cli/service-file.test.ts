import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { serviceFile } from '../../src/cli/service-file.ts';
import { tempFolder } from '../support/temp.ts';

const options = {
  home: '/home/ada',
  configHome: undefined,
  node: '/opt/node 24/bin/node',
  root: '/home/ada/100% "mine"',
  path: '/usr/bin:/bin',
  notify: true,
};

describe('the service', () => {
  it('on Linux is a unit of the user that leaves tmux alone when it stops', () => {
    const file = serviceFile({ ...options, platform: 'linux' });
    expect(file?.path).toBe('/home/ada/.config/systemd/user/tapmux.service');
    expect(file?.text).toContain(
      String.raw`ExecStart="/opt/node 24/bin/node" "/home/ada/100%% \"mine\"/src/bootstrap.mjs" "start"`,
    );
    expect(file?.text).toContain('KillMode=process');
    expect(file?.text).not.toMatch(/TOKEN/);
  });

  it('tells systemd that it goes on only where there is a way to tell it', () => {
    const watched = serviceFile({ ...options, platform: 'linux' })?.text ?? '';
    expect(watched).toMatch(/^Type=notify\nNotifyAccess=all$/m);
    expect(watched).toMatch(/^WatchdogSec=\d+$/m);
    const plain = serviceFile({ ...options, platform: 'linux', notify: false })?.text ?? '';
    expect(plain).not.toMatch(/Type=|Watchdog/);
  });

  it('is a unit that systemd accepts, where systemd is installed', async (context) => {
    const run = promisify(execFile);
    const present = await run('systemd-analyze', ['--version']).then(
      () => true,
      () => false,
    );
    if (!present) context.skip('no systemd-analyze here');
    const folder = await tempFolder();
    const root = join(folder, 'tapmux');
    await mkdir(root);
    const file = serviceFile({ ...options, platform: 'linux', node: process.execPath, root });
    const unit = join(folder, 'tapmux.service');
    await writeFile(unit, file?.text ?? '');
    const verified = await run('systemd-analyze', ['verify', '--user', unit], {
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
    });
    expect(verified.stderr).not.toMatch(/tapmux\.service/);
  });

  it('on macOS is a launch agent, and elsewhere there is none', () => {
    const file = serviceFile({ ...options, platform: 'darwin', root: '/Users/a & b' });
    expect(file?.path).toBe('/home/ada/Library/LaunchAgents/tapmux.plist');
    expect(file?.text).toContain('<string>/Users/a &amp; b/src/bootstrap.mjs</string>');
    expect(serviceFile({ ...options, platform: 'win32' })).toBeNull();
  });
});
