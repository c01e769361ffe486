import { clip } from '../domain/clip.ts';
import { tmuxUnavailable } from '../errors.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Session } from '../domain/session.ts';
import { moved } from './books.ts';
import type { Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { refOf } from './launch.ts';

const linesKept = 50;
const summaryLimit = 500;

/** Puts a session aside with a note on where it was left; its process lives on. */
export function pause(engine: Engine, id: SessionId, note?: string): Promise<Session> {
  return engine.books.exclusive(id, async () => {
    const session = await engine.books.get(id);
    moved(session, 'paused');
    const summary = note?.trim() ? note.trim() : await lastWords(engine, session);
    return engine.books.update(id, (current) => ({
      ...moved(current, 'paused'),
      pausedAt: stamp(engine.clock),
      pauseSummary: summary,
    }));
  });
}

/** What stood on the screen, without the air in it. */
async function lastWords(engine: Engine, session: Session): Promise<string | null> {
  if (session.pane === null) return null;
  const tail = await engine.tmux.tail(refOf(session.pane), linesKept);
  if (tail.kind === 'unknown') throw tmuxUnavailable(tail.why);
  if (tail.kind === 'gone') return null;
  const lines = tail.text.split('\n').map((line) => line.replaceAll(/\s+/g, ' ').trim());
  const text = lines.filter((line) => /[\p{L}\p{N}]/u.test(line)).join('\n');
  return text === '' ? null : clip(text, summaryLimit);
}
