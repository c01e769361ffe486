import { stat } from 'node:fs/promises';
import { errorCode, invalidState, nameCollision, tmuxUnavailable, UserError } from '../errors.ts';
import { newRunId } from '../domain/ids.ts';
import type { SessionId } from '../domain/ids.ts';
import { isTerminal } from '../domain/session.ts';
import type { Session } from '../domain/session.ts';
import { moved } from './books.ts';
import type { Actor, Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { agentOf, bindingOf, launch } from './launch.ts';
import { killRuntime } from './stop.ts';

/** A new conversation is never passed off as the old one. */
export type Resumed = Session & { readonly conversation: 'goes_on' | 'fresh' };

/** Paused: goes on. Stopped or errored: the agent is started again, in the same folder under the same name. */
export function resume(engine: Engine, id: SessionId, actor: Actor): Promise<Resumed> {
  return engine.books.exclusive(id, async () => {
    const session = await engine.books.get(id);
    if (session.lifecycle === 'paused') {
      return { ...(await unpause(engine, session)), conversation: 'goes_on' };
    }
    return restart(engine, session, actor);
  });
}

function unpause(engine: Engine, session: Session): Promise<Session> {
  return engine.books.update(session.id, (current) => ({
    ...moved(current, 'active'),
    pausedAt: null,
    pauseSummary: null,
    lastActivityAt: stamp(engine.clock),
  }));
}

/** The session must be held exclusively. `flap` is set by an automatic resume. */
export async function restart(
  engine: Engine,
  session: Session,
  actor: Actor,
  flap = { count: 0 },
): Promise<Resumed> {
  if (session.lifecycle !== 'stopped' && session.lifecycle !== 'errored') {
    throw invalidState(
      session.id,
      `it is ${session.lifecycle}; only Paused, Stopped or Errored sessions can be resumed`,
    );
  }
  if (session.control !== 'Tmux' || session.origin !== 'tmux') {
    throw new UserError(
      'refused',
      `${session.name} is not in tmux, so it cannot be resumed here.`,
      {
        hint: `Start it again with tapmux new in ${session.workdir}.`,
      },
    );
  }
  agentOf(engine, session.agent);
  const workdir = session.workspace?.path ?? session.workdir;
  await mustExist(workdir);
  await clearTheName(engine, session);

  const run = newRunId();
  // Written before the start: should the daemon die now, the mark on the pane leads back to this record.
  const intended = await engine.books.update(session.id, (current) => ({
    ...moved(current, 'starting'),
    workdir,
    runId: run,
    pane: null,
    attention: 'unknown',
    error: null,
    flaps: { count: flap.count, resumedAt: stamp(engine.clock) },
  }));
  /** Killed or not, its terminal is gone; everything else is as it was. */
  const back = () =>
    engine.books.update(session.id, (current) => ({
      ...current,
      lifecycle: session.lifecycle,
      workdir: session.workdir,
      runId: session.runId,
      attention: session.attention,
      error: session.error,
      flaps: session.flaps,
    }));
  let launched;
  let former: string | null = null;
  try {
    former = await conversationOf(engine, session, workdir);
    launched = await launch(engine, intended, run, former === null ? {} : { resume: former });
  } catch (error) {
    await back();
    throw error;
  }
  const { created } = launched;
  const conversation = former === null ? 'fresh' : 'goes_on';
  switch (created.kind) {
    case 'created': {
      engine.log.info({ session: session.id, actor, conversation }, 'session resumed');
      const resumed = await engine.books.update(session.id, (current) => ({
        ...current,
        pane: bindingOf(created.ref),
        agentSessionId: launched.conversation ?? former,
        stop: null,
        lastActivityAt: stamp(engine.clock),
      }));
      return { ...resumed, conversation };
    }
    case 'taken':
      await back();
      throw nameCollision(session.name);
    case 'failed':
      await back();
      throw tmuxUnavailable(created.why);
    case 'unknown':
      await engine.books.update(session.id, (current) => ({
        ...moved(current, 'errored'),
        error: `tmux did not say whether it started: ${created.why}`,
      }));
      throw tmuxUnavailable(created.why);
  }
}

/**
 * What can be gone on with: agents that are given the id of a conversation which does not exist end at once.
 * Where its profile cannot tell whether it exists, something must have been said.
 */
async function conversationOf(
  engine: Engine,
  session: Session,
  workdir: string,
): Promise<string | null> {
  const agent = agentOf(engine, session.agent);
  const since = Date.parse(session.flaps.resumedAt ?? session.createdAt ?? '');
  const known = session.agentSessionId;
  if (agent.transcript === undefined) return session.lastActivityAt === null ? null : known;
  try {
    const id =
      known ?? (await agent.begun?.(workdir, Number.isNaN(since) ? 0 : since, engine.env)) ?? null;
    if (id === null) return null;
    return (await agent.transcript(id, workdir, engine.env)) === null ? null : id;
  } catch (error) {
    engine.log.warn({ session: session.id, err: error }, 'its conversations cannot be looked at');
    return null;
  }
}

/** What an earlier run left under the name is ended if it is ours; anybody else's is left alone. */
async function clearTheName(engine: Engine, session: Session): Promise<void> {
  const others = await engine.books.all();
  const rival = others.find(
    (one) => one.id !== session.id && one.name === session.name && !isTerminal(one),
  );
  if (rival !== undefined) throw nameCollision(session.name);
  const why = await killRuntime(engine, session);
  if (why !== null) throw tmuxUnavailable(why);
  const found = await engine.tmux.find(session.name);
  if (found.kind === 'unknown') throw tmuxUnavailable(found.why);
  if (found.kind === 'yes') throw nameCollision(session.name);
}

async function mustExist(workdir: string): Promise<void> {
  try {
    if ((await stat(workdir)).isDirectory()) return;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') {
      throw new UserError('io', `${workdir} cannot be entered.`, { cause: error });
    }
  }
  throw new UserError('refused', `its folder ${workdir} is gone.`, {
    hint: 'Put the folder back, or decommission the session.',
  });
}
