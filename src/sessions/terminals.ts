import { tmuxUnavailable } from '../errors.ts';
import type { Key } from '../domain/ask.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Captured, TailResult, Typed } from '../tmux/tmux.ts';
import type { Actor, Engine } from './engine.ts';
import { refOf } from './launch.ts';

/** The terminals of sessions, as somebody at the keyboard has them: to look at, and to press keys in. */
export interface Terminals {
  /** Is somebody's terminal attached to it? What is not known counts as no. */
  attended(id: SessionId): Promise<boolean>;
  screen(id: SessionId): Promise<Captured>;
  tail(id: SessionId, lines: number): Promise<TailResult>;
  keys(id: SessionId, keys: readonly Key[], actor: Actor): Promise<Typed>;
  /** `note`: the name under which the end of its turn is told. */
  interrupt(id: SessionId, actor: Actor, note?: string): Promise<Typed>;
}

export function createTerminals({ books, tmux, agents, heard, log }: Engine): Terminals {
  async function press(
    id: SessionId,
    keys: readonly Key[],
    note: string | null = null,
  ): Promise<Typed> {
    const { pane } = await books.get(id);
    if (pane === null) return { kind: 'refused', why: 'gone' };
    // Held until it is noted: what comes of the key is written down, and told, after that.
    return books.exclusive(id, async () => {
      const typed = await tmux.keys(refOf(pane), keys);
      if (typed.kind === 'typed' && keys.some(endsTurn)) heard.interrupted(id, note);
      return typed;
    });
  }

  return {
    async attended(id) {
      const { pane } = await books.get(id);
      if (pane === null) return false;
      const found = await tmux.inspect(refOf(pane));
      return found.kind === 'yes' && found.value.attached;
    },
    async screen(id) {
      const { pane } = await books.get(id);
      return pane === null ? { kind: 'gone' } : tmux.capture(refOf(pane));
    },
    async tail(id, lines) {
      const { pane } = await books.get(id);
      if (pane === null) return { kind: 'gone' };
      const tail = await tmux.tail(refOf(pane), lines);
      if (tail.kind === 'unknown') throw tmuxUnavailable(tail.why);
      return tail;
    },
    keys: (id, keys) => press(id, keys),
    async interrupt(id, actor, note) {
      const session = await books.get(id);
      const agent = agents.byId(session.agent);
      log.info({ session: id, actor }, 'interrupt');
      return press(id, agent?.typing.interrupt ?? [{ name: 'Escape' }], note);
    },
  };
}

function endsTurn(key: Key): boolean {
  return 'name' in key && (key.name === 'Escape' || key.name === 'C-c');
}
