import { spawn } from 'node:child_process';
import { cp, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createPhone } from '../../src/phone/server.ts';
import type { Phone } from '../../src/phone/server.ts';
import { createPairing } from '../../src/telegram/pairing.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { tempFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const token = `123456789:${'A'.repeat(35)}`;

interface Dialog {
  readonly root: string;
  readonly home: string;
  readonly shown: () => string;
  type(line: string): void;
  interrupt(): void;
  code(): Promise<number | null>;
}

/** `tapmux setup` in a copy of the package, so that it writes that copy's `.env`. */
async function setup(apiRoot: string, env: string | null = null): Promise<Dialog> {
  const root = await tempFolder();
  await cp(join(repository, 'dist'), join(root, 'dist'), { recursive: true });
  await cp(join(repository, 'package.json'), join(root, 'package.json'));
  await symlink(join(repository, 'node_modules'), join(root, 'node_modules'));
  if (env !== null) await writeFile(join(root, '.env'), env, { mode: 0o644 });
  const home = join(root, 'state');
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    TAPMUX_HOME: home,
    TELEGRAM_API_ROOT: apiRoot,
  };
  delete environment['TELEGRAM_BOT_TOKEN'];
  const child = spawn(process.execPath, [join(root, 'dist', 'src', 'main.js'), 'setup'], {
    env: environment,
  });
  let shown = '';
  child.stdout.on('data', (part: Buffer) => (shown += part.toString('utf8')));
  child.stderr.on('data', (part: Buffer) => (shown += part.toString('utf8')));
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return {
    root,
    home,
    shown: () => shown,
    type: (line) => child.stdin.write(`${line}\n`),
    interrupt: () => child.stdin.end(),
    async code() {
      await until(() => child.exitCode !== null, 'the end of setup', 20_000);
      return child.exitCode;
    },
  };
}

async function telegram(): Promise<{ phone: Phone; apiRoot: string }> {
  const phone = createPhone({
    token,
    key: 'key',
    stateDir: null,
    clock: systemClock,
    log: createMemoryLog(),
  });
  const { apiRoot } = await phone.start();
  onTestFinished(() => phone.stop());
  return { phone, apiRoot };
}

describe('tapmux setup', () => {
  it('P15 checks the token, writes .env for its owner alone, and pairs with the code it shows', async () => {
    const { phone, apiRoot } = await telegram();
    const dialog = await setup(apiRoot, 'TAPMUX_LOG_LEVEL=debug\nTELEGRAM_BOT_TOKEN=old\n');
    await until(() => dialog.shown().includes('Token: '));
    dialog.type('nonsense');
    await until(() => dialog.shown().includes('does not look like a token'));
    dialog.type(`123456789:${'B'.repeat(35)}`);
    await until(() => dialog.shown().includes('does not know this token'));
    dialog.type(token);
    const code = await until(() => /this code: +(\S+)/.exec(dialog.shown())?.[1], 'the code');
    await phone.user.sendText('hello?');
    await phone.user.sendText(code);
    await until(() => dialog.shown().includes('as a service'));
    dialog.type('n');
    expect(await dialog.code()).toBe(0);
    expect(dialog.shown()).toContain('Your phone is paired.');
    expect(dialog.shown()).not.toContain(token);
    const path = join(dialog.root, '.env');
    expect(await readFile(path, 'utf8')).toBe(
      `TAPMUX_LOG_LEVEL=debug\nTELEGRAM_BOT_TOKEN=${token}\n`,
    );
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const paired = await createPairing(dialog.home, { clock: systemClock }).paired();
    expect(paired.map((one) => one.user)).toEqual([phone.owner.id]);
  });

  it('a webhook in the way is explained and removed only when asked', async () => {
    const { phone, apiRoot } = await telegram();
    const set = await fetch(`${apiRoot}/bot${token}/setWebhook?url=https://example.org/hook`);
    expect(set.ok).toBe(true);
    const kept = await setup(apiRoot);
    kept.type(token);
    await until(() => kept.shown().includes('Remove that webhook?'));
    kept.type('n');
    expect(await kept.code()).toBe(1);
    await expect(stat(join(kept.root, '.env'))).rejects.toMatchObject({ code: 'ENOENT' });

    const removed = await setup(apiRoot);
    removed.type(token);
    await until(() => removed.shown().includes('Remove that webhook?'));
    removed.type('y');
    const code = await until(() => /this code: +(\S+)/.exec(removed.shown())?.[1], 'the code');
    await phone.user.sendText(code);
    removed.interrupt();
    expect(await removed.code()).toBe(0);
  });

  it('leaving before the token was accepted changes nothing', async () => {
    const { apiRoot } = await telegram();
    const dialog = await setup(apiRoot, 'TAPMUX_LOG_LEVEL=debug\n');
    await until(() => dialog.shown().includes('Token: '));
    dialog.interrupt();
    expect(await dialog.code()).toBe(1);
    expect(dialog.shown()).toContain('Nothing was half done');
    expect(await readFile(join(dialog.root, '.env'), 'utf8')).toBe('TAPMUX_LOG_LEVEL=debug\n');
  });

  it('without a network it says so, and the token is not in the sentence', async () => {
    const dialog = await setup('http://127.0.0.1:1');
    dialog.type(token);
    expect(await dialog.code()).toBe(1);
    expect(dialog.shown()).toMatch(/Telegram cannot be reached: .*Check the network/s);
    expect(dialog.shown()).not.toContain(token);
  });
});
