import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openMemoryFolder } from '../../src/tmux/memory-folder.ts';

it('the folder in memory is private, and those of killed processes are cleared away', async (context) => {
  const key = crypto.randomUUID();
  const path = await openMemoryFolder(key, {});
  if (path === null) return context.skip('no folder in memory here');
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  expect(statSync(path).mode & 0o777).toBe(0o700);

  const gone = spawnSync('true').pid;
  const user = process.getuid?.() ?? 0;
  const left = join(path, '..', `tapmux-${user}-${gone}-0123456789abcdef`);
  const alive = join(path, '..', `tapmux-${user}-${process.ppid}-0123456789abcdef`);
  const foreign = join(path, '..', `tapmux-other-${gone}`);
  for (const folder of [left, alive, foreign]) {
    mkdirSync(folder);
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  }
  await openMemoryFolder(key, {});
  expect([left, alive, foreign].map((folder) => existsSync(folder))).toEqual([false, true, true]);
});
