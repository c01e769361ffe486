import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newSessionId } from '../../src/domain/ids.ts';
import { importLegacySessions } from '../../src/store/legacy-sessions.ts';
import { StoreError } from '../../src/store/sessions-store.ts';
import { openSessions } from '../support/sessions-folder.ts';
import { useTempDir } from '../support/temp-dir.ts';

const temp = useTempDir();
const base = () => join(temp(), 'sessions');
const file = () => join(temp(), 'sessions.json');
const homeFiles = async () => (await readdir(temp())).filter((one) => one !== 'sessions');

function managed(changes: Readonly<Record<string, unknown>> = {}) {
  return {
    id: newSessionId(),
    tmux_name: 'tmpm-shop',
    cwd: '/home/ada',
    task: 'fix the tests',
    state: 'Stopped',
    created_at: '2026-01-02T03:04:05Z',
    runtime: 'claude-code',
    ...changes,
  };
}

async function place(records: readonly { readonly id: string }[]): Promise<void> {
  const sessions = Object.fromEntries(records.map((one) => [one.id, one]));
  await writeFile(file(), JSON.stringify({ sessions }));
}

describe("an earlier tool's sessions.json", () => {
  it('X2.1 becomes one document per session, and is kept as .migrated', async () => {
    const records = [managed(), managed({ project_path: '/srv/Shop' })];
    await place(records);
    const text = await readFile(file(), 'utf8');
    const store = openSessions(base());
    expect(await importLegacySessions(file(), store)).toEqual({
      imported: 2,
      known: 0,
      broken: [],
      movedTo: `${file()}.migrated`,
    });
    const { sessions } = await store.list();
    expect(new Set(sessions.map((one) => one.id))).toEqual(new Set(records.map((one) => one.id)));
    expect(sessions.map((one) => one.project).toSorted()).toEqual(['none', 'shop']);
    expect(sessions[0]).toMatchObject({ name: 'tmpm-shop', lifecycle: 'stopped' });
    expect(await homeFiles()).toEqual(['sessions.json.migrated']);
    expect(await readFile(`${file()}.migrated`, 'utf8')).toBe(text);
  });

  it('is nothing when it is not there', async () => {
    expect(await importLegacySessions(file(), openSessions(base()))).toMatchObject({
      imported: 0,
      movedTo: null,
    });
    expect(await readdir(temp())).toEqual([]);
  });

  it('P18 broken records are put aside and counted, the others are imported', async () => {
    const good = managed();
    const bad = managed({ state: 'Napping' });
    const misfiled = managed();
    await writeFile(
      file(),
      JSON.stringify({ sessions: { [good.id]: good, [bad.id]: bad, [newSessionId()]: misfiled } }),
    );
    const store = openSessions(base());
    const result = await importLegacySessions(file(), store);
    expect(result).toMatchObject({ imported: 1, known: 0 });
    expect(result.broken.map((one) => one.why)).toEqual([
      expect.stringContaining('field state is "Napping"'),
      expect.stringContaining(`field id is ${misfiled.id}, but it is filed under`),
    ]);
    const aside = result.broken[0]?.quarantined ?? '';
    expect(JSON.parse(await readFile(aside, 'utf8'))).toEqual(bad);
    const listing = await store.list();
    expect(listing.sessions.map((one) => one.id)).toEqual([good.id]);
    expect(new Set(listing.unreadable.map((one) => one.quarantined))).toEqual(
      new Set(result.broken.map((one) => one.quarantined)),
    );
  });

  it('a failure half way leaves the file; the next attempt does the rest and nothing twice', async () => {
    const records = [managed(), managed({ state: 'Napping' }), managed(), managed()];
    await place(records);
    const store = openSessions(base());
    let left = 2;
    const failing = {
      base: base(),
      insert: async (session: Parameters<typeof store.insert>[0]) => {
        left -= 1;
        if (left < 0) throw new StoreError('full', 'no space');
        return store.insert(session);
      },
    };
    await expect(importLegacySessions(file(), failing)).rejects.toMatchObject({ kind: 'full' });
    expect(await homeFiles()).toEqual(['sessions.json']);
    const imported = await store.list();
    expect(imported.sessions).toHaveLength(2);
    const [first] = imported.sessions;
    if (first === undefined) throw new Error('nothing was imported');
    const changed = await store.update(first.id, (one) => ({ ...one, task: 'changed since' }));
    const second = await importLegacySessions(file(), store);
    expect(second).toMatchObject({ imported: 1, known: 2 });
    expect((await store.list()).sessions).toHaveLength(3);
    expect((await store.list()).unreadable).toHaveLength(1);
    expect(await store.get(first.id)).toEqual(changed);
    expect(await homeFiles()).toEqual(['sessions.json.migrated']);
  });

  it('an earlier .migrated is not overwritten', async () => {
    await writeFile(`${file()}.migrated`, 'the first one');
    await place([managed()]);
    const { movedTo } = await importLegacySessions(file(), openSessions(base()));
    expect(movedTo).toMatch(/sessions\.json\.migrated-\d+$/);
    expect(await readFile(`${file()}.migrated`, 'utf8')).toBe('the first one');
  });

  it.each([['{'], ['[]'], ['{"sessions": []}'], ['']])('%o is put aside whole', async (content) => {
    await writeFile(file(), content);
    const result = await importLegacySessions(file(), openSessions(base()));
    expect(result.broken).toMatchObject([{ path: file(), quarantined: result.movedTo }]);
    expect(await readFile(result.movedTo ?? '', 'utf8')).toBe(content);
    expect(await homeFiles()).toHaveLength(1);
  });

  it('T2.22 one that cannot be read is no empty one', async () => {
    await mkdir(file());
    await expect(importLegacySessions(file(), openSessions(base()))).rejects.toMatchObject({
      kind: 'io',
    });
    expect(await homeFiles()).toEqual(['sessions.json']);
    await rm(file(), { recursive: true });
  });
});
