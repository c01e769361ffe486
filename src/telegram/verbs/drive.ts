import type { Session } from '../../domain/session.ts';
import { createLeaseGuard } from '../../sessions/lease-guard.ts';
import type { Room } from '../command.ts';

/**
 * A session under somebody's autonomous lease takes orders from its holder only; then this rejects
 * with the sentence for the operator. Otherwise the operator's own lease is renewed.
 */
export async function mayDrive(room: Room, session: Session): Promise<void> {
  const guard = createLeaseGuard(room.leases, room.sessions);
  await guard.mayDrive(session, room.actor, false);
  await guard.touch(session.id);
}
