import type { Room } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import type { OutgoingMessage } from '../src/telegram/message.ts';
import { bold, code, compose, lines } from '../src/telegram/text/compose.ts';

export const settings = defineCommand({
  name: 'settings',
  help: 'What this chat has chosen',
  usage: '',
  who: 'operator',
  handle: async (call) => call.reply(await card(call)),
  tapped: (tap) => tap.toast('This button is too old. /alerts has what it was for.'),
});

async function card(room: Room): Promise<OutgoingMessage> {
  const focused = await room.focus.get(room.place);
  const { sessions } = await room.sessions.list();
  const session = sessions.find((one) => one.id === focused);
  const { sessions: own } = await room.settings.read(room.place.chat);
  const quieter = sessions.filter((one) => own[one.id] !== undefined).map((one) => one.name);
  return {
    body: lines(
      bold('Settings of this chat'),
      session === undefined
        ? compose('No session is in focus; /use chooses one.')
        : compose('In focus: ', bold(session.name)),
      ...room.projects.map((path) => compose('Projects: ', code(path))),
      compose('/alerts chooses what is announced here, and how loud.'),
      quieter.length === 0 ? null : compose(`With alerts of their own: ${quieter.join(', ')}`),
    ),
  };
}
