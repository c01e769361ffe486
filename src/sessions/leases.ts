import { readdir } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import type { SessionId } from '../domain/ids.ts';
import { parseSessionId } from '../domain/ids.ts';
import type { Fields } from '../domain/fields.ts';
import { FieldError, fieldsOf } from '../domain/fields.ts';
import { touched } from '../domain/lease-begin.ts';
import type { StartRequest } from '../domain/lease-begin.ts';
import type { ClearRequest } from '../domain/lease-clear.ts';
import type { HeartbeatRequest } from '../domain/lease-heartbeat.ts';
import type { LeaseRefusal } from '../domain/lease-outcomes.ts';
import { refuse } from '../domain/lease-outcomes.ts';
import type { TakeoverRequest } from '../domain/lease-takeover.ts';
import { currentSessionId } from '../domain/lease-view.ts';
import { messageOf, UserError } from '../errors.ts';
import type { LeasesStore } from '../store/leases-store.ts';
import { createLeasesStore } from '../store/leases-store.ts';
import type { ClearReport } from './lease-clear.ts';
import { clearLease } from './lease-clear.ts';
import type { LeaseAnswer, LeaseContext } from './lease-context.ts';
import { answering, readClock, refused } from './lease-context.ts';
import type { HeartbeatReport } from './lease-heartbeat.ts';
import { renewLease } from './lease-heartbeat.ts';
import { createLeaseNotes } from './lease-notes.ts';
import {
  readCaller,
  readClear,
  readHeartbeat,
  readPlace,
  readStart,
  readTakeover,
} from './lease-requests.ts';
import type { Place } from './lease-requests.ts';
import type { ShowReport } from './lease-show.ts';
import { showLease } from './lease-show.ts';
import type { StartReport } from './lease-start.ts';
import { noSession, startLease } from './lease-start.ts';
import type { TakeoverReport } from './lease-takeover.ts';
import { takeOverLease } from './lease-takeover.ts';

/** Who drives which session. */
export interface Leases {
  start(id: SessionId, request: StartRequest): Promise<LeaseAnswer<StartReport>>;
  heartbeat(id: SessionId, request: HeartbeatRequest): Promise<LeaseAnswer<HeartbeatReport>>;
  takeover(id: SessionId, request: TakeoverRequest): Promise<LeaseAnswer<TakeoverReport>>;
  clear(id: SessionId, request: ClearRequest): Promise<LeaseAnswer<ClearReport>>;
  /** `caller` asks in addition whether somebody else's live lease is in his way. */
  show(id: SessionId, caller?: string): Promise<LeaseAnswer<ShowReport>>;
  /** The operator used the session. Renews an interactive lease; never fails. */
  touch(id: SessionId): Promise<void>;
  /** Sessions that somebody drives or ever drove by a lease. */
  known(): Promise<ReadonlySet<SessionId>>;
  /** The id of the live lease, or null. */
  currentId(id: SessionId): Promise<string | null>;
}

export interface LeasesDeps {
  /** The folder `leases/`. */
  readonly dir: string;
  readonly sessions: { exists(id: SessionId): Promise<boolean> };
  readonly clock: Pick<Clock, 'now'>;
  readonly warn: (line: string) => void;
  readonly store?: LeasesStore;
}

export function createLeases(deps: LeasesDeps): Leases {
  const { sessions, clock, warn } = deps;
  const store = deps.store ?? createLeasesStore(deps);
  const context: LeaseContext = { store, notes: createLeaseNotes(deps), sessions, clock };
  return {
    start: (id, request) => answering(() => startLease(context, id, request)),
    heartbeat: (id, request) => answering(() => renewLease(context, id, request)),
    takeover: (id, request) => answering(() => takeOverLease(context, id, request)),
    clear: (id, request) => answering(() => clearLease(context, id, request)),
    show: (id, caller) => answering(() => showLease(context, id, caller)),

    async touch(id) {
      const now = readClock(clock);
      if (now === null) return;
      try {
        if (touched(await store.read(id), now) === null) return;
        await store.transact(id, (current) => ({ result: null, next: touched(current, now) }));
      } catch (error) {
        warn(`could not renew the lease of ${id}: ${messageOf(error)}`);
      }
    },

    async known() {
      // No folder, no leases.
      const names = await readdir(deps.dir).catch(() => []);
      return new Set(names.map((name) => parseSessionId(name.split('.')[0])).filter(isId));
    },

    async currentId(id) {
      const now = readClock(clock);
      return now === null ? null : currentSessionId(await store.read(id), now);
    },
  };
}

function isId(id: SessionId | null): id is SessionId {
  return id !== null;
}

/** Finds a session by a name, or by the pane it runs in; null when there is none. */
export type Locate = (place: Place) => Promise<SessionId | null>;

export type HandledLease =
  | { readonly ok: true; readonly report: object }
  | ({ readonly ok: false } & LeaseRefusal);

/** One request from outside: `POST /api/v1/leases/<action>`. */
export async function handleLease(
  leases: Leases,
  locate: Locate,
  action: string,
  value: unknown,
): Promise<HandledLease> {
  try {
    const fields = fieldsOf(value);
    const run = actionOf(leases, action, fields);
    if (run === null) return refused(refuse('invalid', 'there is no such lease action'));
    const place = readPlace(fields);
    const id = parseSessionId(place.session) ?? (await locate(place));
    return id === null ? refused(notFound(place)) : await run(id);
  } catch (error) {
    if (error instanceof FieldError) return refused(refuse('invalid', error.message));
    if (error instanceof UserError) return refused(refuse('not_found', error.message));
    throw error;
  }
}

/** Parsed before the session is looked for, so that a wrong request costs nothing. */
function actionOf(
  leases: Leases,
  action: string,
  fields: Fields,
): ((id: SessionId) => Promise<HandledLease>) | null {
  switch (action) {
    case 'start': {
      const request = readStart(fields);
      return (id) => leases.start(id, request);
    }
    case 'heartbeat': {
      const request = readHeartbeat(fields);
      return (id) => leases.heartbeat(id, request);
    }
    case 'takeover': {
      const request = readTakeover(fields);
      return (id) => leases.takeover(id, request);
    }
    case 'clear': {
      const request = readClear(fields);
      return (id) => leases.clear(id, request);
    }
    case 'show': {
      const caller = readCaller(fields);
      return (id) => leases.show(id, caller);
    }
    default:
      return null;
  }
}

function notFound({ session }: Place): LeaseRefusal {
  if (session !== undefined) return noSession(session);
  return refuse('not_found', 'this pane belongs to no tapmux session; name one with --session');
}
