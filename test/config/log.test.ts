import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';

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
