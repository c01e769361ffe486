import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDocument } from '../../src/store/document.ts';
import { readHolder } from '../../src/store/lock-file.ts';
import { withLock } from '../../src/store/lock.ts';
import { formatWriter, thisWriter } from '../../src/store/writer.ts';
import { compilePrograms } from '../support/programs.ts';
import type { Programs } from '../support/programs.ts';
import { useTempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';
import { makeChecked, parseChecked } from './programs/checked.ts';

const temp = useTempDir();
const target = () => join(temp(), 'checked.json');
let programs: Programs;

beforeAll(async () => {
  programs = await compilePrograms('store/programs');
});
afterAll(async () => {
  await programs.dispose();
});

/** Starts a writer, kills it some instant after its first write; gives the last write it reported. */
async function writeAndDie(path: string, delayMs: number): Promise<number> {
  const child = programs.start('writer.ts', path);
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  if (child.stdout === null) throw new Error('the program has no output');
  await once(child.stdout, 'data');
  await sleep(delayMs);
  child.kill('SIGKILL');
  await once(child, 'close');
  // The last line may be cut.
  return Number(printed.split('\n').at(-2));
}

/** Kills one writer of this document after the other; gives how many temp files they left. */
async function killWriters(folder: string, kills: number): Promise<number> {
  const path = join(folder, 'checked.json');
  let before = 0;
  let leftovers = 0;
  for (let round = 0; round < kills; round += 1) {
    const reported = await writeAndDie(path, Math.random() * 12);
    leftovers += (await readdir(folder)).length - 1;
    const broken: string[] = [];
    const document = openDocument({
      path,
      parse: parseChecked,
      empty: () => makeChecked(-1),
      onQuarantine: ({ why }) => broken.push(why),
    });
    const { number } = await document.read();
    expect(broken).toEqual([]);
    // What was reported done is there; at most the one write that was under way is there besides.
    expect(number - reported).toBeOneOf([0, 1]);
    expect(number).toBeGreaterThan(before);
    before = number;
  }
  const document = openDocument({ path, parse: parseChecked, empty: () => makeChecked(0) });
  await document.update((current) => makeChecked(current.number + 1));
  expect(await readdir(folder)).toEqual(['checked.json']);
  return leftovers;
}

describe('a writer that is killed', () => {
  it('P9 S4.7 T4.5 leaves the old or the new document, 200 times, and the next writer goes on', async () => {
    // Side by side, because most of the time goes into starting them.
    const lanes = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map(async (name) => {
        const folder = join(temp(), name);
        await mkdir(folder);
        return killWriters(folder, 40);
      }),
    );
    // Without a single leftover the kills would never have hit a write.
    expect(lanes.reduce((sum, one) => sum + one)).toBeGreaterThan(0);
  }, 240_000);

  it('T4.5 while it is next in line leaves the place to others, 15 times', async () => {
    const options = { path: target(), parse: parseChecked, empty: () => makeChecked(0) };
    for (let round = 0; round < 15; round += 1) {
      await withLock(target(), async () => {
        const child = programs.start('writer.ts', target());
        await until(
          () => readHolder(`${target()}.lock.next`)?.writer.pid === child.pid,
          'its turn',
        );
        child.kill('SIGKILL');
        await once(child, 'close');
      });
    }
    expect(await readdir(temp())).toContain('checked.json.lock.next');
    expect(await openDocument(options).update(({ number }) => makeChecked(number + 1))).toEqual(
      makeChecked(1),
    );
    expect(await readdir(temp())).toEqual(['checked.json']);
  }, 60_000);

  it('T2.23 two processes that count 500 times each lose nothing', async () => {
    await Promise.all([
      programs.run('counter.ts', target(), '500'),
      programs.run('counter.ts', target(), '500'),
    ]);
    const document = openDocument({
      path: target(),
      parse: (value) => value as { count: number },
      empty: () => ({ count: 0 }),
    });
    expect(await document.read()).toEqual({ count: 1000 });
    expect(await readdir(temp())).toEqual(['checked.json']);
  }, 120_000);
});

describe('temp files', () => {
  it('T4.5 of writers that are gone are swept; those of the living and of others stay', async () => {
    const me = await thisWriter();
    const gone = formatWriter({ ...me, start: 1 });
    const living = `.checked.json.${formatWriter(me)}.0123456789ab.tmp`;
    const foreign = ['.checked.json.swp', '.checked.json.tmp', 'checked.json.tmp'];
    const neighbour = `.other.json.${gone}.0123456789ab.tmp`;
    const stale = `.checked.json.${gone}.0123456789ab.tmp`;
    for (const name of [living, ...foreign, neighbour, stale]) {
      await writeFile(join(temp(), name), '{');
    }
    const options = { path: target(), parse: parseChecked, empty: () => makeChecked(0) };
    await openDocument(options).read();
    expect((await readdir(temp())).toSorted()).toEqual([living, ...foreign, neighbour].toSorted());
  });
});
