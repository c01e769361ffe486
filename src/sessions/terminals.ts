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
  interrupt(id: SessionId, actor: Actor): Promise<Typed>;
}

export function createTerminals({ books, tmux, agents, log }: Engine): Terminals {
  async function press(id: SessionId, keys: readonly Key[]): Promise<Typed> {
    const { pane } = await books.get(id);
    if (pane === null) return { kind: 'refused', why: 'gone' };
    return books.exclusive(id, () => tmux.keys(refOf(pane), keys));
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
    keys: press,
    async interrupt(id, actor) {
      const session = await books.get(id);
      const agent = agents.byId(session.agent);
      log.info({ session: id, actor }, 'interrupt');
      return press(id, agent?.typing.interrupt ?? [{ name: 'Escape' }]);
    },
  };
}
