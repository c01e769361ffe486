import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSessionId } from '../domain/ids.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Session } from '../domain/session.ts';
import { parseSession, sessionToJson } from '../domain/wire.ts';
import { mapBounded } from './bounded.ts';
import { diskError, isAbsent } from './failures.ts';
import { quarantinedName } from './quarantine.ts';
import { openRecord } from './record.ts';
import type { Reading, StoredRecord } from './record.ts';
import { documentName } from './session-paths.ts';
import { StoreError } from './sessions-store.ts';
import type { SessionsListing, UnreadableRecord } from './sessions-store.ts';
import { sweepTemps } from './temp-file.ts';

/** The session documents directly in one folder: a project's, or its archive's. */
export interface SessionFolder {
  readonly path: string;
  /** Unsorted. Never rejects. */
  list(): Promise<SessionsListing>;
  /** Absent only when that is certain: a document that was put aside as broken is unreadable. */
  read(id: SessionId): Promise<Reading<Session>>;
  record(id: SessionId): StoredRecord<Session>;
  remembers(id: SessionId): boolean;
  forget(id: SessionId): void;
}

export interface SessionFolderOptions {
  readonly path: string;
  readonly project: string;
  /** Where these documents are moved to and come from. */
  readonly counterpart: string;
  readonly onUnreadable: (record: UnreadableRecord) => void;
}

/** More would only queue up behind Node's file system threads. */
const readsAtOnce = 16;

export function createSessionFolder(options: SessionFolderOptions): SessionFolder {
  const { path, project } = options;
  const records = new Map<SessionId, StoredRecord<Session>>();
  let swept: Promise<void> | null = null;

  function record(id: SessionId): StoredRecord<Session> {
    const name = documentName(id);
    const known = records.get(id);
    if (known !== undefined) return known;
    const opened = openRecord<Session>({
      path: join(path, name),
      parse: (value) => parseHere(value, id),
      serialize: sessionToJson,
      version: 1,
      whenBroken: 'refuse',
      onQuarantine: options.onUnreadable,
      sweep: false,
    });
    records.set(id, opened);
    return opened;
  }

  /** A document that says it is another one, or of another project, is not taken at its word. */
  function parseHere(value: unknown, id: SessionId): Session {
    const parsed = parseSession(value, { project });
    if (parsed.kind === 'broken') throw new Error(parsed.why);
    const { value: session } = parsed;
    if (session.id !== id) throw new Error(`field id is ${session.id}, but the file is ${id}.json`);
    if (session.project !== project) {
      throw new Error(`field project is ${session.project}, but the folder is ${project}`);
    }
    return session;
  }

  async function list(): Promise<SessionsListing> {
    swept ??= sweepTemps(path);
    await swept;
    const found = await entriesOf(path);
    const unreadable: UnreadableRecord[] = [];
    if (found.kind === 'unreadable') {
      unreadable.push({ path, why: found.error.message, quarantined: null });
      return { sessions: [...remembered()], unreadable };
    }
    const ids = new Set(records.keys());
    for (const entry of found.entries) {
      if (!isDocument(entry)) continue;
      const id = idOf(entry);
      if (id !== null) ids.add(id);
      else unreadable.push(foreign(join(path, entry)));
    }
    const sessions: Session[] = [];
    await mapBounded([...ids], readsAtOnce, async (id) => {
      const file = record(id);
      const reading = await file.read();
      if (reading.kind === 'value') sessions.push(reading.value);
      if (reading.kind === 'absent') records.delete(id);
      if (reading.kind !== 'unreadable') return;
      if (reading.lastKnown !== null) sessions.push(reading.lastKnown);
      else if (reading.quarantined !== null) records.delete(id);
      unreadable.push(unreadableOf(file.path, reading));
    });
    for (const one of await putAside(found.entries, ids)) {
      if (!unreadable.some((other) => other.quarantined === one.quarantined)) unreadable.push(one);
    }
    return { sessions, unreadable };
  }

  function* remembered(): Generator<Session> {
    for (const one of records.values()) if (one.lastKnown !== null) yield one.lastKnown;
  }

  /** Documents that were put aside earlier and have not come back since. */
  async function putAside(
    entries: readonly string[],
    here: ReadonlySet<string> = new Set(),
  ): Promise<UnreadableRecord[]> {
    const newest = new Map<string, string>();
    for (const entry of entries.toSorted()) {
      const name = quarantinedName(entry);
      if (name === null || here.has(name.replace(/\.json$/, ''))) continue;
      if (await isMissing(join(options.counterpart, name))) newest.set(name, entry);
    }
    return [...newest].map(([name, entry]) => ({
      path: join(path, name),
      why: 'it was broken and has been put aside',
      quarantined: join(path, entry),
    }));
  }

  async function read(id: SessionId): Promise<Reading<Session>> {
    const name = documentName(id);
    if (records.has(id) || !(await isMissing(join(path, name)))) {
      const reading = await record(id).read();
      if (reading.kind !== 'absent') return reading;
      records.delete(id);
    }
    const found = await entriesOf(path);
    if (found.kind === 'unreadable') return lost(found.error, null);
    const [aside] = await putAside(found.entries.filter((one) => quarantinedName(one) === name));
    if (aside === undefined) return { kind: 'absent' };
    const why = `${aside.path} was broken and has been put aside as ${aside.quarantined}`;
    return lost(new StoreError('serialize', why), aside.quarantined);
  }

  return {
    path,
    list,
    read,
    record,
    remembers: (id) => records.has(id),
    forget: (id) => void records.delete(id),
  };
}

function lost(error: StoreError, quarantined: string | null): Reading<Session> {
  return { kind: 'unreadable', error, lastKnown: null, quarantined };
}

function unreadableOf(
  path: string,
  reading: Extract<Reading<Session>, { kind: 'unreadable' }>,
): UnreadableRecord {
  return { path, why: reading.error.message, quarantined: reading.quarantined };
}

function foreign(path: string): UnreadableRecord {
  return { path, why: `parse ${path}: the file name is not a session id`, quarantined: null };
}

function isDocument(entry: string): boolean {
  return entry.endsWith('.json') && !entry.startsWith('.');
}

function idOf(entry: string): SessionId | null {
  const name = entry.slice(0, -'.json'.length);
  const id = parseSessionId(name);
  return id === name ? id : null;
}

type Entries =
  | { readonly kind: 'entries'; readonly entries: readonly string[] }
  | { readonly kind: 'unreadable'; readonly error: StoreError };

async function entriesOf(path: string): Promise<Entries> {
  try {
    return { kind: 'entries', entries: await readdir(path) };
  } catch (error) {
    if (isAbsent(error)) return { kind: 'entries', entries: [] };
    return { kind: 'unreadable', error: diskError(error, 'read', path) };
  }
}

/** False as well when it cannot be told; reading it then says why. */
async function isMissing(path: string): Promise<boolean> {
  try {
    await stat(path);
    return false;
  } catch (error) {
    return isAbsent(error);
  }
}
