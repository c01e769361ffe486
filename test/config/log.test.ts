import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import { tempFolder } from '../support/temp.ts';

it('P15 a token never reaches the log, wherever it stands', async () => {
  const token = `123456789:${'Ab-_'.repeat(9)}`;
  const stderr = new PassThrough();
  const log = createLog({ level: 'info', file: null, stderr });
  const error = new Error(`request to https://example.org/bot${token}/getMe failed`);
  log.error({ err: error, url: `https://example.org/bot${token}` }, `token ${token}`);
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  const text = String(stderr.read());
  expect(text).toContain('[secret]');
  expect(text).not.toContain(token);
});

it('a log file and its folder are made for nobody else to read, and lines come behind those that are there', async () => {
  const file = join(await tempFolder(), 'logs', 'tapmux.log');
  createLog({ level: 'info', file }).info({}, 'first');
  createLog({ level: 'info', file }).info({}, 'second');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const messages = (await readFile(file, 'utf8')).trim().split('\n');
  expect(messages.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    'first',
    'second',
  ]);
});

const full = new Writable({
  write: (_chunk, _encoding, done) =>
    done(Object.assign(new Error('no space'), { code: 'ENOSPC' })),
});

it.runIf(process.platform === 'linux').each([
  ['file', { file: '/dev/full' }],
  ['terminal', { file: null, stderr: full }],
])('P9 a full disk behind the %s costs lines, not the daemon', async (_what, where) => {
  const log = createLog({ level: 'info', ...where });
  for (let line = 0; line < 3; line += 1) {
    log.info({ line }, 'nobody reads this');
    // An error that nobody takes would end the process here.
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
  expect(log.level).toBe('info');
});
