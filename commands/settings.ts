import type { Room } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import type { OutgoingMessage } from '../src/telegram/message.ts';
import { bold, code, compose, lines } from '../src/telegram/text/compose.ts';
import { parseSwitch, switchButton } from '../src/telegram/verbs/switch.ts';

export const settings = defineCommand({
  name: 'settings',
  help: 'What this chat has chosen',
  usage: '',
  who: 'operator',
  handle: async (call) => call.reply(await card(call)),
  async tapped(tap) {
    const wanted = parseSwitch(tap.argument);
    if (wanted?.name !== 'silent') {
      await tap.toast('This button is too old. /settings shows the choices.');
      return;
    }
    await tap.settings.write(tap.place.chat, { silentTurns: wanted.on });
    await tap.edit(tap.messageId, await card(tap));
  },
});

async function card(room: Room): Promise<OutgoingMessage> {
  const chosen = await room.settings.read(room.place.chat);
  const focused = await room.focus.get(room.place);
  const { sessions } = await room.sessions.list();
  const session = sessions.find((one) => one.id === focused);
  return {
    body: lines(
      bold('Settings of this chat'),
      session === undefined
        ? compose('No session is in focus; /use chooses one.')
        : compose('In focus: ', bold(session.name)),
      ...room.projects.map((path) => compose('Projects: ', code(path))),
      compose('/alerts chooses what is announced here.'),
    ),
    keyboard: [
      [switchButton('settings', 'silent', 'Finished turns make no sound', chosen.silentTurns)],
    ],
  };
}
