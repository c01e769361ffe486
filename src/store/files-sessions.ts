import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionId } from '../domain/ids.ts';
import type { Session } from '../domain/session.ts';
import { coalesce } from './coalesce.ts';
import { diskError, isAbsent } from './failures.ts';
import { moveDocument, removeDocument } from './move.ts';
import { createSessionFolder } from './session-folder.ts';
import type { SessionFolder } from './session-folder.ts';
import { documentName, isProjectName, sessionPaths } from './session-paths.ts';
import { StoreError } from './sessions-store.ts';
import type { SessionsListing, SessionsStore, UnreadableRecord } from './sessions-store.ts';

export interface SessionsStoreOptions {
  /** The folder `sessions/`; made when the first session is stored. */
  readonly base: string;
  readonly log: { warn(details: object, message: string): void };
  /** Told once of each record that has become unreadable. */
  readonly onUnreadable?: (record: UnreadableRecord) => void;
}

type Kind = 'live' | 'archive';

export function createSessionsStore(options: SessionsStoreOptions): SessionsStore {
  const { base } = options;
  const paths = sessionPaths(base);
  const folders = {
    live: new Map<string, SessionFolder>(),
    archive: new Map<string, SessionFolder>(),
  };
  const reported = new Set<string>();

  function report(record: UnreadableRecord): void {
    const key = `${record.path}\n${record.quarantined ?? record.why}`;
    if (reported.has(key)) return;
    reported.add(key);
    options.log.warn({ ...record }, 'a session record is unreadable');
    options.onUnreadable?.(record);
  }

  function folder(kind: Kind, project: string): SessionFolder {
    const path = paths[kind](project);
    const known = folders[kind].get(project);
    if (known !== undefined) return known;
    const counterpart = paths[kind === 'live' ? 'archive' : 'live'](project);
    const made = createSessionFolder({ path, project, counterpart, onUnreadable: report });
    folders[kind].set(project, made);
    return made;
  }

  /** The projects on disk; when the base cannot be read, those that are remembered. */
  async function projects(): Promise<{ names: readonly string[]; unreadable: UnreadableRecord[] }> {
    try {
      const found = await readdir(base, { withFileTypes: true });
      const inside = found.filter((one) => one.isDirectory() && !one.name.startsWith('.'));
      const strange = inside.filter((one) => !isProjectName(one.name));
      const why = "not a project's folder name";
      return {
        names: inside.filter((one) => isProjectName(one.name)).map((one) => one.name),
        unreadable: strange.map(({ name }) => ({ path: join(base, name), why, quarantined: null })),
      };
    } catch (error) {
      if (isAbsent(error)) return { names: [], unreadable: [] };
      const why = diskError(error, 'read', base).message;
      return {
        names: [...new Set([...folders.live.keys(), ...folders.archive.keys()])],
        unreadable: [{ path: base, why, quarantined: null }],
      };
    }
  }

  async function listAll(kind: Kind): Promise<SessionsListing> {
    const { names, unreadable } = await projects();
    const sessions: Session[] = [];
    for (const name of names) {
      const listed = await folder(kind, name).list();
      sessions.push(...listed.sessions);
      unreadable.push(...listed.unreadable);
    }
    return finish(sessions, unreadable);
  }

  async function listOne(kind: Kind, project: string): Promise<SessionsListing> {
    if (!isProjectName(project)) return { sessions: [], unreadable: [] };
    const { sessions, unreadable } = await folder(kind, project).list();
    return finish(sessions, unreadable);
  }

  function finish(
    sessions: readonly Session[],
    unreadable: readonly UnreadableRecord[],
  ): SessionsListing {
    for (const record of unreadable) report(record);
    return { sessions: sessions.toSorted(newestFirst), unreadable };
  }

  /** Where the session is, and what is known of it; null only when no folder can have it. */
  async function locate(kind: Kind, id: SessionId): Promise<Located | null> {
    documentName(id);
    const { names, unreadable } = await projects();
    const likelyFirst = names.toSorted(
      (a, b) => Number(folder(kind, b).remembers(id)) - Number(folder(kind, a).remembers(id)),
    );
    let doubt: StoreError | null = null;
    for (const project of likelyFirst) {
      const reading = await folder(kind, project).read(id);
      if (reading.kind === 'value') return { project, session: reading.value };
      if (reading.kind === 'absent') continue;
      if (reading.lastKnown !== null) return { project, session: reading.lastKnown };
      doubt = reading.error;
    }
    const [first] = unreadable.filter((one) => one.path === base);
    if (doubt === null && first !== undefined) doubt = new StoreError('io', first.why);
    if (doubt !== null) throw doubt;
    return null;
  }

  async function change(
    id: SessionId,
    make: (current: Session) => Session | null,
  ): Promise<Session> {
    const located = await locate('live', id);
    if (located === null) throw absent(id);
    const kept = await folder('live', located.project)
      .record(id)
      .update((current) => {
        if (current === null) throw absent(id);
        const next = make(current);
        if (next === null) return null;
        if (next.id !== id || next.project !== current.project) {
          throw new StoreError('bad_id', `session ${id} cannot change its id or its project`);
        }
        return { ...next, revision: current.revision + 1 };
      });
    if (kept === null) throw absent(id);
    return kept;
  }

  async function move(session: Session, from: Kind, to: Kind): Promise<boolean> {
    const source = folder(from, session.project);
    const target = folder(to, session.project);
    const moved = await moveDocument(source.path, target.path, documentName(session.id));
    if (moved) source.forget(session.id);
    return moved;
  }

  const listLive = coalesce(() => listAll('live'));
  const listPutAway = coalesce(() => listAll('archive'));

  return {
    base,
    list: () => listLive(),
    listProject: (project) => listOne('live', project),
    listArchived: (project) =>
      project === undefined ? listPutAway() : listOne('archive', project),

    get: async (id) => (await locate('live', id))?.session ?? null,
    getArchived: async (id) => (await locate('archive', id))?.session ?? null,

    async insert(session) {
      const record = folder('live', session.project).record(session.id);
      const elsewhere = [locate('live', session.id), locate('archive', session.id)];
      // A folder that cannot be read does not keep a fresh id from being stored in another.
      const taken = await Promise.all(elsewhere.map((one) => one.catch(() => null)));
      const kept = await record.update((current) => {
        if (current !== null || taken.some((one) => one !== null)) {
          throw new StoreError('exists', `session ${session.id} exists already`);
        }
        return { ...session, revision: session.revision + 1 };
      });
      return kept ?? session;
    },
    update: change,
    replace: (session, expected) =>
      change(session.id, (current) => {
        if (current.revision === expected) return session;
        throw new StoreError(
          'conflict',
          `session ${session.id} is at revision ${current.revision}, not ${expected}`,
        );
      }),

    async remove(project, id) {
      const home = folder('live', project);
      const removed = await removeDocument(home.path, documentName(id));
      home.forget(id);
      return removed;
    },
    archive: (session) => move(session, 'live', 'archive'),
    unarchive: (session) => move(session, 'archive', 'live'),
  };
}

interface Located {
  readonly project: string;
  readonly session: Session;
}

function absent(id: SessionId): StoreError {
  return new StoreError('absent', `session not found: ${id}`);
}

/** Newest first; records without a time last; the id decides between equals. */
function newestFirst(a: Session, b: Session): number {
  const byTime = timeOf(b) - timeOf(a);
  if (byTime !== 0) return byTime;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

function timeOf(session: Session): number {
  return session.createdAt === null ? -1 : Date.parse(session.createdAt);
}
