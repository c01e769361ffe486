import type { SessionId } from '../domain/ids.ts';
import type { Session } from '../domain/session.ts';

/**
 * The book of sessions: one JSON document per session under `sessions/<project>/<id>.json`, archived
 * ones in `sessions/<project>/.archive/`. The disk is the truth; what another process wrote is seen
 * on the next call. Methods reject with a `StoreError` only for what they say.
 */
export interface SessionsStore {
  /** The folder `sessions/`. */
  readonly base: string;

  /**
   * Newest first (then by id). Never rejects: a record that cannot be read is served from what was
   * last known of it, and counted in `unreadable`.
   */
  list(): Promise<SessionsListing>;
  listProject(project: string): Promise<SessionsListing>;
  listArchived(project?: string): Promise<SessionsListing>;

  /** From the disk; the last known record when the disk cannot be read now; null when truly absent. */
  get(id: SessionId): Promise<Session | null>;
  getArchived(id: SessionId): Promise<Session | null>;

  /** Stores a new document; rejects with `exists` if the id is taken. Gives the record with its revision. */
  insert(session: Session): Promise<Session>;
  /**
   * Read, change, compare-and-set, serialised per session across processes. `change` may run again
   * when another process was first; it gives the new record, or null to leave things as they are.
   * A throw in `change` writes nothing and comes through. Rejects with `absent` for an unknown id.
   */
  update(id: SessionId, change: (current: Session) => Session | null): Promise<Session>;
  /** Like `update`, refusing with `conflict` unless the stored revision is this one. */
  replace(session: Session, expectedRevision: number): Promise<Session>;

  /** True when a document was removed, false when there was none. */
  remove(project: string, id: SessionId): Promise<boolean>;
  /** Moves the document to the archive; false when there was none to move. */
  archive(session: Session): Promise<boolean>;
  unarchive(session: Session): Promise<boolean>;
}

export interface SessionsListing {
  readonly sessions: readonly Session[];
  readonly unreadable: readonly UnreadableRecord[];
}

export interface UnreadableRecord {
  readonly path: string;
  readonly why: string;
  /** Where a broken document was put aside; null while it is still in place (for example: no permission). */
  readonly quarantined: string | null;
}

export type StoreErrorKind =
  | 'io'
  | 'serialize'
  | 'absent'
  | 'exists'
  | 'conflict'
  | 'bad_id'
  | 'full'
  /** Written by a newer tapmux: left alone. */
  | 'newer';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly kind: StoreErrorKind;

  constructor(kind: StoreErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}
