import { clip } from '../domain/clip.ts';
import type { Reading } from '../domain/ask.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Problem } from '../domain/report.ts';
import type { Screen } from '../domain/screen.ts';
import { isLive } from '../domain/session.ts';
import type { Attention, Session } from '../domain/session.ts';
import type { PaneRef, TmuxEvent } from '../tmux/tmux.ts';
import { moved } from './books.ts';
import type { Desk } from './desk.ts';
import type { Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { onClosed, onExit } from './endings.ts';
import { fuse } from './fusion.ts';
import { agentOf, refOf } from './launch.ts';
import type { Lookout } from './lookout.ts';

/** What is known of a living session right now, fresher than its record. */
export interface Live {
  readonly attention: Attention;
  readonly activity: string | null;
  readonly reading: Reading;
  readonly seenAt: number;
}

/**
 * Watches the panes of living sessions: every screen that tmux reports is read by the session's agent,
 * the desk hears of prompts that come and go, and the record follows when the state changes.
 */
export interface Watcher {
  /** From now on this session's pane is watched; it is read once at once. */
  attach(session: Session): Promise<void>;
  detach(id: SessionId): Promise<void>;
  live(id: SessionId): Live | undefined;
  /** Reads the pane now. */
  look(session: Session): Promise<Live | null>;
  start(onTmuxChange: (event: TmuxEvent) => void): void;
  stop(): void;
}

interface Watched {
  readonly id: SessionId;
  readonly agent: string;
  readonly ref: PaneRef;
  live: Live | undefined;
  /** Its start is over. */
  up: boolean;
  /** Screens are handled one after the other; of those that pile up only the newest counts. */
  next: Screen | null;
  busy: boolean;
}

export function createWatcher(engine: Engine, desk: Desk, lookout: Lookout): Watcher {
  const byPane = new Map<string, Watched>();
  const bySession = new Map<SessionId, Watched>();
  let unsubscribe: () => void = () => {};

  async function take(watched: Watched): Promise<void> {
    if (watched.busy) return;
    watched.busy = true;
    try {
      while (watched.next !== null) {
        const screen = watched.next;
        watched.next = null;
        await see(watched, screen);
      }
    } catch (error) {
      engine.log.error({ session: watched.id, err: error }, 'a screen could not be handled');
    } finally {
      watched.busy = false;
    }
  }

  async function see(watched: Watched, screen: Screen): Promise<void> {
    const seen: Reading = screen.dead
      ? { kind: 'exited' }
      : agentOf(engine, watched.agent).read(screen);
    const reading = fuse(seen, engine.own.latest(watched.id)?.state ?? null);
    const before = watched.live;
    const now: Live = {
      reading,
      attention: attentionOf(reading),
      activity: activityOf(reading),
      seenAt: screen.takenAt,
    };
    watched.live = now;
    // What cannot be read is no proof that a prompt is gone, whatever else is known.
    await desk.see(watched.id, watched.ref, seen.kind === 'unknown' ? seen : reading, screen);
    const problem = await lookout.saw(watched, reading, screen);
    if (!watched.up || before?.attention !== now.attention) {
      await follow(watched, now, screen, before, problem);
    }
  }

  /** The record follows what was seen. */
  async function follow(
    watched: Watched,
    now: Live,
    screen: Screen,
    before: Live | undefined,
    problem: Problem | null,
  ): Promise<void> {
    if (now.attention === 'exited') return;
    let finished = false;
    const session = await engine.books.exclusive(watched.id, () =>
      engine.books.update(watched.id, (current) => {
        if (!isLive(current)) return null;
        const up = current.lifecycle === 'starting' && isUp(watched, now.reading, screen);
        if (!up && current.attention === now.attention) return null;
        finished = before?.attention === 'working' && now.attention === 'idle';
        return {
          ...(up ? moved(current, 'active') : current),
          attention: now.attention,
          activity: now.activity,
          lastSeenAt: stamp(engine.clock),
          lastActivityAt:
            now.attention === 'working' ? stamp(engine.clock) : current.lastActivityAt,
        };
      }),
    );
    watched.up = session.lifecycle !== 'starting';
    await engine.announcer.announce({ kind: 'session_changed', session });
    if (finished) {
      const turn = engine.heard.takeTurn(session.id);
      const tail = turn?.words ?? textOf(screen);
      await engine.announcer.announce({
        kind: 'turn_finished',
        session,
        tail,
        problem: turn?.problem ?? problem,
      });
    }
  }

  /** A started program counts as up when it was read, or where nothing can be read, when it shows something. */
  function isUp(watched: Watched, reading: Reading, screen: Screen): boolean {
    if (reading.kind === 'unknown') {
      return !agentOf(engine, watched.agent).structured && textOf(screen).trim() !== '';
    }
    return reading.kind !== 'starting';
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
        up: session.lifecycle !== 'starting',
        next: null,
        busy: false,
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
    async look(session) {
      if (session.pane === null) return null;
      const captured = await engine.tmux.capture(refOf(session.pane));
      if (captured.kind !== 'screen') return null;
      const watched = bySession.get(session.id);
      const seen: Reading = captured.screen.dead
        ? { kind: 'exited' }
        : agentOf(engine, session.agent).read(captured.screen);
      const reading = fuse(seen, engine.own.latest(session.id)?.state ?? null);
      const live: Live = {
        reading,
        attention: attentionOf(reading),
        activity: activityOf(reading),
        seenAt: captured.screen.takenAt,
      };
      if (watched !== undefined) {
        watched.next = captured.screen;
        void take(watched);
      }
      return live;
    },
    start(onTmuxChange) {
      engine.own.onChange((id) => settle(again(id)));
      unsubscribe = engine.tmux.subscribe((event) => {
        hear(event);
        onTmuxChange(event);
      });
    },
    stop: () => unsubscribe(),
  };
}

function sameServer(a: PaneRef, b: PaneRef): boolean {
  return a.server.pid === b.server.pid && a.server.startedAt === b.server.startedAt;
}

export function attentionOf(reading: Reading): Attention {
  switch (reading.kind) {
    case 'working':
      return 'working';
    case 'idle':
      return 'idle';
    case 'asking':
      return ['permission', 'plan', 'trust'].includes(reading.ask.kind)
        ? 'awaiting_approval'
        : 'awaiting_input';
    case 'exited':
      return 'exited';
    case 'starting':
    case 'unknown':
      return 'unknown';
  }
}

/** At most 120 characters on what it is doing. */
function activityOf(reading: Reading): string | null {
  const text =
    reading.kind === 'working'
      ? (reading.doing ?? null)
      : reading.kind === 'asking'
        ? reading.ask.title
        : null;
  return text === null ? null : clip(text, 120);
}

function textOf(screen: Screen): string {
  return screen.lines.join('\n').trimEnd();
}
