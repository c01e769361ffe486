import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../src/config.ts';
import { tempFolder } from '../support/temp.ts';

const token = `123456789:${'A'.repeat(35)}`;

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(parseConfig({ HOME: '/home/ada' })).toEqual({
      home: '/home/ada/.local/state/tapmux',
      telegram: null,
      operators: [],
      tmuxSocket: { kind: 'default' },
      projects: ['/home/ada'],
      log: { level: 'info', file: null },
      phonePort: null,
      autoResume: false,
      stuckMinutes: 10,
    });
  });

  it('reads every variable', () => {
    expect(
      parseConfig({
        HOME: '/home/ada',
        TELEGRAM_BOT_TOKEN: token,
        TELEGRAM_API_ROOT: 'http://127.0.0.1:8081',
        TAPMUX_OPERATORS: '1, 22 ,333',
        TAPMUX_HOME: '~/state',
        TAPMUX_TMUX_SOCKET: 'agents',
        TAPMUX_PROJECTS: '~/code:/srv',
        TAPMUX_LOG_LEVEL: 'debug',
        TAPMUX_LOG_FILE: '/tmp/log',
        TAPMUX_PHONE_PORT: '8484',
        TAPMUX_AUTO_RESUME: 'on',
      }),
    ).toEqual({
      home: '/home/ada/state',
      telegram: { token, apiRoot: 'http://127.0.0.1:8081' },
      operators: [1, 22, 333],
      tmuxSocket: { kind: 'name', name: 'agents' },
      projects: ['/home/ada/code', '/srv'],
      log: { level: 'debug', file: '/tmp/log' },
      phonePort: 8484,
      autoResume: true,
      stuckMinutes: 10,
    });
    expect(parseConfig({ TAPMUX_TMUX_SOCKET: '/run/tmux.sock' }).tmuxSocket).toEqual({
      kind: 'path',
      path: '/run/tmux.sock',
    });
    expect(parseConfig({ XDG_STATE_HOME: '/x' }).home).toBe('/x/tapmux');
  });

  it.each([
    ['TELEGRAM_BOT_TOKEN', 'secret'],
    ['TAPMUX_OPERATORS', '1,ada'],
    ['TAPMUX_HOME', 'relative'],
    ['TAPMUX_TMUX_SOCKET', 'a/b'],
    ['TAPMUX_LOG_LEVEL', 'loud'],
    ['TAPMUX_PHONE_PORT', '70000'],
    ['TAPMUX_AUTO_RESUME', 'perhaps'],
  ])('a wrong %s is refused by name', (name, value) => {
    expect(() => parseConfig({ [name]: value })).toThrow(new RegExp(`^${name} `));
  });

  it('P15 a wrong token is not repeated in the refusal', () => {
    expect(() => parseConfig({ TELEGRAM_BOT_TOKEN: 'hunter2' })).not.toThrow(/hunter2/);
  });

  it('P15 .env is read without entering the environment that children inherit, which wins over it', async () => {
    const root = await tempFolder();
    await writeFile(join(root, '.env'), `TELEGRAM_BOT_TOKEN=${token}\nTAPMUX_HOME=/from/file\n`);
    const config = loadConfig(root, { TAPMUX_HOME: '/from/env' });
    expect(config).toMatchObject({ home: '/from/env', telegram: { token } });
    expect(process.env['TELEGRAM_BOT_TOKEN']).toBeUndefined();
  });
});
