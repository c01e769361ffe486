import type { Reading } from '../domain/ask.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Screen } from '../domain/screen.ts';
import type { Attention, Session } from '../domain/session.ts';
import type { PaneRef, TmuxEvent } from '../tmux/tmux.ts';
import type { Desk } from './desk.ts';
import type { Engine } from './engine.ts';
import { onClosed, onExit } from './endings.ts';
import { follow } from './follow.ts';
import type { Followed } from './follow.ts';
import { agentOf, refOf } from './launch.ts';
import { liveOf } from './live.ts';
import type { Live } from './live.ts';
import type { Lookout } from './lookout.ts';

/**
 * Watches the panes of living sessions: every screen that tmux reports is read by the session's agent,
 * the desk hears of prompts that come and go, and the record follows when the state changes.
 */
export interface Watcher {
  /** From now on this session's pane is watched; it is read once at once. */
  attach(session: Session): Promise<void>;
  detach(id: SessionId): Promise<void>;
  live(id: SessionId): Live | undefined;
  start(onTmuxChange: (event: TmuxEvent) => void): void;
  stop(): void;
}

interface Watched extends Followed {
  readonly ref: PaneRef;
  live: Live | undefined;
  /** What it was seen to do last: between work and rest a screen may come that nobody can read. */
  known: Attention | undefined;
  /** Screens are handled one after the other; of those that pile up only the newest counts. */
  next: Screen | null;
  busy: boolean;
  /** One that could not be handled is tried again soon. */
  again: boolean;
}

/** After a screen could not be handled. */
const againMs = 1_000;

export function createWatcher(engine: Engine, desk: Desk, lookout: Lookout): Watcher {
  const byPane = new Map<string, Watched>();
  const bySession = new Map<SessionId, Watched>();
  let unsubscribe: () => void = () => {};

  async function take(watched: Watched): Promise<void> {
    if (watched.busy) return;
    watched.busy = true;
    let screen: Screen | null = null;
    try {
      while (watched.next !== null) {
        screen = watched.next;
        watched.next = null;
        await see(watched, screen);
      }
    } catch (error) {
      engine.log.error({ session: watched.id, err: error }, 'a screen could not be handled');
      watched.next ??= screen;
      void takeLater(watched);
    } finally {
      watched.busy = false;
    }
  }

  /** A prompt that stands still sends no second screen: what a full disk kept from being told is tried again. */
  async function takeLater(watched: Watched): Promise<void> {
    if (watched.again) return;
    watched.again = true;
    await engine.clock.sleep(againMs);
    watched.again = false;
    if (bySession.get(watched.id) === watched) await take(watched);
  }

  async function see(watched: Watched, screen: Screen): Promise<void> {
    const seen: Reading = screen.dead
      ? { kind: 'exited' }
      : agentOf(engine, watched.agent).read(screen);
    const before = watched.live;
    const now = liveOf(seen, engine.own.latest(watched.id)?.state ?? null, screen.takenAt);
    watched.live = now;
    // What cannot be read is no proof that a prompt is gone, whatever else is known.
    await desk.see(watched.id, watched.ref, seen.kind === 'unknown' ? seen : now.reading, screen);
    const remarks = await lookout.saw(watched, { seen, now: now.reading }, screen);
    const known = watched.known;
    if (now.attention !== 'unknown') watched.known = now.attention;
    if (!watched.up || before?.attention !== now.attention) {
      await follow(engine, watched, { before: known, now, screen, remarks });
    }
  }

  /** Of agents that keep a file on what they are doing. */
  async function followOwn(session: Session, ref: PaneRef): Promise<void> {
    const agent = agentOf(engine, session.agent);
    if (agent.status === undefined) return;
    const seen = await engine.tmux.inspect(ref);
    if (seen.kind !== 'yes') return;
    engine.own.follow(session.id, agent, { id: ref.pane, pid: seen.value.pid });
    await engine.own.fresh(session.id);
  }

  function forget(watched: Watched): void {
    byPane.delete(watched.ref.pane);
    if (bySession.get(watched.id) !== watched) return;
    bySession.delete(watched.id);
    engine.own.forget(watched.id);
    engine.heard.forget(watched.id);
  }

  function hear(event: TmuxEvent): void {
    switch (event.kind) {
      case 'screen': {
        const watched = byPane.get(event.ref.pane);
        if (watched === undefined || !sameServer(watched.ref, event.ref)) return;
        watched.next = event.screen;
        void take(watched);
        return;
      }
      case 'closed': {
        const watched = byPane.get(event.ref.pane);
        if (watched === undefined || !sameServer(watched.ref, event.ref)) return;
        forget(watched);
        settle(onClosed(engine, desk, watched.id, event.ref));
        return;
      }
      case 'exit':
        settle(onExit(engine, desk, event.status));
        return;
      case 'server_lost':
      case 'server_found':
      case 'sessions_changed':
        return;
    }
  }

  /** Its agent says something else of itself than before: the screen may have told the same all along. */
  async function again(id: SessionId): Promise<void> {
    const watched = bySession.get(id);
    if (watched === undefined) return;
    const captured = await engine.tmux.capture(watched.ref);
    if (captured.kind !== 'screen' || bySession.get(id) !== watched) return;
    watched.next = captured.screen;
    await take(watched);
  }

  function settle(work: Promise<void>): void {
    work.catch((error: unknown) =>
      engine.log.error({ err: error }, 'what was seen was not recorded'),
    );
  }

  return {
    async attach(session) {
      if (session.pane === null) return;
      const ref = refOf(session.pane);
      const before = bySession.get(session.id);
      if (before !== undefined) forget(before);
      const watched: Watched = {
        id: session.id,
        agent: session.agent,
        ref,
        live: undefined,
        known: undefined,
        up: session.lifecycle !== 'starting',
        next: null,
        busy: false,
        again: false,
      };
      byPane.set(ref.pane, watched);
      bySession.set(session.id, watched);
      await lookout.attached(session);
      const done = await engine.tmux.watch(ref);
      if (done.kind === 'unknown') {
        engine.log.warn({ session: session.id, why: done.why }, 'the pane is not watched yet');
      }
      await followOwn(session, ref);
      const first = await engine.tmux.capture(ref);
      if (first.kind === 'screen' && bySession.get(session.id) === watched) {
        watched.next ??= first.screen;
        await take(watched);
      }
    },
    async detach(id) {
      const watched = bySession.get(id);
      if (watched === undefined) return;
      forget(watched);
      await engine.tmux.unwatch(watched.ref);
    },
    live: (id) => bySession.get(id)?.live,
    start(onTmuxChange) {
      engine.own.onChange((id) => settle(again(id)));
      unsubscribe = engine.tmux.subscribe((event) => {
        hear(event);
        onTmuxChange(event);
      });
    },
    stop() {
      unsubscribe();
      byPane.clear();
      bySession.clear();
    },
  };
}

function sameServer(a: PaneRef, b: PaneRef): boolean {
  return a.server.pid === b.server.pid && a.server.startedAt === b.server.startedAt;
}
