import { sameServer } from './guard.ts';
import type { PaneRow, Rows } from './panes.ts';
import { serverProcess } from './server-process.ts';
import type { ServerIdentity, TmuxEvent } from './tmux.ts';

/** Is a server there? Told once for each change, and "gone" only with proof. */
export interface Presence {
  judge(rows: Rows): Promise<Judged>;
  /** A server that our books speak of: as long as its process may live, a missing socket proves nothing. */
  expect(server: ServerIdentity): void;
  /** The server may end now without this being a loss: nothing of anybody's was left in it. */
  leave(): void;
}

export type Judged =
  | { readonly kind: 'ok'; readonly server: ServerIdentity; readonly rows: readonly PaneRow[] }
  | { readonly kind: 'no_server'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

export function createPresence(emit: (event: TmuxEvent) => void): Presence {
  /** The last server that answered, before the first answer those of our books: the proof of a loss is about their processes. */
  let known: readonly ServerIdentity[] = [];
  let answered = false;
  let told: 'there' | 'doubtful' | 'gone' = 'gone';

  const lost = (proven: boolean, why: string) => {
    if (told === 'there' || (told === 'doubtful' && proven)) {
      emit({ kind: 'server_lost', proven, why });
    }
    told = proven || told === 'gone' ? 'gone' : 'doubtful';
  };

  return {
    expect(server) {
      if (!answered && !known.some((one) => sameServer(one, server))) known = [...known, server];
    },
    leave() {
      told = 'gone';
    },
    async judge(rows) {
      if (rows.kind === 'ok') {
        if (answered && !known.some((one) => sameServer(one, rows.server))) {
          lost(true, 'another tmux server answers now');
        }
        known = [rows.server];
        answered = true;
        if (told !== 'there' && rows.rows.some((row) => !row.inHub)) {
          told = 'there';
          emit({ kind: 'server_found', server: rows.server });
        }
        return rows;
      }
      if (rows.kind === 'unreachable') {
        // Nobody listens: one half of the proof, since anything may have removed the socket of a living
        // server. The dead process of the server we know is the other half. Where none was ever known,
        // there is nobody to lose.
        const states = await Promise.all(known.map(serverProcess));
        if (states.every((state) => state === 'dead')) {
          lost(true, rows.why);
          return { kind: 'no_server', why: rows.why };
        }
      }
      lost(false, rows.why);
      return { kind: 'unknown', why: rows.why };
    },
  };
}
