import { sessionNotFound, UserError } from '../errors.ts';
import type { SessionId } from '../domain/ids.ts';
import { ambiguousMessage, resolveSession } from '../domain/resolve.ts';
import { isLive } from '../domain/session.ts';
import type { Session } from '../domain/session.ts';
import type { UnreadableRecord } from '../store/sessions-store.ts';
import type { Engine } from './engine.ts';
import type { Live } from './live.ts';
import type { Watcher } from './watcher.ts';

/** Who there is: one by its id or by what an operator calls it, or all of them. */
export interface Roster {
  get(id: SessionId): Promise<Session>;
  /** By id, name or a unique prefix of either; archived ones too. */
  resolve(text: string): Promise<Session>;
  /** Never fails: what cannot be read now is served as last known. */
  list(): Promise<SessionsView>;
  live(id: SessionId): Live | undefined;
}

export interface SessionsView {
  readonly sessions: readonly Session[];
  readonly unreadable: readonly UnreadableRecord[];
}

export function createRoster({ books, store }: Engine, watcher: Watcher): Roster {
  /** What is seen right now goes before what was written down. */
  function withLive(session: Session): Session {
    const live = isLive(session) ? watcher.live(session.id) : undefined;
    return live === undefined || live.attention === 'exited'
      ? session
      : { ...session, attention: live.attention, activity: live.activity };
  }

  return {
    get: (id) => books.get(id),
    async resolve(text) {
      const { sessions } = await store.list();
      const put = (await store.listArchived()).sessions;
      const found = resolveSession([...sessions, ...put], text);
      if (found.kind === 'found') return found.session;
      if (found.kind === 'none') throw sessionNotFound(text);
      const { candidates } = found;
      throw new UserError('ambiguous', ambiguousMessage(text, candidates), {
        hint: `It may be ${candidates.map((one) => one.name).join(', ')}.`,
        candidates: candidates.map(({ id, name, project }) => ({ id, name, project })),
      });
    },
    async list() {
      const { sessions, unreadable } = await store.list();
      return { unreadable, sessions: sessions.map(withLive) };
    },
    live: (id) => watcher.live(id),
  };
}
