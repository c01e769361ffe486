import type { Reading } from '../domain/ask.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Session } from '../domain/session.ts';
import { UserError } from '../errors.ts';
import type { Engine } from './engine.ts';

export interface SecondLookDeps {
  readonly engine: Engine;
  readonly ending: AbortSignal;
  readonly firstMs: number;
  readonly look: (session: Session) => Promise<Reading>;
}

const seldomMs = 60_000;

/** Looks at a session once more in a while, and again until it can be read. One of them at a time for each. */
export function createSecondLook({ engine, ending, firstMs, look }: SecondLookDeps) {
  const looking = new Set<SessionId>();

  function lookLater(id: SessionId, waitMs: number): void {
    if (looking.has(id)) return;
    looking.add(id);
    const again = () => lookLater(id, Math.min(waitMs * 2, seldomMs));
    const later = async () => {
      await engine.clock.sleep(waitMs, ending);
      // Whoever asks from now on may know of something newer than what this look will see.
      looking.delete(id);
      const { kind } = await engine.books.exclusive(`desk:${id}`, async () =>
        look(await engine.books.get(id)),
      );
      if (kind === 'unknown' || kind === 'starting') again();
    };
    later().catch((error: unknown) => {
      engine.log.debug({ session: id, err: error }, 'a second look was not possible');
      const isGone = error instanceof UserError && error.kind === 'session_not_found';
      if (!ending.aborted && !isGone) again();
    });
  }

  return (id: SessionId) => lookLater(id, firstMs);
}
