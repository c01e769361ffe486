import { createHash } from 'node:crypto';
import { readFile, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../errors.ts';
import { parseSessionId } from '../domain/ids.ts';
import { projectSlug } from '../domain/names.ts';
import { parseSession } from '../domain/wire.ts';
import { makeFolder, replaceFile, syncFolder } from './durable-adapter.ts';
import { diskError, isAbsent } from './failures.ts';
import { withLock } from './lock.ts';
import { quarantine } from './quarantine.ts';
import { StoreError } from './sessions-store.ts';
import type { SessionsStore, UnreadableRecord } from './sessions-store.ts';

export interface LegacyImport {
  readonly imported: number;
  /** Imported by an earlier attempt. */
  readonly known: number;
  readonly broken: readonly UnreadableRecord[];
  /** Where the file is now; null when there was none. */
  readonly movedTo: string | null;
}

const nothing: LegacyImport = { imported: 0, known: 0, broken: [], movedTo: null };

/**
 * Brings the records of an earlier tool's one file (`{"sessions": {id: record}}`) into the store, one
 * by one, then renames the file to `.migrated`. Whatever goes wrong before that leaves the file in
 * place, and the next attempt skips what is in the store already.
 */
export async function importLegacySessions(
  file: string,
  store: Pick<SessionsStore, 'base' | 'insert'>,
): Promise<LegacyImport> {
  if (!(await exists(file))) return nothing;
  return withLock(file, async () => {
    const records = await readRecords(file);
    if (records === null) return nothing;
    if (records.kind === 'broken') {
      const aside = await quarantine(file);
      const broken = [{ path: file, why: records.why, quarantined: aside }];
      return { ...nothing, broken, movedTo: aside };
    }
    const broken: UnreadableRecord[] = [];
    let imported = 0;
    for (const [id, record] of Object.entries(records.sessions)) {
      const outcome = await importOne(id, record, store);
      if (outcome.kind === 'broken') {
        broken.push(await putAside(file, id, record, outcome.why, store.base));
      }
      if (outcome.kind === 'imported') imported += 1;
    }
    const known = Object.keys(records.sessions).length - imported - broken.length;
    return { imported, known, broken, movedTo: await retire(file) };
  });
}

type Outcome = { kind: 'imported' } | { kind: 'known' } | { kind: 'broken'; why: string };

async function importOne(
  id: string,
  record: unknown,
  store: Pick<SessionsStore, 'insert'>,
): Promise<Outcome> {
  const parsed = parseSession(
    typeof record === 'object' && record !== null ? { id, ...record } : record,
  );
  if (parsed.kind === 'broken') return parsed;
  const session = parsed.value;
  if (session.id !== id.toLowerCase()) {
    return { kind: 'broken', why: `field id is ${session.id}, but it is filed under ${id}` };
  }
  try {
    await store.insert({ ...session, project: projectSlug(session.projectPath) });
    return { kind: 'imported' };
  } catch (error) {
    if (error instanceof StoreError && error.kind === 'exists') return { kind: 'known' };
    throw error;
  }
}

/** Always under the same name, so that a second attempt does not put it aside twice. */
async function putAside(
  file: string,
  id: string,
  record: unknown,
  why: string,
  base: string,
): Promise<UnreadableRecord> {
  const text = `${JSON.stringify(record, null, 2)}\n`;
  const digest = createHash('sha256').update(`${id}\n${text}`).digest('hex').slice(0, 8);
  const folder = join(base, projectSlug(null));
  const quarantined = join(
    folder,
    `${parseSessionId(id) ?? 'record'}.json.broken-legacy-${digest}`,
  );
  makeFolder(folder);
  await replaceFile(quarantined, text);
  return { path: file, why: `session ${id}: ${why}`, quarantined };
}

type Records =
  | { readonly kind: 'sessions'; readonly sessions: Readonly<Record<string, unknown>> }
  | { readonly kind: 'broken'; readonly why: string };

async function readRecords(file: string): Promise<Records | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return null;
    throw diskError(error, 'read', file);
  }
  try {
    const raw: unknown = JSON.parse(text);
    const sessions = typeof raw === 'object' && raw !== null && 'sessions' in raw && raw.sessions;
    if (typeof sessions !== 'object' || sessions === null || Array.isArray(sessions)) {
      return { kind: 'broken', why: `parse ${file}: field sessions is not an object` };
    }
    return { kind: 'sessions', sessions: sessions as Readonly<Record<string, unknown>> };
  } catch (error) {
    return { kind: 'broken', why: `parse ${file}: ${messageOf(error)}` };
  }
}

async function retire(file: string): Promise<string> {
  const plain = `${file}.migrated`;
  const target = (await exists(plain)) ? `${plain}-${Date.now()}` : plain;
  try {
    await rename(file, target);
    await syncFolder(dirname(file));
    return target;
  } catch (error) {
    throw diskError(error, 'rename', file);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw diskError(error, 'read', path);
  }
}
