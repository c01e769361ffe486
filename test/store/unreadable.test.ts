import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newSessionId } from '../../src/domain/ids.ts';
import type { UnreadableRecord } from '../../src/store/sessions-store.ts';
import { aSession } from '../support/session.ts';
import { fileOf, openSessions, placeDocument, placeSession } from '../support/sessions-folder.ts';
import { useTempDir } from '../support/temp-dir.ts';

const temp = useTempDir();
const base = () => join(temp(), 'sessions');
const asideIn = async (folder: string) =>
  (await readdir(folder)).filter((one) => one.includes('.broken-')).map((one) => join(folder, one));

describe('an unreadable record', () => {
  it('S4.14 S4.17 S4.42 P18 does not hide the others; the reason names the file', async () => {
    const valid = aSession();
    await placeSession(base(), valid);
    const broken = fileOf(base(), { project: 'none', id: newSessionId() });
    await placeDocument(broken, '{"id": ');
    const reports: UnreadableRecord[] = [];
    const store = openSessions(base(), reports);
    const { sessions, unreadable } = await store.list();
    expect(sessions).toEqual([valid]);
    expect(unreadable).toHaveLength(1);
    expect(unreadable[0]?.path).toBe(broken);
    expect(unreadable[0]?.why).toContain(`parse ${broken}: `);
    expect(reports).toEqual(unreadable);
    for (let again = 0; again < 3; again += 1) {
      expect((await store.list()).unreadable.map((one) => one.path)).toEqual([broken]);
    }
    expect(reports).toHaveLength(1);
  });

  it('T4.9 P18 stays counted, also after a restart, until it is back or taken away by hand', async () => {
    const session = aSession();
    const file = fileOf(base(), session);
    await placeDocument(file, '{');
    await openSessions(base()).list();
    const [aside = ''] = await asideIn(dirname(file));
    expect(await readFile(aside, 'utf8')).toBe('{');
    for (const store of [openSessions(base()), openSessions(base())]) {
      expect((await store.list()).unreadable).toMatchObject([{ path: file, quarantined: aside }]);
      expect((await store.list()).unreadable).toHaveLength(1);
    }
    await placeSession(base(), session);
    expect((await openSessions(base()).list()).unreadable).toEqual([]);
    await rm(file);
    await rm(aside);
    expect((await openSessions(base()).list()).unreadable).toEqual([]);
  });

  it('T4.9 is not absent: it is neither gone nor changed as if it were', async () => {
    const session = aSession();
    const file = fileOf(base(), session);
    await placeDocument(file, '{');
    const store = openSessions(base());
    await expect(store.update(session.id, (one) => one)).rejects.toMatchObject({
      kind: 'serialize',
    });
    await expect(store.get(session.id)).rejects.toMatchObject({ kind: 'serialize' });
    await expect(openSessions(base()).get(session.id)).rejects.toMatchObject({ kind: 'serialize' });
    expect(await readFile((await asideIn(dirname(file)))[0] ?? '', 'utf8')).toBe('{');
  });

  it('T4.9 C4 S2.39 S2.90 S2.91 of a known session is served as it was last known, and comes back to the disk', async () => {
    const reports: UnreadableRecord[] = [];
    const store = openSessions(base(), reports);
    const session = await store.insert(aSession());
    await placeDocument(fileOf(base(), session), '{"half": ');
    const { sessions, unreadable } = await store.list();
    expect(sessions).toEqual([session]);
    expect(unreadable).toHaveLength(1);
    expect(reports).toHaveLength(1);
    expect(await store.get(session.id)).toEqual(session);
    expect(await store.get(newSessionId())).toBeNull();
    expect(await openSessions(base()).get(session.id)).toEqual(session);
    expect((await store.list()).unreadable).toEqual([]);
  });

  it('C4 a change to a known session whose record broke is made to what was last known', async () => {
    const store = openSessions(base());
    const session = await store.insert(aSession());
    await placeDocument(fileOf(base(), session), '');
    const changed = await store.update(session.id, (one) => ({ ...one, task: 'go on' }));
    expect(changed).toEqual({ ...session, task: 'go on', revision: 2 });
    expect(await openSessions(base()).get(session.id)).toEqual(changed);
  });

  it('T2.22 C4 a document that cannot be opened is served as last known, and left in place', async () => {
    const store = openSessions(base());
    const session = await store.insert(aSession());
    const file = fileOf(base(), session);
    await rm(file);
    await mkdir(file);
    const { sessions, unreadable } = await store.list();
    expect(sessions).toEqual([session]);
    expect(unreadable).toMatchObject([{ path: file, quarantined: null }]);
    expect(await store.get(session.id)).toEqual(session);
    await expect(store.update(session.id, (one) => one)).rejects.toMatchObject({ kind: 'io' });
    const error = openSessions(base()).get(session.id);
    await expect(error).rejects.toMatchObject({ kind: 'io' });
  });

  it('S2.42 T4.10 a folder that cannot be read costs nothing that is known', async () => {
    const store = openSessions(base());
    const kept = await store.insert(aSession({ project: 'kept' }));
    const lost = await store.insert(aSession({ project: 'lost' }));
    await store.list();
    await rename(base(), join(temp(), 'away'));
    await writeFile(base(), 'not a folder');
    const { sessions, unreadable } = await store.list();
    expect(new Set(sessions)).toEqual(new Set([kept, lost]));
    expect(unreadable.map((one) => one.path)).toContain(base());
    expect(await store.get(lost.id)).toEqual(lost);
    await expect(store.get(newSessionId())).rejects.toMatchObject({ kind: 'io' });
  });

  it('a document of a newer version is counted and left alone', async () => {
    const file = fileOf(base(), { project: 'none', id: newSessionId() });
    await placeDocument(file, '{"version": 2}');
    const { unreadable } = await openSessions(base()).list();
    expect(unreadable).toMatchObject([{ path: file, quarantined: null }]);
    expect(unreadable[0]?.why).toContain('newer tapmux');
    expect(await readFile(file, 'utf8')).toBe('{"version": 2}');
  });

  it('names that no session or project has are counted, not hidden', async () => {
    await placeDocument(join(base(), 'none', 'shop.json'), '{}');
    await placeDocument(join(base(), 'my shop', 'x.json'), '{}');
    const { unreadable } = await openSessions(base()).list();
    expect(unreadable.map((one) => one.path).toSorted()).toEqual([
      join(base(), 'my shop'),
      join(base(), 'none', 'shop.json'),
    ]);
  });

  it('a broken version of a session that is in the archive is not counted', async () => {
    const store = openSessions(base());
    const session = await store.insert(aSession());
    await placeDocument(fileOf(base(), session), '{');
    await store.list();
    await store.archive(session);
    expect(await store.get(session.id)).toBeNull();
    expect((await store.list()).unreadable).toEqual([]);
    expect((await openSessions(base()).list()).unreadable).toEqual([]);
  });

  it('a broken version of a session that was removed since is kept, but no longer counted', async () => {
    const store = openSessions(base());
    const session = await store.insert(aSession());
    await placeDocument(fileOf(base(), session), '{');
    await store.list();
    expect(await store.remove('none', session.id)).toBe(true);
    expect(await store.get(session.id)).toBeNull();
    expect((await store.list()).unreadable).toEqual([]);
    const [kept = ''] = await readdir(join(base(), 'none'));
    expect(await readFile(join(base(), 'none', kept), 'utf8')).toBe('{');
  });
});
