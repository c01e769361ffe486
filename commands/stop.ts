import { parseSessionId } from '../src/domain/ids.ts';
import type { Session } from '../src/domain/session.ts';
import type { Room } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import type { OutgoingMessage } from '../src/telegram/message.ts';
import { bold, compose } from '../src/telegram/text/compose.ts';
import { askFirst, confirmedBy } from '../src/telegram/verbs/confirm.ts';
import { mayDrive } from '../src/telegram/verbs/drive.ts';
import { shown } from '../src/telegram/verbs/shown.ts';
import { onlySession } from '../src/telegram/verbs/target.ts';
import { resumeButton } from '../src/telegram/verbs/typed.ts';

export const stop = defineCommand({
  name: 'stop',
  help: 'End the agent of a session; its folder and conversation stay',
  usage: '[session]',
  who: 'operator',
  async handle(call) {
    const session = await onlySession(call, stop);
    if (session === null) return;
    await mayDrive(call, session);
    const busy = busyWith(call, session);
    if (busy === null) {
      await call.reply(await stopped(call, session));
      return;
    }
    await askFirst(call, {
      verb: 'stop',
      session,
      state: stateOf(session),
      body: compose(bold(session.name), ` ${busy}. Stopping it ends that in the middle.`),
      yes: '⏹ Stop it',
    });
  },
  async tapped(tap) {
    const pending = await confirmedBy(tap, 'stop');
    const id = parseSessionId(pending?.sessionId);
    if (pending === null || id === null) return;
    const session = await tap.sessions.get(id);
    if (pending.state !== stateOf(session)) {
      await tap.edit(tap.messageId, {
        body: compose(bold(session.name), ' was started anew since. Nothing was stopped.'),
      });
      return;
    }
    await mayDrive(tap, session);
    await tap.edit(tap.messageId, await stopped(tap, session));
  },
});

/** Null when nothing is in the middle of anything. */
function busyWith(room: Room, session: Session): string | null {
  const live = room.sessions.live(session.id);
  switch (live?.attention ?? session.attention) {
    case 'working': {
      const doing = shown(live?.activity ?? session.activity ?? '', 120);
      return doing === '' ? 'is working' : `is working (${doing})`;
    }
    case 'awaiting_approval':
    case 'awaiting_input':
      return 'is waiting for an answer';
    default:
      return null;
  }
}

function stateOf(session: Session): string {
  return `${session.runId} ${session.lifecycle}`;
}

async function stopped(room: Room, session: Session): Promise<OutgoingMessage> {
  const { name, id } = await room.sessions.stopSession(session.id, room.actor);
  return {
    body: compose('⏹ ', bold(name), ' is stopped. Its folder and conversation are kept.'),
    keyboard: [[resumeButton(id), { label: '📦 Archive', data: `s:archive:${id}` }]],
  };
}
