import type { SessionId } from '../domain/ids.ts';
import type { Lifecycle, Session } from '../domain/session.ts';
import { adopt } from './adopt.ts';
import { markErrored, setWorkspace } from './corrections.ts';
import { create } from './create.ts';
import type { CreateRequest } from './create.ts';
import type { Desk } from './desk.ts';
import type { Actor, Engine } from './engine.ts';
import type { NativeProcesses } from './native.ts';
import { pause } from './pause.ts';
import { resume } from './resume.ts';
import type { Resumed } from './resume.ts';
import { archive, assess, decommission, unarchive } from './retire.ts';
import { stop } from './stop.ts';
import type { Watcher } from './watcher.ts';
import type { Assessment } from './workspaces.ts';

/** What is done with a session as a whole, and what follows: it is watched or left, its prompts end, all are told. */
export interface Life {
  create(request: CreateRequest): Promise<Session>;
  adopt(target: string): Promise<Session>;
  stopSession(id: SessionId, actor: Actor): Promise<Session>;
  resume(id: SessionId, actor: Actor): Promise<Resumed>;
  pause(id: SessionId, note?: string): Promise<Session>;
  archive(id: SessionId): Promise<Session>;
  assess(id: SessionId): Promise<Assessment>;
  decommission(id: SessionId, actor: Actor, confirmed?: string): Promise<Session>;
  markErrored(id: SessionId, message: string): Promise<Session>;
  setWorkspace(id: SessionId, path: string, lifecycle: Lifecycle): Promise<Session>;
}

export interface LifeDeps {
  readonly engine: Engine;
  readonly desk: Desk;
  readonly watcher: Watcher;
  readonly natives: NativeProcesses;
}

export function createLife({ engine, desk, watcher, natives }: LifeDeps): Life {
  const { announcer, books, store, runFiles } = engine;

  async function watched(session: Session): Promise<Session> {
    await watcher.attach(session);
    return books.get(session.id);
  }

  async function over(session: Session, why: string): Promise<void> {
    await watcher.detach(session.id);
    if (session.runId !== null) await runFiles?.clear(session.runId);
    await desk.expire(session.id, why);
  }

  async function archived(id: SessionId): Promise<Session | null> {
    return (await store.getArchived(id)) ?? null;
  }

  /** What was put away comes out of the archive first. */
  async function broughtBack(id: SessionId): Promise<void> {
    const put = await archived(id);
    if (put !== null) await unarchive(engine, put);
  }

  return {
    async create(request) {
      const session = await create(engine, request);
      await announcer.announce({ kind: 'session_created', session });
      return watched(session);
    },
    async adopt(target) {
      const session = await adopt(engine, natives, target);
      await announcer.announce({ kind: 'session_created', session });
      return watched(session);
    },
    async stopSession(id, actor) {
      const session = await stop(engine, id, actor);
      await over(session, 'the session was stopped');
      await announcer.announce({ kind: 'session_changed', session });
      return session;
    },
    async resume(id, actor) {
      await broughtBack(id);
      const session = await resume(engine, id, actor);
      await announcer.announce({ kind: 'session_changed', session });
      return { ...(await watched(session)), conversation: session.conversation };
    },
    async pause(id, note) {
      const session = await pause(engine, id, note);
      await announcer.announce({ kind: 'session_changed', session });
      return session;
    },
    async archive(id) {
      const session = await archive(engine, id);
      await watcher.detach(id);
      await announcer.announce({ kind: 'session_removed', session });
      return session;
    },
    assess: async (id) => assess(engine, (await archived(id)) ?? (await books.get(id))),
    async decommission(id, actor, confirmed) {
      await broughtBack(id);
      const session = await decommission(engine, id, actor, confirmed);
      await over(session, 'the session was decommissioned');
      await announcer.announce({ kind: 'session_removed', session });
      return session;
    },
    markErrored: (id, message) => markErrored(engine, id, message),
    setWorkspace: (id, path, lifecycle) => setWorkspace(engine, id, path, lifecycle),
  };
}
