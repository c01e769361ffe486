import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { createAncestry } from '../../src/sessions/ancestry.ts';

const ancestry = createAncestry(process.platform);

it('leads from a process to its parent and on to the first one', async () => {
  const child = spawn('sleep', ['60']);
  onTestFinished(() => void child.kill());
  await once(child, 'spawn');
  const rows = await ancestry(Number(child.pid));
  expect(rows[0]).toMatchObject({ pid: child.pid, parent: process.pid });
  expect(rows[1]).toMatchObject({ pid: process.pid, parent: process.ppid });
  expect(rows.every((row, at) => at === 0 || rows[at - 1]?.parent === row.pid)).toBe(true);
});

it('of a process that has gone, of none, and on a system that tells nothing, it is empty', async () => {
  const child = spawn('true');
  await once(child, 'close');
  expect(await ancestry(Number(child.pid))).toEqual([]);
  expect(await ancestry(0)).toEqual([]);
  expect(await ancestry(-1)).toEqual([]);
  expect(await createAncestry('sunos')(process.pid)).toEqual([]);
});
