import { link, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newSessionId } from '../../src/domain/ids.ts';
import { resolveSession } from '../../src/domain/resolve.ts';
import { aSession } from '../support/session.ts';
import { fileOf, openSessions, placeDocument } from '../support/sessions-folder.ts';
import { useTempDir } from '../support/temp-dir.ts';

const temp = useTempDir();
const base = () => join(temp(), 'sessions');
const archived = (project: string, id: string) => join(base(), project, '.archive', `${id}.json`);

describe('removing', () => {
  it('S4.24 S4.33 takes the document away; one that is not there is no failure', async () => {
    const store = openSessions(base());
    const session = await store.insert(aSession());
    expect(await store.remove('none', session.id)).toBe(true);
    expect((await store.list()).sessions).toEqual([]);
    expect(await readdir(join(base(), 'none'))).toEqual([]);
    expect(await store.remove('none', session.id)).toBe(false);
    expect(await store.remove('nowhere', session.id)).toBe(false);
  });

  it('T4.8 of ten who remove at the same time one did it, and none fails', async () => {
    const session = await openSessions(base()).insert(aSession());
    const removals = Array.from({ length: 10 }, () =>
      openSessions(base()).remove('none', session.id),
    );
    expect((await Promise.all(removals)).filter(Boolean)).toEqual([true]);
  });
});

describe('archiving', () => {
  it('S4.2 S4.25 S4.38 moves the document out of the list into the archive', async () => {
    const store = openSessions(base());
    const session = await store.insert(aSession({ project: 'shop' }));
    await store.insert(aSession({ project: 'other' }));
    expect(await store.archive(session)).toBe(true);
    expect((await store.listProject('shop')).sessions).toEqual([]);
    expect((await store.listArchived('shop')).sessions).toEqual([session]);
    expect((await store.listArchived()).sessions).toEqual([session]);
    expect((await stat(archived('shop', session.id))).isFile()).toBe(true);
    expect(await store.get(session.id)).toBeNull();
    expect(await store.getArchived(session.id)).toEqual(session);
  });

  it('comes back by unarchiving', async () => {
    const store = openSessions(base());
    const session = await store.insert(aSession());
    await store.archive(session);
    expect(await store.unarchive(session)).toBe(true);
    expect(await store.unarchive(session)).toBe(false);
    expect((await store.list()).sessions).toEqual([session]);
    expect((await store.listArchived()).sessions).toEqual([]);
  });

  it('S4.26 S4.39 T4.7 of an unsaved session succeeds, says that there was nothing, and makes no folder', async () => {
    const store = openSessions(base());
    expect(await store.archive(aSession({ project: 'shop' }))).toBe(false);
    expect((await store.listArchived('shop')).sessions).toEqual([]);
    expect(await readdir(temp())).toEqual([]);
    const other = await store.insert(aSession({ project: 'shop' }));
    expect(await store.archive(aSession({ project: 'shop' }))).toBe(false);
    expect(await readdir(join(base(), 'shop'))).toEqual([`${other.id}.json`]);
  });

  it('S4.26 T4.7 of ten who archive at the same time one did it, and none fails', async () => {
    const session = await openSessions(base()).insert(aSession());
    const moves = Array.from({ length: 10 }, () => openSessions(base()).archive(session));
    expect((await Promise.all(moves)).filter(Boolean)).toEqual([true]);
  });

  it('T4.7 never overwrites an archived document of the same id', async () => {
    const store = openSessions(base());
    const session = await store.insert(aSession({ task: 'first' }));
    await store.archive(session);
    const text = await readFile(archived('none', session.id), 'utf8');
    await placeDocument(fileOf(base(), session), text.replace('first', 'second'));
    await expect(store.archive(session)).rejects.toMatchObject({ kind: 'exists' });
    expect(await readFile(archived('none', session.id), 'utf8')).toBe(text);
    expect((await store.get(session.id))?.task).toBe('second');
  });

  it('S4.25 a crash half way is finished by the next attempt', async () => {
    const store = openSessions(base());
    const session = await store.insert(aSession());
    await store.archive(session);
    await link(archived('none', session.id), fileOf(base(), session));
    expect(await store.archive(session)).toBe(true);
    expect((await store.list()).sessions).toEqual([]);
    expect((await store.listArchived()).sessions).toEqual([session]);
  });

  it('S4.40 the archive of an unknown project is empty', async () => {
    expect(await openSessions(base()).listArchived('nowhere')).toEqual({
      sessions: [],
      unreadable: [],
    });
  });

  it('S4.16 lists newest first, and what is broken is counted and skipped', async () => {
    const store = openSessions(base());
    const times = [1000, 3000, 2000].map((at) => new Date(at).toISOString());
    for (const createdAt of times) await store.archive(await store.insert(aSession({ createdAt })));
    const broken = archived('none', newSessionId());
    await placeDocument(broken, '{');
    const listing = await store.listArchived('none');
    expect(listing.sessions.map((one) => one.createdAt)).toEqual([times[1], times[2], times[0]]);
    expect(listing.unreadable).toMatchObject([{ path: broken }]);
  });

  it('T4.13 an archived session can be named like any other', async () => {
    const store = openSessions(base());
    const session = await store.insert(aSession({ name: 'tap-old' }));
    await store.archive(session);
    const { sessions } = await store.listArchived();
    expect(resolveSession(sessions, session.id.slice(0, 8))).toEqual({ kind: 'found', session });
    expect(resolveSession(sessions, 'tap-old')).toEqual({ kind: 'found', session });
  });

  it('T4.12 acts on the document of that session although another file claims its id', async () => {
    const store = openSessions(base());
    const session = await store.insert(aSession({ project: 'shop' }));
    const impostor = { project: 'other', id: newSessionId() };
    await placeDocument(fileOf(base(), impostor), await readFile(fileOf(base(), session), 'utf8'));
    const listing = await store.list();
    expect(listing.sessions).toEqual([session]);
    expect(listing.unreadable[0]?.why).toContain(`field id is ${session.id}, but the file is`);
    await placeDocument(join(base(), 'moved', 'x'), '');
    await rename(fileOf(base(), session), fileOf(base(), { project: 'moved', id: session.id }));
    const after = await store.list();
    expect(after.sessions).toEqual([]);
    expect(after.unreadable.map((one) => one.why).join('\n')).toContain(
      'field project is shop, but the folder is moved',
    );
  });
});
