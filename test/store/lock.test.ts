import { once } from 'node:events';
import { readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breakStale } from '../../src/store/lock-file.ts';
import { withLock } from '../../src/store/lock.ts';
import { formatWriter, isGone, parseWriter, thisWriter } from '../../src/store/writer.ts';
import { compilePrograms } from '../support/programs.ts';
import type { Programs } from '../support/programs.ts';
import { useTempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

const temp = useTempDir();
const target = () => join(temp(), 'note.json');
const lock = () => `${target()}.lock`;
let programs: Programs;

beforeAll(async () => {
  programs = await compilePrograms('store/programs');
});
afterAll(async () => {
  await programs.dispose();
});

/** A process that holds the lock. */
async function startHolder() {
  const child = programs.start('holder.ts', target());
  if (child.stdout === null) throw new Error('the program has no output');
  await once(child.stdout, 'data');
  return child;
}

describe('the lock', () => {
  it('T2.23 lets one in at a time, and leaves nothing behind', async () => {
    let inside = 0;
    let most = 0;
    let done = 0;
    const job = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await Promise.resolve();
      inside -= 1;
      done += 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => withLock(target(), job)));
    expect([most, done]).toEqual([1, 20]);
    expect(await readdir(temp())).toEqual([]);
  });

  it('goes to who waits before who had it and wants it again', async () => {
    const turns: string[] = [];
    let giveBack: () => void = () => {};
    const first = withLock(target(), () => new Promise<void>((resolve) => (giveBack = resolve)));
    await until(async () => (await readdir(temp())).includes('note.json.lock'));
    const waiting = withLock(target(), async () => void turns.push('waiting'));
    await until(async () => (await readdir(temp())).includes('note.json.lock.next'));
    giveBack();
    await first;
    const again = withLock(target(), async () => void turns.push('again'));
    await Promise.all([waiting, again]);
    expect(turns).toEqual(['waiting', 'again']);
    expect(await readdir(temp())).toEqual([]);
  });

  it('names the one that holds it to all who wait in vain', async () => {
    const holder = await startHolder();
    try {
      const first = withLock(target(), () => Promise.resolve(), { waitMs: 1_000 }).catch(String);
      await until(async () => (await readdir(temp())).includes('note.json.lock.next'));
      const second = withLock(target(), () => Promise.resolve(), { waitMs: 0 });
      await expect(second).rejects.toThrow(`${lock()} is held by process ${holder.pid}`);
      expect(await first).toContain(`${lock()} is held by process ${holder.pid}`);
      expect(await readdir(temp())).toEqual(['note.json.lock']);
    } finally {
      holder.kill('SIGKILL');
    }
  });

  it('is to be had although the one that was next was killed', async () => {
    const gone = formatWriter({ ...(await thisWriter()), start: 1 });
    await writeFile(`${lock()}.next`, `${gone} 0000aaaa\n`);
    expect(await withLock(target(), () => Promise.resolve('in'))).toBe('in');
    expect(await readdir(temp())).toEqual([]);
  });

  it('is given back when the job fails', async () => {
    const failing = withLock(target(), () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await withLock(target(), () => Promise.resolve('yes'))).toBe('yes');
  });

  it('names the process that holds it when the wait is over', async () => {
    const holder = await startHolder();
    try {
      const waiting = withLock(target(), () => Promise.resolve(), { waitMs: 50 });
      await expect(waiting).rejects.toMatchObject({
        kind: 'io',
        message: `${lock()} is held by process ${holder.pid}`,
      });
      expect((await readdir(temp())).filter((one) => one.endsWith('.tmp'))).toEqual([]);
    } finally {
      holder.kill('SIGKILL');
    }
  });

  it('of a process that was killed is taken over, by one of all who want it', async () => {
    const holder = await startHolder();
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(await readdir(temp())).toContain('note.json.lock');
    let inside = 0;
    const seen: number[] = [];
    const job = async () => {
      inside += 1;
      seen.push(inside);
      await readdir(temp());
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 10 }, () => withLock(target(), job, { waitMs: 5000 })));
    expect(seen).toEqual(Array.from({ length: 10 }, () => 1));
    expect(await readdir(temp())).toEqual([]);
  });

  it('T2.23 is not taken from its new holder by one who saw the holder before', async () => {
    const gone = { ...(await thisWriter()), start: 1 };
    await withLock(target(), async () => {
      const before = await readFile(lock(), 'utf8');
      await breakStale(lock(), { writer: gone, token: '0000aaaa', ageMs: 0 });
      expect(await readFile(lock(), 'utf8')).toBe(before);
      expect(await readdir(temp())).toEqual(['note.json.lock']);
    });
  });

  it('is taken over although whoever did so first was killed half way', async () => {
    const gone = formatWriter({ ...(await thisWriter()), start: 1 });
    await writeFile(lock(), `${gone} 0000aaaa\n`);
    await writeFile(`${lock()}.0000aaaa`, `${gone} 0000bbbb\n`);
    expect(await withLock(target(), () => Promise.resolve('in'))).toBe('in');
    expect(await readdir(temp())).toEqual([]);
  });

  it('with no known holder, or one on another machine, is respected until it is old', async () => {
    for (const content of ['', 'what\n', '0badcafe-1-1 0000aaaa\n']) {
      await writeFile(lock(), content);
      const waiting = withLock(target(), () => Promise.resolve('in'), { waitMs: 30 });
      await expect(waiting).rejects.toMatchObject({ kind: 'io' });
      const old = new Date(Date.now() - 120_000);
      await utimes(lock(), old, old);
      expect(await withLock(target(), () => Promise.resolve('in'))).toBe('in');
      await rm(lock(), { force: true });
    }
  });

  it('that nobody can read is given up after the wait, and the event loop lives', async () => {
    await symlink(join(temp(), 'nowhere'), lock());
    const waiting = withLock(target(), () => Promise.resolve('in'), { waitMs: 30 });
    await expect(waiting).rejects.toMatchObject({ message: expect.stringContaining('no lock') });
  });
});

describe('a writer', () => {
  it('is told from another process with the same pid', async () => {
    const me = await thisWriter();
    expect(parseWriter(formatWriter(me))).toEqual(me);
    expect(await isGone(me, 0)).toBe(false);
    expect(await isGone({ ...me, start: me.start + 1 }, 0)).toBe(true);
  });

  it.each([[''], ['../../x'], ['abc'], ['0badcafe-x-1'], ['0badcafe-1']])('%o is none', (text) => {
    expect(parseWriter(text)).toBeNull();
  });
});
