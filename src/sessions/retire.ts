import { ioError, UserError } from '../errors.ts';
import type { SessionId } from '../domain/ids.ts';
import { isLive } from '../domain/session.ts';
import type { Session } from '../domain/session.ts';
import { moved } from './books.ts';
import type { Actor, Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { endRuntime, killRuntime } from './stop.ts';
import type { Assessment } from './workspaces.ts';

/** Out of sight, nothing lost: only what has stopped can be put away. */
export function archive(engine: Engine, id: SessionId): Promise<Session> {
  return engine.books.exclusive(id, async () => {
    const session = await engine.books.get(id);
    moved(session, 'archived');
    const why = await killRuntime(engine, session);
    if (why !== null) throw new UserError('tmux_unavailable', `tmux error: ${why}`);
    const written = await engine.books.update(id, (current) => ({
      ...moved(current, 'archived'),
      pane: null,
    }));
    await engine.store.archive(written);
    return written;
  });
}

export function unarchive(engine: Engine, session: Session): Promise<Session> {
  return engine.books.exclusive(session.id, async () => {
    if (!(await engine.store.unarchive(session))) {
      throw new UserError('conflict', `${session.name} is no longer in the archive.`);
    }
    return engine.books.update(session.id, (current) => moved(current, 'stopped'));
  });
}

/** What decommissioning would destroy, for the operator to confirm. */
export function assess(engine: Engine, session: Session): Promise<Assessment> {
  return session.workspace === null || !session.workspace.owned
    ? Promise.resolve({ kind: 'clean' })
    : engine.workspaces.assess(session.workspace);
}

/**
 * The only full teardown. It deletes nothing but a workspace that tapmux made, and work in it only
 * when it was confirmed for exactly this state.
 */
export function decommission(
  engine: Engine,
  id: SessionId,
  actor: Actor,
  confirmed?: string,
): Promise<Session> {
  return engine.books.exclusive(id, async () => {
    let session = await engine.books.get(id);
    moved(session, 'decommissioned');
    await mustBeSafe(engine, session, confirmed);
    if (isLive(session) || session.lifecycle === 'errored') {
      // Stopped comes first: should the deletion fail, the record must not speak of a living session.
      session = await endRuntime(engine, session, actor);
    } else {
      const why = await killRuntime(engine, session);
      if (why !== null) throw new UserError('tmux_unavailable', `tmux error: ${why}`);
    }
    await removeWorkspace(engine, session, confirmed);
    engine.log.info({ session: id, actor }, 'session decommissioned');
    return engine.books.update(id, (current) => ({
      ...moved(current, 'decommissioned'),
      workspace: null,
      pane: null,
      pendingDecision: null,
      lastActivityAt: stamp(engine.clock),
    }));
  });
}

async function mustBeSafe(engine: Engine, session: Session, confirmed?: string): Promise<void> {
  const found = await assess(engine, session);
  if (found.kind === 'unknown') {
    throw new UserError('refused', `${session.name}: its work cannot be checked: ${found.why}.`, {
      hint: 'Nothing was deleted. Mend that, or delete the folder yourself first.',
    });
  }
  if (found.kind === 'work' && found.fingerprint !== confirmed) throw unsaved(session, found);
}

async function removeWorkspace(
  engine: Engine,
  session: Session,
  confirmed?: string,
): Promise<void> {
  const { workspace } = session;
  if (workspace === null || !workspace.owned) return;
  const removed = await engine.workspaces.remove(
    workspace,
    confirmed === undefined ? {} : { confirmed },
  );
  switch (removed.kind) {
    case 'removed':
      return;
    case 'kept':
      engine.log.warn(
        { session: session.id, path: workspace.path, why: removed.why },
        'workspace kept',
      );
      return;
    case 'absent':
      engine.log.warn({ session: session.id, path: workspace.path }, 'workspace was gone already');
      return;
    case 'refused':
      if (removed.assessment.kind === 'work') throw unsaved(session, removed.assessment);
      throw new UserError('refused', `${session.name}: its work cannot be checked.`);
    case 'failed':
      throw ioError(new Error(removed.why), `${workspace.path}: `);
  }
}

/** Carries what would be lost and the word that confirms exactly that. */
export class UnsavedWork extends UserError {
  readonly assessment: WorkFound;

  constructor(message: string, assessment: WorkFound) {
    super('refused', message, {
      hint: `To delete it all the same: confirm with ${assessment.fingerprint}.`,
    });
    this.assessment = assessment;
  }
}

type WorkFound = Extract<Assessment, { kind: 'work' }>;

function unsaved(session: Session, found: WorkFound): UnsavedWork {
  return new UnsavedWork(`${session.name} has ${lossOf(found)}; nothing was deleted.`, found);
}

/** "3 uncommitted files, 2 unpushed commits" */
export function lossOf(found: WorkFound): string {
  const parts = [
    counted(found.uncommitted, 'uncommitted file'),
    counted(found.untracked, 'untracked file'),
    counted(found.unpushed, 'unpushed commit'),
    counted(found.stashes, 'stash', 'stashes'),
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'unsaved work' : parts.join(', ');
}

function counted(count: number, one: string, many = `${one}s`): string | null {
  return count === 0 ? null : `${count} ${count === 1 ? one : many}`;
}
