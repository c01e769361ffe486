import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createOwners } from '../../src/sessions/owners.ts';
import { tempFolder } from '../support/temp.ts';

const row = (pid: number, argv: readonly string[]) => ({
  pid,
  parent: 1,
  startMark: '7',
  startedAt: 0,
  tty: null,
  argv,
});

it('a running script is known by its package, also while an update replaces that', async () => {
  const folder = join(await tempFolder(), 'node_modules', 'codex');
  await mkdir(join(folder, 'bin'), { recursive: true });
  const script = join(folder, 'bin', 'start.js');
  await writeFile(script, '');
  await writeFile(join(folder, 'package.json'), '{"name":"x","bin":{"codex":"bin/start.js"}}');
  const owners = createOwners((argv) => (argv[0] === 'codex' ? 'codex' : null));
  const running = row(5, ['node', script]);
  expect(await owners(running)).toBe('codex');
  await rm(folder, { recursive: true });
  expect(await owners(running)).toBe('codex');
  expect(await owners(row(6, ['node', script]))).toBeNull();
});

it('a process that becomes another program is asked about anew', async () => {
  const owners = createOwners((argv) => (argv[0] === 'claude' ? 'claude' : null));
  expect(await owners(row(5, ['sh', '-c', 'exec claude']))).toBeNull();
  expect(await owners(row(5, ['claude']))).toBe('claude');
});
