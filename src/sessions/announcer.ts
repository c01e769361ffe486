import type { Decision } from '../domain/decision.ts';
import type { Problem } from '../domain/report.ts';
import type { Session } from '../domain/session.ts';
import type { Trouble } from '../domain/trouble.ts';

/**
 * What the engine tells the outside world. Whoever implements it stores before it sends: the engine
 * hands each notice over once and awaits that it is safe.
 */
export interface Announcer {
  announce(notice: Notice): Promise<void>;
}

export type Notice =
  | { readonly kind: 'session_created'; readonly session: Session }
  | { readonly kind: 'session_changed'; readonly session: Session }
  | { readonly kind: 'session_removed'; readonly session: Session }
  | { readonly kind: 'decision_opened'; readonly session: Session; readonly decision: Decision }
  /** Answered, superseded, expired, or open again after an answer that did not take. */
  | { readonly kind: 'decision_changed'; readonly session: Session; readonly decision: Decision }
  /** The agent's program ended; `session.stop` says how. `tail` is what stood on its screen. */
  | { readonly kind: 'ended'; readonly session: Session; readonly tail: string }
  /** The agent went from working to idle; `problem` is the error that ended its turn. */
  | {
      readonly kind: 'turn_finished';
      readonly session: Session;
      readonly tail: string;
      readonly problem?: Problem | null;
      /** Somebody ended it. The name of what was said of that already; null: nothing was. */
      readonly interrupted?: string | null;
    }
  /** Told at the beginning of each episode, and once more under the same name when it is over. */
  | {
      readonly kind: 'trouble';
      readonly session: Session;
      readonly trouble: Trouble;
      readonly episode: string;
      readonly over: boolean;
    }
  /** One for the whole server, said again with a longer list while its sessions are found to be gone. */
  | { readonly kind: 'tmux_lost'; readonly server: number; readonly sessions: readonly Session[] };

export const silentAnnouncer: Announcer = { announce: () => Promise.resolve() };
