import type { Session } from '../domain/session.ts';

/** Takes what agents tell of themselves. */
export interface Reports {
  /**
   * An event of this session's agent, whose sender has been checked. The answer is what the hook prints: `{}`
   * says nothing. For a hook that waits it comes with the operator's answer. `gone`: the hook has hung up.
   */
  take(session: Session, event: unknown, gone: AbortSignal): Promise<unknown>;
}
