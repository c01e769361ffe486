import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Session } from '../../src/domain/session.ts';
import { sessionToJson } from '../../src/domain/wire.ts';
import { createSessionsStore } from '../../src/store/files-sessions.ts';
import type { SessionsStore, UnreadableRecord } from '../../src/store/sessions-store.ts';

/** Another opening of the same folder, as another process would have. */
export function openSessions(base: string, reports: UnreadableRecord[] = []): SessionsStore {
  return createSessionsStore({
    base,
    log: { warn: () => undefined },
    onUnreadable: (record) => reports.push(record),
  });
}

export function fileOf(base: string, session: Pick<Session, 'project' | 'id'>): string {
  return join(base, session.project, `${session.id}.json`);
}

/** Writes a document as a stranger would: in place, with any content. */
export async function placeDocument(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

export async function placeSession(base: string, session: Session): Promise<void> {
  await placeDocument(fileOf(base, session), JSON.stringify(sessionToJson(session)));
}
