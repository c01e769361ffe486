import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newSessionId } from '../../src/domain/ids.ts';
import type { SessionId } from '../../src/domain/ids.ts';
import type { Session } from '../../src/domain/session.ts';
import { aFullSession, aSession } from '../support/session.ts';
import { fileOf, openSessions, placeDocument, placeSession } from '../support/sessions-folder.ts';
import { useTempDir } from '../support/temp-dir.ts';

const temp = useTempDir();
const base = () => join(temp(), 'sessions');
const idsOf = (listing: { sessions: readonly { id: SessionId }[] }) =>
  listing.sessions.map((one) => one.id);

function oneMore(session: Session): Session {
  return { ...session, activeDelegations: session.activeDelegations + 1 };
}

describe('the layout on disk', () => {
  it('S4.1 S4.3 S4.4 is one document per session in the folder of its project, under any base', async () => {
    const store = openSessions(base());
    expect(store.base).toBe(base());
    const session = await store.insert(aFullSession());
    const file = join(base(), 'shop', `${session.id}.json`);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      version: 1,
      id: session.id,
      project: 'shop',
    });
    expect(await readdir(join(base(), 'shop'))).toEqual([`${session.id}.json`]);
  });

  it('S4.6 makes the folders it needs, for the owner only', async () => {
    const store = openSessions(join(base(), 'deep', 'er'));
    await store.insert(aSession());
    expect(((await stat(join(store.base, 'none'))).mode & 0o777).toString(8)).toBe('700');
  });

  it('S4.5 has no truth but the disk: what others write, change and remove is seen at once', async () => {
    const mine = openSessions(base());
    const theirs = openSessions(base());
    expect(idsOf(await mine.list())).toEqual([]);
    const session = await theirs.insert(aSession());
    expect(idsOf(await mine.list())).toEqual([session.id]);
    await theirs.update(session.id, (one) => ({ ...one, task: 'new' }));
    expect((await mine.get(session.id))?.task).toBe('new');
    expect((await mine.list()).sessions[0]?.task).toBe('new');
    await theirs.remove('none', session.id);
    expect(await mine.get(session.id)).toBeNull();
    expect(idsOf(await mine.list())).toEqual([]);
  });
});

describe('saving', () => {
  it('S4.8 a change overwrites the document, and counts its revision', async () => {
    const store = openSessions(base());
    const first = await store.insert(aSession());
    const second = await store.update(first.id, (one) => ({ ...one, task: 'b' }));
    expect([first.revision, second.revision]).toEqual([1, 2]);
    expect(await openSessions(base()).get(first.id)).toEqual(second);
  });

  it('a taken id is refused, in whatever project and in the archive', async () => {
    const store = openSessions(base());
    const session = await store.insert(aSession());
    await expect(store.insert({ ...session, project: 'other' })).rejects.toMatchObject({
      kind: 'exists',
    });
    await store.archive(session);
    await expect(store.insert(session)).rejects.toMatchObject({ kind: 'exists' });
    expect(idsOf(await store.list())).toEqual([]);
  });

  it('T4.6 C5 a writer who saw an older revision is refused', async () => {
    const store = openSessions(base());
    const seen = await store.insert(aSession());
    await openSessions(base()).update(seen.id, (one) => ({ ...one, task: 'theirs' }));
    const mine = { ...seen, task: 'mine' };
    await expect(store.replace(mine, seen.revision)).rejects.toMatchObject({ kind: 'conflict' });
    expect((await store.get(seen.id))?.task).toBe('theirs');
    expect(await store.replace(mine, 2)).toMatchObject({ task: 'mine', revision: 3 });
  });

  it('T2.4 T4.5 changes to one session from two stores are made one after the other', async () => {
    const stores = [openSessions(base()), openSessions(base())];
    const session = await openSessions(base()).insert(aSession());
    await Promise.all(
      stores.flatMap((store) =>
        Array.from({ length: 15 }, () => store.update(session.id, oneMore)),
      ),
    );
    expect(await stores[0]?.get(session.id)).toMatchObject({ activeDelegations: 30, revision: 31 });
  });

  it('null leaves things as they are; a throw comes through', async () => {
    const store = openSessions(base());
    const session = await store.insert(aSession());
    expect(await store.update(session.id, () => null)).toEqual(session);
    const failing = store.update(session.id, () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await store.get(session.id)).toEqual(session);
  });

  it('an unknown session is absent, and neither id nor project can change', async () => {
    const store = openSessions(base());
    const session = await store.insert(aSession());
    await expect(store.update(newSessionId(), (one) => one)).rejects.toMatchObject({
      kind: 'absent',
    });
    for (const change of [{ id: newSessionId() }, { project: 'other' }]) {
      await expect(
        store.update(session.id, (one) => ({ ...one, ...change })),
      ).rejects.toMatchObject({ kind: 'bad_id' });
    }
  });

  it('S4.29 failures are typed and name the file', async () => {
    const store = openSessions(base());
    await writeFile(base(), 'a file where the folder should be');
    await expect(store.insert(aSession())).rejects.toMatchObject({
      name: 'StoreError',
      kind: 'io',
      message: expect.stringContaining(base()) as string,
    });
  });
});

