import { parseSessionId } from '../src/domain/ids.ts';
import { isLive } from '../src/domain/session.ts';
import type { Session } from '../src/domain/session.ts';
import type { Room } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import type { OutgoingMessage } from '../src/telegram/message.ts';
import { paneText } from '../src/telegram/verbs/pane.ts';
import { onlySession } from '../src/telegram/verbs/target.ts';
import { resumeButton } from '../src/telegram/verbs/typed.ts';

export const screen = defineCommand({
  name: 'screen',
  help: 'Show what a session has on its screen',
  usage: '[session]',
  who: 'operator',
  async handle(call) {
    const session = await onlySession(call, screen);
    if (session !== null) await call.reply(await view(call, session));
  },
  async tapped(tap) {
    const id = parseSessionId(tap.argument);
    if (id === null) {
      await tap.toast('This button is too old. /screen shows the screen.');
      return;
    }
    await tap.edit(tap.messageId, await view(tap, await tap.sessions.get(id)));
  },
});

async function view(room: Room, session: Session): Promise<OutgoingMessage> {
  const seen = await room.sessions.screen(session.id);
  const body = paneText(session.name, seen);
  if (seen.kind === 'gone' && !isLive(session)) {
    return { body, keyboard: [[resumeButton(session.id)]] };
  }
  return {
    body,
    keyboard: [
      [
        { label: '⟳ Look again', data: `c:screen:${session.id}` },
        { label: '⌨ Keys', data: `s:keys:${session.id}` },
      ],
    ],
  };
}
