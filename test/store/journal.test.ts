import { closeSync, openSync } from 'node:fs';
import { appendFile, readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { openJournal } from '../../src/store/journal.ts';
import { tempFolder } from '../support/temp.ts';

const log = pino({}, new Writable({ write: (_chunk, _encoding, done) => done() }));

async function counters() {
  const path = join(await tempFolder(), 'sub', 'numbers.jsonl');
  async function open() {
    const latest = new Map<string, number>();
    const journal = await openJournal<readonly [string, number]>({
      path,
      parse: (value) => (Array.isArray(value) ? [String(value[0]), Number(value[1])] : null),
      replay: ([key, value]) => latest.set(key, value),
      snapshot: () => [...latest],
      log,
    });
    return {
      latest,
      journal,
      async set(key: string, value: number) {
        latest.set(key, value);
        await journal.append([key, value]);
      },
    };
  }
  return { path, open };
}

describe('a journal', () => {
  it('replays what was written, in order', async () => {
    const { open } = await counters();
    const first = await open();
    await first.set('a', 1);
    await Promise.all([first.set('b', 2), first.set('a', 3)]);
    await first.journal.close();
    const second = await open();
    expect([...second.latest]).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
    await second.journal.close();
  });

  it('has what was jotted in the file when that resolves, in its place', async () => {
    const { path, open } = await counters();
    const one = await open();
    const all = [one.set('a', 1), one.journal.jot(['a', 2]), one.set('a', 3)];
    await all[1];
    expect(await readFile(path, 'utf8')).toMatch(/^\["a",1\]\n\["a",2\]\n/);
    await Promise.all(all);
    await one.journal.close();
    const second = await open();
    expect(second.latest.get('a')).toBe(3);
    await second.journal.close();
  });

  it.skipIf(process.platform !== 'linux')(
    'never writes into a file that got the number of its own, whose closing failed',
    async () => {
      const { path, open } = await counters();
      const one = await open();
      await one.journal.jot(['a', 0]);
      const number = await descriptorOf(path);
      // What a disk in trouble does: it says that the closing failed, and the number is free.
      closeSync(number);
      await expect(one.journal.close()).rejects.toThrow('EBADF');
      const other = `${path}.other`;
      expect(openSync(other, 'w')).toBe(number);
      await one.set('a', 1);
      expect(await readFile(other, 'utf8')).toBe('');
      expect(await readFile(path, 'utf8')).toBe('["a",0]\n["a",1]\n');
      await one.journal.close();
      closeSync(number);
    },
  );

  it('P15 is readable for its owner only', async () => {
    const { path, open } = await counters();
    const one = await open();
    await one.set('a', 1);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await one.journal.close();
  });

  it('leaves out what cannot be read, keeps the rest, and puts the file as it was aside', async () => {
    const { path, open } = await counters();
    const first = await open();
    await first.set('a', 1);
    await first.journal.close();
    await appendFile(path, '{"no":"list"}\nnot json\n["b",2]\n');
    const before = await readFile(path, 'utf8');
    const second = await open();
    expect([...second.latest.keys()]).toEqual(['a', 'b']);
    await second.set('d', 4);
    await second.journal.close();
    const aside = (await readdir(join(path, '..'))).find((name) => name.includes('.broken-'));
    expect(await readFile(join(path, '..', aside ?? ''), 'utf8')).toBe(`${before}["d",4]\n`);
    const third = await open();
    expect([...third.latest.keys()]).toEqual(['a', 'b', 'd']);
    await third.journal.close();
    expect(await readdir(join(path, '..'))).toHaveLength(2);
  });

  it('goes on behind a line in whose middle its writer ended', async () => {
    const { path, open } = await counters();
    const first = await open();
    await first.set('a', 1);
    await first.journal.close();
    await appendFile(path, '["b",2');
    const second = await open();
    expect([...second.latest.keys()]).toEqual(['a']);
    await second.set('c', 3);
    await second.journal.close();
    const third = await open();
    expect([...third.latest.keys()]).toEqual(['a', 'c']);
    await third.journal.close();
  });

  it('changes nothing when it is only read', async () => {
    const { path, open } = await counters();
    const first = await open();
    await first.set('a', 1);
    const { ino } = await stat(path);
    const second = await open();
    expect(second.latest.get('a')).toBe(1);
    await first.set('a', 2);
    expect(await stat(path)).toMatchObject({ ino });
    await first.journal.close();
    expect((await open()).latest.get('a')).toBe(2);
  });

  it('is written anew when most of it is history', async () => {
    const { path, open } = await counters();
    const one = await open();
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(Array.from({ length: 1000 }, (_, n) => one.set('a', round * 1000 + n)));
    }
    await one.set('b', 1);
    await one.journal.close();
    const rows = (await readFile(path, 'utf8')).trim().split('\n');
    expect(rows.length).toBeLessThan(3000);
    const again = await open();
    expect(Object.fromEntries(again.latest)).toEqual({ a: 4999, b: 1 });
    await again.journal.close();
  });

  it('is written anew when its history is long, however few its lines are', async () => {
    const { path, open } = await counters();
    const one = await open();
    const long = 'k'.repeat(100_000);
    for (let round = 0; round < 30; round += 1) await one.set(long, round);
    await one.journal.close();
    expect((await stat(path)).size).toBeLessThan(1_500_000);
    const again = await open();
    expect(again.latest.get(long)).toBe(29);
    await again.journal.close();
  });
});

async function descriptorOf(path: string): Promise<number> {
  for (const name of await readdir('/proc/self/fd')) {
    const target = await readlink(`/proc/self/fd/${name}`).catch(() => '');
    if (target === path) return Number(name);
  }
  throw new Error('it is not open');
}
