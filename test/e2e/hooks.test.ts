import { execFile } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { DoorCounts } from '../../src/sessions/hook-door.ts';
import { testDaemon } from '../support/daemon.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);

/** Stands in for Claude Code: runs the hook of its start as that does, and stays. */
const program = `#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
const [, , ...args] = process.argv;
if (args.includes('--version')) {
  console.log('2.1.330 (Claude Code)');
  process.exit(0);
}
const { hooks } = JSON.parse(readFileSync(args[args.indexOf('--settings') + 1], 'utf8'));
const [{ hooks: [{ command }] }] = hooks.SessionStart;
const input = JSON.stringify({ hook_event_name: 'SessionStart', session_id: 'abc' });
const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { input });
writeFileSync('told', JSON.stringify([status, String(stdout), String(stderr)]));
setInterval(() => {}, 1000);
`;

it('an agent that tapmux starts reaches it through its hooks, and is at ease without it', async () => {
  const daemon = await testDaemon();
  const bin = join(dirname(daemon.home), 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'package.json'), '{"type":"module"}');
  await writeFile(join(bin, 'claude'), program, { mode: 0o755 });
  await daemon.start({ PATH: `${bin}:${process.env['PATH']}` });
  const relay = join(daemon.home, 'run', 'hook');
  expect((await stat(relay)).mode & 0o777).toBe(0o700);

  expect(await daemon.tapmux('new', '--agent', 'claude')).toMatchObject({ code: 0, err: '' });
  const told = join(daemon.folder, 'told');
  const read = () => readFile(told, 'utf8').catch(() => '');
  expect(JSON.parse(await until(async () => (await read()) || null, 'its hook'))).toEqual([
    0,
    '',
    '',
  ]);
  const counts = async () => (await daemon.json<{ hook_events: DoorCounts }>('status')).hook_events;
  expect(await counts()).toEqual({ taken: 1, refused: 0, tooLarge: 0 });

  const stranger = () => run('sh', ['-c', `printf '{}' | ${relay} claude wait`]);
  expect(await stranger()).toEqual({ stdout: '', stderr: '' });
  expect(await counts()).toMatchObject({ refused: 1 });
  expect(await daemon.stop()).toBe(0);
  expect(await stranger()).toEqual({ stdout: '', stderr: '' });
});
