import { clip } from '../domain/clip.ts';
import { tmuxUnavailable } from '../errors.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Session } from '../domain/session.ts';
import { moved } from './books.ts';
import type { Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { agentOf, refOf } from './launch.ts';

const linesKept = 3;
const summaryLimit = 300;

/** Puts a session aside with a note on where it was left; its process lives on. */
export function pause(engine: Engine, id: SessionId, note?: string): Promise<Session> {
  return engine.books.exclusive(id, async () => {
    const session = await engine.books.get(id);
    moved(session, 'paused');
    const summary = note?.trim() || (await noteOf(engine, session));
    return engine.books.update(id, (current) => ({
      ...moved(current, 'paused'),
      pausedAt: stamp(engine.clock),
      pauseSummary: summary,
    }));
  });
}

/** What was noted before stays until somebody notes something else. */
async function noteOf(engine: Engine, session: Session): Promise<string | null> {
  const noted = session.lifecycle === 'paused' ? session.pauseSummary : null;
  return noted ?? lastWords(engine, session);
}

/** The last lines of what its agent said, or what it asks; where nobody can read it, of what it shows. */
async function lastWords(engine: Engine, session: Session): Promise<string | null> {
  if (session.pane === null) return null;
  const captured = await engine.tmux.capture(refOf(session.pane));
  if (captured.kind === 'unknown') throw tmuxUnavailable(captured.why);
  if (captured.kind === 'gone') return null;
  const { screen } = captured;
  const agent = agentOf(engine, session.agent);
  const reading = agent.read(screen);
  if (reading.kind === 'asking') return `It asks: ${reading.ask.title}`;
  const said = agent.structured ? (agent.remarks?.(screen).said ?? '') : screen.lines.join('\n');
  const lines = said
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => /[\p{L}\p{N}]/u.test(line));
  const text = lines.slice(-linesKept).join('\n');
  return text === '' ? null : clip(text, summaryLimit);
}
