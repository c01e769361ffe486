import { invalidState, tmuxUnavailable } from '../errors.ts';
import type { SessionId } from '../domain/ids.ts';
import { canMove } from '../domain/lifecycle.ts';
import type { Session, StopRecord } from '../domain/session.ts';
import { moved } from './books.ts';
import type { Actor, Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { refOf } from './launch.ts';
import { leave } from './leave.ts';
import type { ProcessRow } from './native.ts';

/**
 * Ends the runtime and keeps everything else. The intention is written first: if the daemon dies in
 * the middle, the next one sees that the operator wanted it and does not bring the session back.
 */
export function stop(engine: Engine, id: SessionId, actor: Actor): Promise<Session> {
  return engine.books.exclusive(id, async () => {
    const session = await engine.books.get(id);
    if (session.lifecycle === 'stopped') throw invalidState(id, 'it is stopped already');
    return endRuntime(engine, session, actor);
  });
}

/** The session must be held exclusively. Gives the record, now stopped. */
export async function endRuntime(engine: Engine, session: Session, actor: Actor): Promise<Session> {
  if (!canMove(session.lifecycle, 'stopped')) {
    throw invalidState(session.id, `a session that is ${session.lifecycle} cannot be stopped`);
  }
  const stopped: StopRecord = {
    cause: 'operator',
    at: stamp(engine.clock),
    exitCode: null,
    signal: null,
  };
  const before = session.stop;
  await engine.books.update(session.id, (current) => ({ ...current, stop: stopped }));
  const kin = await kinOf(engine, session);
  const conversation = await leave(engine, session);
  const why = await killRuntime(engine, session, kin);
  if (why !== null) {
    await engine.books.update(session.id, (current) => ({ ...current, stop: before }));
    throw tmuxUnavailable(`${session.name} may still run: ${why}`);
  }
  engine.log.info({ session: session.id, actor }, 'session stopped');
  return engine.books.update(session.id, (current) => ({
    ...moved(current, 'stopped'),
    attention: 'exited',
    agentSessionId: conversation ?? current.agentSessionId,
    pane: null,
    pendingDecision: null,
    activity: null,
    pausedAt: null,
    pauseSummary: null,
    stop: stopped,
  }));
}

/**
 * Null when the runtime is known to be gone, else why nobody can say so. `before`: processes of it that were
 * seen earlier and may have lost their place in the tree since.
 */
export async function killRuntime(
  engine: Engine,
  session: Session,
  before: readonly ProcessRow[] = [],
): Promise<string | null> {
  const kin = [...before, ...(await kinOf(engine, session))];
  const why = await killPanes(engine, session);
  if (why === null) await endKin(engine, session, kin);
  return why;
}

/** Looked at while the pane is there: later nobody can tell whose they were. */
async function kinOf(engine: Engine, session: Session): Promise<readonly ProcessRow[]> {
  if (session.pane === null || session.runId === null) return [];
  const pane = await engine.tmux.inspect(refOf(session.pane));
  return pane.kind === 'yes' ? engine.kin.below(pane.value.pid, session.runId) : [];
}

/** Whatever is left of a run that is known to be over. */
export async function endKin(
  engine: Engine,
  session: Session,
  kin: readonly ProcessRow[] = [],
): Promise<void> {
  if (session.runId === null) return;
  const strays = await engine.kin.strays(session.runId);
  const ended = await engine.kin.end([...kin, ...strays]);
  if (ended > 0) engine.log.info({ session: session.id, ended }, 'processes outlived their pane');
}

async function killPanes(engine: Engine, session: Session): Promise<string | null> {
  const killed = session.pane === null ? null : await engine.tmux.kill(refOf(session.pane));
  if (killed?.kind === 'unknown') return killed.why;
  // A pane that an interrupted start left behind is not in the record, but carries our mark.
  const panes = await engine.tmux.list();
  if (panes.kind === 'unknown') return panes.why;
  if (panes.kind === 'no_server') return null;
  for (const pane of panes.panes) {
    if (pane.owner !== session.id) continue;
    const again = await engine.tmux.kill(pane.ref);
    if (again.kind === 'unknown') return again.why;
  }
  return null;
}
