import type { SessionId } from '../domain/ids.ts';
import { isLive } from '../domain/session.ts';
import type { Session, StopCause } from '../domain/session.ts';
import type { ExitStatus, PaneRef } from '../tmux/tmux.ts';
import { moved } from './books.ts';
import type { Notice } from './announcer.ts';
import type { Desk } from './desk.ts';
import type { Engine } from './engine.ts';
import { bindingOf, refOf, samePane } from './launch.ts';
import { endKin } from './stop.ts';

const tailLines = 40;
/** A program may say its last words at the top of an otherwise empty pane. */
const lookedAt = 200;
/** A closed pane's exit status may come a moment after it. */
const statusGraceMs = 300;
const keeperMs = 500;
const keeperLookMs = 25;

/** The agent's own program ended, and we know how. */
export async function onExit(engine: Engine, desk: Desk, status: ExitStatus): Promise<void> {
  const known = (await engine.books.all()).find((one) => one.runId === status.run);
  await engine.runFiles?.clear(status.run);
  if (known === undefined) {
    await engine.tmux.forgetExit(status.run);
    return;
  }
  await engine.books.exclusive(known.id, async () => {
    const session = await engine.books.get(known.id);
    // Our own stop is under way or done: it writes its own end.
    if (session.runId === status.run && isLive(session) && session.stop?.cause !== 'operator') {
      await end(engine, desk, session, await causeOf(engine, session, status), status);
    }
    await engine.tmux.forgetExit(status.run);
  });
}

/** A watched pane is gone. */
export async function onClosed(
  engine: Engine,
  desk: Desk,
  id: SessionId,
  ref: PaneRef,
): Promise<void> {
  const before = await engine.books.get(id);
  if (before.runId !== null && (await engine.tmux.recordedExit(before.runId)) === null) {
    await engine.clock.sleep(statusGraceMs);
  }
  const status = before.runId === null ? null : await engine.tmux.recordedExit(before.runId);
  if (status !== null) {
    await onExit(engine, desk, status);
    return;
  }
  await engine.books.exclusive(id, async () => {
    const session = await engine.books.get(id);
    if (!isLive(session) || session.stop?.cause === 'operator') return;
    if (!samePane(session.pane, bindingOf(ref))) return;
    const seen = await engine.tmux.inspect(ref);
    // Unknown is not gone: the next reconcile will see.
    if (seen.kind !== 'no') return;
    await end(engine, desk, session, await goneCause(engine, ref), null);
  });
}

/** The session must be held exclusively and be live. */
export async function end(
  engine: Engine,
  desk: Desk,
  session: Session,
  cause: StopCause,
  status: ExitStatus | null,
): Promise<Session> {
  const tail = await lastLines(engine, session);
  const named = engine.agents.byId(session.agent)?.conversationIn?.(tail) ?? null;
  const crashed = cause === 'agent_crashed';
  const neverUp = session.lifecycle === 'starting' && crashed;
  const at = new Date(status?.at ?? engine.clock.now()).toISOString();
  const asEnded = (current: Session): Session => ({
    ...moved(current, neverUp ? 'errored' : 'stopped'),
    attention: 'exited',
    agentSessionId: named ?? current.agentSessionId,
    activity: null,
    pendingDecision: null,
    // The last screen of a crash stays to be looked at; everything else is cleared away.
    pane: crashed ? current.pane : null,
    error: neverUp ? `${session.agent} ended with ${howItEnded(status)} before it was ready` : null,
    stop: {
      cause,
      at,
      exitCode: status?.code ?? null,
      signal: status?.signal ?? null,
    },
  });
  // Told before it is written down: should we die between the two, the next start finds it gone once more
  // and tells it under the same name, which is not sent twice.
  await engine.announcer.announce(noticeOf(engine, session, asEnded(session), tail));
  const ended = await engine.books.update(session.id, asEnded);
  await desk.expire(session.id, `${session.agent} has ended`);
  if (session.runId !== null) await engine.runFiles?.clear(session.runId);
  if (!crashed && session.pane !== null && session.runId !== null) {
    await engine.tmux.kill(refOf(session.pane));
  }
  // Where it did not end by itself it had no time to take its own processes along.
  if (cause !== 'agent_exited' && cause !== 'unknown') {
    await keeperGone(engine, session);
    await endKin(engine, session);
  }
  return ended;
}

/** The shell around an agent ends a moment after it. Until then whatever the agent left counts as in use. */
async function keeperGone(engine: Engine, { pane }: Session): Promise<void> {
  if (pane === null) return;
  const from = engine.clock.monotonic();
  while (engine.clock.monotonic() - from < keeperMs) {
    const seen = await engine.tmux.inspect(refOf(pane));
    if (seen.kind !== 'yes' || seen.value.dead) return;
    await engine.clock.sleep(keeperLookMs);
  }
}

/** Fifty sessions that go down with their server are one piece of news. */
function noticeOf(engine: Engine, session: Session, ended: Session, tail: string): Notice {
  const server = session.pane?.serverPid;
  if (ended.stop?.cause !== 'tmux_gone' || server === undefined) {
    return { kind: 'ended', session: ended, tail };
  }
  const sessions = [...(engine.lost.get(server) ?? []), ended];
  engine.lost.set(server, sessions);
  return { kind: 'tmux_lost', server, sessions };
}

async function causeOf(engine: Engine, session: Session, status: ExitStatus): Promise<StopCause> {
  if (status.code === 0) return 'agent_exited';
  const hungUp = status.signal === 'SIGHUP' || status.code === 129;
  if (!hungUp || session.pane === null) return 'agent_crashed';
  // A hang-up is what a program gets when its terminal is closed on purpose.
  const ref = refOf(session.pane);
  const seen = await engine.tmux.inspect(ref);
  return seen.kind === 'no' ? goneCause(engine, ref) : 'agent_crashed';
}

/** Another server may stand in the place of the one that held the pane. */
async function goneCause(engine: Engine, { server }: PaneRef): Promise<StopCause> {
  const listing = await engine.tmux.list();
  if (listing.kind === 'no_server') return 'tmux_gone';
  const other = listing.kind === 'ok' && listing.server.pid !== server.pid;
  return other ? 'tmux_gone' : 'pane_closed';
}

async function lastLines(engine: Engine, session: Session): Promise<string> {
  if (session.pane === null) return '';
  const tail = await engine.tmux.tail(refOf(session.pane), lookedAt);
  if (tail.kind !== 'text') return '';
  const text = tail.text.trim().replaceAll(/\n(?:[ \t]*\n){2,}/g, '\n\n');
  return text.split('\n').slice(-tailLines).join('\n');
}

export function howItEnded(status: ExitStatus | null): string {
  if (status === null) return 'an unknown status';
  return status.signal ?? `status ${status.code ?? '?'}`;
}
