import { invalidState, sessionNotFound, storeError, UserError } from '../errors.ts';
import type { SessionId } from '../domain/ids.ts';
import { transition } from '../domain/lifecycle.ts';
import type { Lifecycle, Session } from '../domain/session.ts';
import { StoreError } from '../store/sessions-store.ts';
import type { SessionsStore } from '../store/sessions-store.ts';
import type { Exclusive } from './exclusive.ts';

/**
 * The store as the engine's verbs see it: failures become errors with a kind, and work on one session
 * is done one piece after the other, while no lock is held for work on other sessions.
 */
export interface Books {
  get(id: SessionId): Promise<Session>;
  update(id: SessionId, change: (current: Session) => Session | null): Promise<Session>;
  insert(session: Session): Promise<Session>;
  /** Everything that is not archived, as last known; never fails. */
  all(): Promise<readonly Session[]>;
  readonly exclusive: Exclusive;
}

export function createBooks(store: SessionsStore, exclusive: Exclusive): Books {
  return {
    exclusive,
    async get(id) {
      const session = await guarded(() => store.get(id));
      if (session === null) throw sessionNotFound(id);
      return session;
    },
    update: (id, change) => guarded(() => store.update(id, change), id),
    insert: (session) => guarded(() => store.insert(session)),
    all: async () => (await store.list()).sessions,
  };
}

async function guarded<T>(work: () => Promise<T>, id = ''): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof StoreError && error.kind === 'absent') throw sessionNotFound(id);
    throw storeError(error);
  }
}

/** The only way a lifecycle changes. */
export function moved(session: Session, to: Lifecycle): Session {
  const move = transition(session.lifecycle, to);
  if (move.kind === 'illegal') throw invalidState(session.id, move.why);
  return { ...session, lifecycle: to };
}
