import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coalesce } from '../../src/store/coalesce.ts';
import { aSession } from '../support/session.ts';
import { fileOf, openSessions, placeSession } from '../support/sessions-folder.ts';
import { useTempDir } from '../support/temp-dir.ts';

const temp = useTempDir();
const base = () => join(temp(), 'sessions');

async function inodes(folder: string): Promise<Map<string, bigint>> {
  const found = new Map<string, bigint>();
  for (const name of await readdir(folder)) {
    found.set(name, (await stat(join(folder, name), { bigint: true })).ino);
  }
  return found;
}

describe('a store with many sessions', () => {
  it('T2.20 saving one session writes that document and no other', async () => {
    const sessions = Array.from({ length: 300 }, () => aSession());
    for (const one of sessions) await placeSession(base(), one);
    const store = openSessions(base());
    const [first] = (await store.list()).sessions;
    if (first === undefined) throw new Error('nothing was listed');
    const before = await inodes(join(base(), 'none'));
    await store.update(first.id, (one) => ({ ...one, task: 'changed' }));
    const after = await inodes(join(base(), 'none'));
    const changed = [...after].filter(([name, ino]) => before.get(name) !== ino);
    expect(changed.map(([name]) => name)).toEqual([`${first.id}.json`]);
    expect((await store.list()).sessions).toHaveLength(300);
  });

  it('callers of one moment share a scan, and each sees its own write', async () => {
    const store = openSessions(base());
    await store.insert(aSession());
    const together = await Promise.all(Array.from({ length: 8 }, () => store.list()));
    expect(new Set(together).size).toBe(1);
    const running = store.list();
    const added = await store.insert(aSession());
    const [, after] = await Promise.all([running, store.list()]);
    expect(after.sessions.map((one) => one.id)).toContain(added.id);
  });

  it('a session that is removed while others are listed is simply not there', async () => {
    const store = openSessions(base());
    const sessions = Array.from({ length: 40 }, () => aSession());
    for (const one of sessions) await placeSession(base(), one);
    const [first, ...others] = sessions;
    if (first === undefined) throw new Error('no session');
    const [listing] = await Promise.all([
      store.list(),
      ...others.map((one) => openSessions(base()).remove('none', one.id)),
    ]);
    expect(listing.unreadable).toEqual([]);
    expect((await store.list()).sessions.map((one) => one.id)).toEqual([first.id]);
    expect(fileOf(base(), first)).toContain(first.id);
  });
});

describe('coalesce', () => {
  it('never answers a call with a run that had begun before it', async () => {
    let runs = 0;
    const gates: (() => void)[] = [];
    const ask = coalesce(async () => {
      runs += 1;
      const mine = runs;
      await new Promise<void>((resolve) => gates.push(resolve));
      return mine;
    });
    const early = [ask(), ask()];
    while (gates.length === 0) await Promise.resolve();
    const late = [ask(), ask(), ask()];
    gates[0]?.();
    expect(await Promise.all(early)).toEqual([1, 1]);
    while (gates.length === 1) await Promise.resolve();
    gates[1]?.();
    expect(await Promise.all(late)).toEqual([2, 2, 2]);
  });

  it('goes on after a run that failed', async () => {
    let runs = 0;
    const ask = coalesce(() => {
      runs += 1;
      return runs === 1 ? Promise.reject(new Error('once')) : Promise.resolve(runs);
    });
    await expect(ask()).rejects.toThrow('once');
    expect(await ask()).toBe(2);
  });
});
