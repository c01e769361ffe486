import type { Session } from '../domain/session.ts';
import type { Engine } from './engine.ts';
import { agentOf, refOf } from './launch.ts';

/** A program that does not end in this time is ended. */
const patienceMs = 2_500;
const interruptMs = 1_000;
const lookMs = 50;
/** The whole pane: last words may stand at its top. */
const lastLines = 200;

/**
 * Lets the agent end by itself, as somebody at the keyboard would: then it takes its own children along
 * and names the conversation, which is what a later resume needs. Only at rest or in a turn; never
 * with a dialog open, where keys mean something else. Gives the conversation's id, or null.
 */
export async function leave(engine: Engine, session: Session): Promise<string | null> {
  const agent = agentOf(engine, session.agent);
  if (session.pane === null || !agent.structured || agent.conversationIn === undefined) return null;
  const ref = refOf(session.pane);
  const until = async (limitMs: number, wanted: readonly string[]) => {
    const start = engine.clock.monotonic();
    for (;;) {
      const seen = await engine.tmux.capture(ref);
      const kind =
        seen.kind !== 'screen' || seen.screen.dead ? 'exited' : agent.read(seen.screen).kind;
      if (wanted.includes(kind) || engine.clock.monotonic() - start > limitMs) return kind;
      await engine.clock.sleep(lookMs);
    }
  };
  let now = await until(0, []);
  if (now === 'working') {
    await engine.tmux.keys(ref, agent.typing.interrupt);
    now = await until(interruptMs, ['idle', 'exited']);
  }
  if (now !== 'idle') return null;
  await engine.tmux.keys(ref, agent.typing.quit);
  await until(patienceMs, ['exited']);
  const tail = await engine.tmux.tail(ref, lastLines);
  return tail.kind === 'text' ? agent.conversationIn(tail.text) : null;
}
