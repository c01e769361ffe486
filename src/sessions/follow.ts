import type { Reading } from '../domain/ask.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Remarks } from '../domain/report.ts';
import type { Screen } from '../domain/screen.ts';
import type { Attention } from '../domain/session.ts';
import { isLive } from '../domain/session.ts';
import { moved } from './books.ts';
import type { Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { agentOf } from './launch.ts';
import type { Live } from './live.ts';

export interface Followed {
  readonly id: SessionId;
  readonly agent: string;
  /** Its start is over. */
  up: boolean;
}

export interface Sight {
  /** What it was known to do before. */
  readonly before: Attention | undefined;
  readonly now: Live;
  readonly screen: Screen;
  /** Null: its agent tells nothing beside what it is doing. */
  readonly remarks: Remarks | null;
}

/** The record follows what was seen, and all are told: it is up, it does something else, its turn is over. */
export async function follow(
  engine: Engine,
  followed: Followed,
  { before, now, screen, remarks }: Sight,
): Promise<void> {
  if (now.attention === 'exited') return;
  if (before === 'idle' && now.attention === 'working') engine.heard.begun(followed.id);
  let finished = false;
  const session = await engine.books.exclusive(followed.id, () =>
    engine.books.update(followed.id, (current) => {
      if (!isLive(current)) return null;
      const up = current.lifecycle === 'starting' && isUp(engine, followed, now.reading, screen);
      if (!up && current.attention === now.attention) return null;
      finished = before === 'working' && now.attention === 'idle';
      return {
        ...(up ? moved(current, 'active') : current),
        attention: now.attention,
        activity: now.activity,
        lastSeenAt: stamp(engine.clock),
        lastActivityAt: now.attention === 'working' ? stamp(engine.clock) : current.lastActivityAt,
      };
    }),
  );
  followed.up = session.lifecycle !== 'starting';
  await engine.announcer.announce({ kind: 'session_changed', session });
  if (!finished) return;
  const turn = engine.heard.takeTurn(session.id);
  await engine.announcer.announce({
    kind: 'turn_finished',
    session,
    tail: turn.words ?? remarks?.said ?? textOf(screen),
    problem: turn.problem ?? remarks?.problem ?? null,
    ...(turn.interrupted || remarks?.interrupted === true ? { interrupted: turn.note } : {}),
  });
}

/** A started program counts as up when it was read, or where nothing can be read, when it shows something. */
function isUp(engine: Engine, { agent }: Followed, reading: Reading, screen: Screen): boolean {
  if (reading.kind === 'unknown') {
    return !agentOf(engine, agent).structured && textOf(screen).trim() !== '';
  }
  return reading.kind !== 'starting';
}

function textOf(screen: Screen): string {
  return screen.lines.join('\n').trimEnd();
}
