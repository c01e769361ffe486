import { parseSessionId } from '../src/domain/ids.ts';
import type { Session } from '../src/domain/session.ts';
import { isLive } from '../src/domain/session.ts';
import { lossOf } from '../src/sessions/retire.ts';
import type { Room } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import type { Composed } from '../src/telegram/message.ts';
import { bold, code, compose } from '../src/telegram/text/compose.ts';
import { askFirst, confirmedBy } from '../src/telegram/verbs/confirm.ts';
import { mayDrive } from '../src/telegram/verbs/drive.ts';
import { shown } from '../src/telegram/verbs/shown.ts';
import { onlySession } from '../src/telegram/verbs/target.ts';

type Assessment = Awaited<ReturnType<Room['sessions']['assess']>>;

export const decommission = defineCommand({
  name: 'decommission',
  help: 'Take a session down for good, with the folder tapmux made for it',
  usage: '[session]',
  who: 'operator',
  async handle(call) {
    const session = await onlySession(call, decommission);
    if (session === null) return;
    await mayDrive(call, session);
    await question(call, session, await call.sessions.assess(session.id));
  },
  async tapped(tap) {
    const pending = await confirmedBy(tap, 'decommission');
    const id = parseSessionId(pending?.sessionId);
    if (pending === null || id === null) return;
    // `resolve` knows the archived ones too.
    const session = await tap.sessions.resolve(id);
    const found = await tap.sessions.assess(id);
    if (pending.state !== stateOf(session, found)) {
      await tap.toast('Something changed since. Nothing was deleted.');
      await question(tap, session, found, tap.messageId);
      return;
    }
    await mayDrive(tap, session);
    const confirmed = found.kind === 'work' ? found.fingerprint : undefined;
    const gone = await tap.sessions.decommission(id, tap.actor, confirmed);
    await tap.edit(tap.messageId, { body: compose('🧹 ', bold(gone.name), ' is decommissioned.') });
  },
});

async function question(
  room: Room,
  session: Session,
  found: Assessment,
  messageId?: number,
): Promise<void> {
  const lost = lossBy(session, found);
  if (lost === null) {
    const body = compose(
      bold(session.name),
      ': nobody can say what would be lost',
      found.kind === 'unknown' ? `: ${found.why}` : '',
      '. So nothing is deleted. Mend that, or delete the folder yourself first.',
    );
    await (messageId === undefined ? room.reply({ body }) : room.edit(messageId, { body }));
    return;
  }
  await askFirst(
    room,
    {
      verb: 'decommission',
      session,
      state: stateOf(session, found),
      body: compose('Decommission ', bold(session.name), '?\n', ...lost),
      yes: found.kind === 'work' ? `Delete ${lossOf(found)}` : 'Decommission',
    },
    messageId,
  );
}

/** What goes, line by line; null when that cannot be seen. */
function lossBy(session: Session, found: Assessment): readonly (string | Composed)[] | null {
  const { workspace } = session;
  const process = isLive(session) ? ['• Its agent is ended.\n'] : [];
  if (workspace === null || !workspace.owned) {
    return [...process, '• Its folder ', code(session.workdir), ' stays as it is.'];
  }
  const folder = ['• Its ', workspace.kind, ' ', code(workspace.path)];
  switch (found.kind) {
    case 'unknown':
      return null;
    case 'absent':
      return [...process, ...folder, ' is gone already.'];
    case 'clean':
      return [...process, ...folder, ' is deleted; nothing in it is unsaved.'];
    case 'work': {
      const files = found.files.map((file) => `\n   ${shown(file, 80)}`);
      return [...process, ...folder, ' is deleted with ', bold(lossOf(found)), ':', ...files];
    }
  }
}

function stateOf(session: Session, found: Assessment): string {
  const work = found.kind === 'work' ? found.fingerprint : found.kind;
  return `${session.runId} ${session.lifecycle} ${work}`;
}
