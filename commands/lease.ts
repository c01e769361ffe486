import { parseSessionId } from '../src/domain/ids.ts';
import type { Session } from '../src/domain/session.ts';
import { leaseButtons, leaseTail } from '../src/telegram/cards/lease.ts';
import type { ButtonTap, Room } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import type { OutgoingMessage } from '../src/telegram/message.ts';
import { bold, compose, lines, quote } from '../src/telegram/text/compose.ts';
import { onlySession } from '../src/telegram/verbs/target.ts';
import { shown } from '../src/telegram/verbs/shown.ts';
import { ago } from '../src/telegram/text/words.ts';

export const lease = defineCommand({
  name: 'lease',
  help: 'Who drives a session, and whether they are still there',
  usage: '[session]',
  who: 'operator',
  async handle(call) {
    const session = await onlySession(call, lease);
    if (session !== null) await call.reply(await card(call, session));
  },
  async tapped(tap) {
    const [, verb, id, tail] = /^([tc]):([0-9a-f-]{36}):(\w+)$/.exec(tap.argument) ?? [];
    const session = parseSessionId(id);
    const lost = session === null ? null : await staleLease(tap, session, tail ?? '');
    if (session === null || lost === null) {
      await tap.toast(
        'That lease is not stale any more, or somebody else has it. Nothing was changed.',
      );
      return;
    }
    await (verb === 't' ? takeOver(tap, lost) : clear(tap, lost));
  },
});

interface Lost {
  readonly session: Session;
  readonly lease: string;
  readonly revision: number;
  readonly owner: string;
}

/** Only the very lease that the button was made for, and only while it is stale. */
async function staleLease(room: Room, id: Session['id'], tail: string): Promise<Lost | null> {
  const shownLease = await room.leases.show(id);
  if (!shownLease.ok) return null;
  const { session_id: found, stale, lifecycle, revision, actor_id: owner } = shownLease.report;
  if (found === undefined || leaseTail(found) !== tail) return null;
  if (lifecycle !== 'autonomous' || stale !== true || revision === undefined) return null;
  const session = await room.sessions.get(id);
  return { session, lease: found, revision, owner: owner ?? 'somebody' };
}

async function takeOver(tap: ButtonTap, { session, lease: expected, revision, owner }: Lost) {
  const done = await tap.leases.takeover(session.id, {
    actorId: tap.actor,
    reason: `not heard of; taken over by ${tap.userName} from the phone`,
    expected: { sessionId: expected, revision },
  });
  const said = done.ok
    ? `You drive it now, in place of ${shown(owner, 60)}.`
    : `It was not taken over: ${done.message}`;
  await tap.edit(tap.messageId, { body: lines(compose('🔑 ', bold(session.name)), said) });
}

/** Only who holds it may clear it, so that it is taken over first; both are on record. */
async function clear(tap: ButtonTap, lost: Lost) {
  const { session, lease: expected, revision, owner } = lost;
  const taken = await tap.leases.takeover(session.id, {
    actorId: tap.actor,
    reason: `not heard of; cleared by ${tap.userName} from the phone`,
    expected: { sessionId: expected, revision },
  });
  const done = taken.ok
    ? await tap.leases.clear(session.id, {
        actorId: tap.actor,
        reason: `the lease of ${owner} had gone stale`.slice(0, 900),
        expected: { sessionId: taken.report.session_id, revision: taken.report.revision },
      })
    : taken;
  const said = done.ok
    ? `The lease of ${shown(owner, 60)} is cleared: nobody drives it now.`
    : `It was not cleared: ${done.message}`;
  await tap.edit(tap.messageId, { body: lines(compose('🔑 ', bold(session.name)), said) });
}

async function card(room: Room, session: Session): Promise<OutgoingMessage> {
  const found = await room.leases.show(session.id);
  const name = compose('🔑 ', bold(session.name));
  if (!found.ok) return { body: lines(name, `Its lease cannot be read: ${found.message}`) };
  const { report } = found;
  if (report.session_id === undefined) return { body: lines(name, 'Nobody holds a lease on it.') };
  const heard = report.last_heartbeat;
  const now = Date.now();
  return {
    body: lines(
      name,
      report.lifecycle === 'autonomous'
        ? compose('Driven by ', bold(shown(report.actor_id ?? 'somebody', 60)))
        : 'An operator drives it.',
      report.current_activity === undefined ? null : quote(shown(report.current_activity, 280)),
      heard === undefined
        ? null
        : `Last heard of ${ago(new Date(heard * 1000).toISOString(), now)} ago.`,
      report.stale === true ? 'The lease is stale.' : null,
    ),
    keyboard:
      report.stale === true && report.lifecycle === 'autonomous'
        ? [leaseButtons(session.id, report.session_id)]
        : [],
  };
}
