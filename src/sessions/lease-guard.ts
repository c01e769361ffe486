import type { SessionId } from '../domain/ids.ts';
import type { Session } from '../domain/session.ts';
import { displaySafe } from '../domain/display.ts';
import { UserError } from '../errors.ts';
import { handleLease } from './leases.ts';
import type { HandledLease, Leases } from './leases.ts';
import type { Sessions } from './sessions.ts';

/** Who may drive. Answers to an agent's own question are free: they wait for a person, whoever holds the lease. */
export interface LeaseGuard {
  /** Rejects when another actor's autonomous lease is alive, unless it is forced. */
  mayDrive(session: Session, actor: string, force: boolean): Promise<void>;
  touch(id: SessionId): Promise<void>;
  handle(action: string, body: unknown): Promise<HandledLease>;
}

export function createLeaseGuard(leases: Leases, sessions: Sessions): LeaseGuard {
  return {
    async mayDrive(session, actor, force) {
      if (force) return;
      const shown = await leases.show(session.id, actor);
      // A lease that cannot be read stops nobody: the operator must not be locked out by a broken file.
      if (!shown.ok || shown.report.ownership_conflict !== true) return;
      const owner = displaySafe(shown.report.actor_id ?? 'unknown');
      throw new UserError('refused', `${session.name} is driven by \`${owner}\`.`, {
        hint: 'Wait until its lease ends, clear the lease, or force it.',
      });
    },
    touch: (id) => leases.touch(id),
    handle: (action, body) =>
      handleLease(
        leases,
        async ({ session, pane, tmux }) => {
          if (session !== undefined) return (await sessions.resolve(session)).id;
          const { sessions: all } = await sessions.list();
          // `$TMUX` is socket,pid,session: the same pane id of another server is another pane.
          const server = Number(tmux?.split(',').at(-2));
          const at = all.find((one) => one.pane?.pane === pane && one.pane?.serverPid === server);
          return pane === undefined ? null : (at?.id ?? null);
        },
        action,
        body,
      ),
  };
}
