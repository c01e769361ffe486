import type { Behind } from '../domain/ask.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Session } from '../domain/session.ts';
import type { PaneRef } from '../tmux/tmux.ts';
import type { Docket } from './docket.ts';
import type { Engine } from './engine.ts';
import type { Expected, Foretold } from './expected.ts';
import { bindingOf } from './launch.ts';

/** Prompts that wait behind the screen, which only says that there is one. All of it runs with the desk held. */
export interface Asides {
  /** The screen says so. */
  seen(id: SessionId, ref: PaneRef, waits: Behind): Promise<void>;
  /** The screen says so of one that its agent told of, which has not been on it. */
  told(session: Session, told: Foretold, waits: Behind): Promise<void>;
}

export function createAsides(engine: Engine, docket: Docket, expected: Expected): Asides {
  return {
    async seen(id, ref, { ask, way }) {
      const shown = ask.fingerprint;
      const open = await docket.openOf(id);
      const isKnown = open.some(
        (one) => one.shown === null || one.shown === shown || docket.isAside(one.id),
      );
      // One that was told of a moment ago may be this one, and then all of it is known.
      if (isKnown || expected.hasAside(id)) return;
      const session = await engine.books.get(id);
      const pane = bindingOf(ref);
      await docket.open(session, { pane, ask, about: null, shown, note: way, aside: true });
    },
    async told(session, { ask, about }, waits) {
      if (session.pane === null) return;
      const entry = { pane: session.pane, ask, about, shown: null, note: waits.way, aside: true };
      if ((await docket.open(session, entry)) === null) return;
      const seen = (await docket.openOf(session.id)).find(
        (one) => one.shown === waits.ask.fingerprint,
      );
      if (seen !== undefined) await docket.finish(seen, 'It has a card of its own now.');
    },
  };
}
