import type { SessionId } from '../domain/ids.ts';
import type { Lifecycle, Session } from '../domain/session.ts';
import { moved } from './books.ts';
import type { Engine } from './engine.ts';

// What a record is told by somebody who knows better: that it is broken, and where its agent works.

export function markErrored(engine: Engine, id: SessionId, message: string): Promise<Session> {
  return engine.books.update(id, (current) => ({ ...moved(current, 'errored'), error: message }));
}

export function setWorkspace(
  engine: Engine,
  id: SessionId,
  path: string,
  lifecycle: Lifecycle,
): Promise<Session> {
  return engine.books.update(id, (session) => ({
    ...moved(session, lifecycle),
    workdir: path,
    workspace: {
      kind: 'given',
      repoPath: null,
      repoUrl: null,
      branch: null,
      branchOwned: false,
      ...session.workspace,
      path,
      // Whatever was set from outside was not made by us, and so is never ours to delete.
      owned: session.workspace?.path === path && session.workspace.owned,
    },
  }));
}