describe('listing', () => {
  it('S4.10 S4.15 S4.30 gives all sessions of all projects, or those of one', async () => {
    const store = openSessions(base());
    for (const project of ['demo', 'demo', 'other']) await store.insert(aSession({ project }));
    expect((await store.list()).sessions).toHaveLength(3);
    const demo = await store.listProject('demo');
    expect(demo.sessions.map((one) => one.project)).toEqual(['demo', 'demo']);
    expect(await store.listProject('nowhere')).toEqual({ sessions: [], unreadable: [] });
  });

  it('S4.11 S4.31 a base that is not there is an empty list', async () => {
    expect(await openSessions(base()).list()).toEqual({ sessions: [], unreadable: [] });
    await expect(stat(base())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('S4.12 S4.13 only .json files directly in a project folder are sessions', async () => {
    const store = openSessions(base());
    const session = await store.insert(aSession());
    const text = await readFile(fileOf(base(), session), 'utf8');
    const strays = [
      'README',
      `${newSessionId()}.json`,
      `none/.${newSessionId()}.json`,
      `none/${newSessionId()}.json.tmp`,
      `none/${newSessionId()}.yaml`,
      `none/${newSessionId()}`,
      `none/deeper/${newSessionId()}.json`,
      `.git/${newSessionId()}.json`,
    ];
    for (const stray of strays) await placeDocument(join(base(), stray), text);
    for (const one of [store, openSessions(base())]) {
      expect(await one.list()).toEqual({ sessions: [session], unreadable: [] });
    }
  });

  it('S4.41 newest first', async () => {
    const store = openSessions(base());
    for (const [project, at] of [
      ['a', 1000],
      ['b', 3000],
      ['a', 2000],
    ] as const) {
      const id = newSessionId();
      const old = { workdir: '/srv', status: 'Active', control: 'Tmux', active_delegations: 0 };
      const record = { ...old, id, project, created_at: new Date(at).toISOString() };
      await placeDocument(fileOf(base(), { project, id }), JSON.stringify(record));
    }
    const times = (await store.list()).sessions.map((one) => Date.parse(one.createdAt ?? ''));
    expect(times).toEqual([3000, 2000, 1000]);
  });

  it('T4.11 equal times are in the order of their ids, unknown ones last', async () => {
    const store = openSessions(base());
    const sessions = Array.from({ length: 6 }, () => aSession());
    const unknown = aSession({ createdAt: null });
    for (const one of [unknown, ...sessions]) await placeSession(base(), one);
    const expected = [...sessions.map((one) => one.id).toSorted(), unknown.id];
    expect(idsOf(await store.list())).toEqual(expected);
  });

  it('S1.32 S1.49 a record of the five mandatory fields is listed', async () => {
    const id = '00000000-0000-0000-0000-000000000000';
    const text = JSON.stringify({
      id,
      workdir: '/tmp/w',
      status: 'Active',
      control: 'Tmux',
      active_delegations: 0,
    });
    await placeDocument(join(base(), 'shop', `${id}.json`), text);
    expect((await openSessions(base()).list()).sessions).toMatchObject([
      { id, project: 'shop', createdAt: null },
    ]);
  });
});

describe('finding', () => {
  it('knows a session wherever it lies, and no other', async () => {
    const session = aSession({ project: 'deep' });
    await mkdir(join(base(), 'empty'), { recursive: true });
    await placeSession(base(), session);
    const store = openSessions(base());
    expect(await store.get(session.id)).toEqual(session);
    expect(await store.get(newSessionId())).toBeNull();
    expect(await store.getArchived(session.id)).toBeNull();
  });
});

describe('names that would leave the base', () => {
  const projects = ['../x', '..', '.', '', '/etc', 'a/b', 'a\0b', '.archive', 'a b', 'ü'];

  it.each(projects)('T4.2 project %o is refused before anything is touched', async (project) => {
    const store = openSessions(base());
    const session = aSession({ project });
    for (const attempt of [
      store.insert(session),
      store.remove(project, session.id),
      store.archive(session),
      store.unarchive(session),
    ]) {
      await expect(attempt).rejects.toMatchObject({ kind: 'bad_id' });
    }
    expect(await store.listProject(project)).toEqual({ sessions: [], unreadable: [] });
    expect(await readdir(temp())).toEqual([]);
  });

  it.each(['../../x', '', 'abc', 'AAAAAAAA-0000-4000-8000-000000000001', '.'])(
    'T4.2 id %o is refused',
    async (text) => {
      const store = openSessions(base());
      const id = text as SessionId;
      await expect(store.insert(aSession({ id }))).rejects.toMatchObject({ kind: 'bad_id' });
      await expect(store.get(id)).rejects.toMatchObject({ kind: 'bad_id' });
      await expect(store.remove('none', id)).rejects.toMatchObject({ kind: 'bad_id' });
      expect(await readdir(temp())).toEqual([]);
    },
  );
});
