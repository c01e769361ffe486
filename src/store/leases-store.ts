import { join } from 'node:path';
import type { SessionId } from '../domain/ids.ts';
import type { LeaseDocument } from '../domain/lease.ts';
import { emptyLease, leaseSchemaVersion } from '../domain/lease.ts';
import { openDocument } from './document.ts';
import type { Document } from './document.ts';
import { importLegacy } from './lease-legacy.ts';
import {
  leaseDocumentToJson,
  parseLeaseDocument,
  parseLegacyEscalations,
  parseLeaseState,
} from './lease-record.ts';

/** The book of leases: `leases/<session id>.json`, one document per session. */
export interface LeasesStore {
  path(id: SessionId): string;
  /** Never creates a document, except out of a file of the older form. */
  read(id: SessionId): Promise<LeaseDocument>;
  /**
   * `body` decides on what the disk has now, under a lock that holds against other processes from
   * the first read on. Its `next` is written as a whole or not at all; null, and a throw, leave the
   * document as it was.
   */
  transact<R>(id: SessionId, body: (current: LeaseDocument) => LeaseStep<R>): Promise<R>;
  /** Apart from any transaction, so that one which fails cannot lose them. */
  importEscalations(id: SessionId): Promise<void>;
}

export interface LeaseStep<R> {
  readonly result: R;
  readonly next: LeaseDocument | null;
}

export interface LeasesStoreDeps {
  readonly dir: string;
  readonly warn: (line: string) => void;
}

export function createLeasesStore({ dir, warn }: LeasesStoreDeps): LeasesStore {
  const documents = new Map<SessionId, Document<LeaseDocument>>();
  const pathOf = (id: SessionId) => join(dir, `${id}.json`);

  function documentOf(id: SessionId): Document<LeaseDocument> {
    const known = documents.get(id);
    if (known !== undefined) return known;
    const opened = openDocument<LeaseDocument>({
      path: pathOf(id),
      parse: parseLeaseDocument,
      serialize: leaseDocumentToJson,
      empty: () => emptyLease,
      version: leaseSchemaVersion,
      onQuarantine: ({ path, why, quarantined }) => {
        warn(`${path} is broken (${why}) and was put aside as ${quarantined}`);
      },
    });
    documents.set(id, opened);
    return opened;
  }

  async function open(id: SessionId): Promise<Document<LeaseDocument>> {
    const into = documentOf(id);
    await importLegacy({
      path: join(dir, `${id}.legacy.json`),
      into,
      isWanted: (current) => current.state === null,
      parse: parseLeaseState,
      merge: (current, state) => ({ ...current, state }),
      warn,
    });
    return into;
  }

  return {
    path: pathOf,

    async read(id) {
      return (await open(id)).read();
    },

    async transact<R>(id: SessionId, body: (current: LeaseDocument) => LeaseStep<R>) {
      const document = await open(id);
      const results: R[] = [];
      await document.update((current) => {
        const { result, next } = body(current);
        results.push(result);
        return next;
      });
      return results.at(-1) as R;
    },

    async importEscalations(id) {
      await importLegacy({
        path: join(dir, `${id}.legacy-escalations.json`),
        into: documentOf(id),
        isWanted: () => true,
        parse: parseLegacyEscalations,
        merge: (current, found) => {
          const known = new Set(current.escalations.map((one) => one.id));
          const added = found.filter((one) => !known.has(one.id));
          return { ...current, escalations: [...current.escalations, ...added] };
        },
        warn,
      });
    },
  };
}
