import type { ChatSettings, Room } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import type { OutgoingMessage } from '../src/telegram/message.ts';
import { bold, compose, lines } from '../src/telegram/text/compose.ts';
import { parseSwitch, switchButton } from '../src/telegram/verbs/switch.ts';

type Alert = keyof ChatSettings['alerts'];

const alertNames: Readonly<Record<Alert, string>> = {
  ended: 'An agent ended or crashed',
  turns: 'An agent finished its turn',
};

const isAlert = (word: string): word is Alert => Object.hasOwn(alertNames, word);

export const alerts = defineCommand({
  name: 'alerts',
  help: 'Choose what is announced in this chat',
  usage: '',
  who: 'operator',
  async handle(call) {
    await call.reply(card(await call.settings.read(call.place.chat)));
  },
  async tapped(tap) {
    const wanted = parseSwitch(tap.argument);
    if (wanted === null || !isAlert(wanted.name)) {
      await tap.toast('This button is too old. /alerts shows the choices.');
      return;
    }
    await tap.edit(tap.messageId, card(await choose(tap, wanted.name, wanted.on)));
  },
});

async function choose(room: Room, name: Alert, on: boolean): Promise<ChatSettings> {
  const { alerts: before } = await room.settings.read(room.place.chat);
  return room.settings.write(room.place.chat, { alerts: { ...before, [name]: on } });
}

function card(settings: ChatSettings): OutgoingMessage {
  return {
    body: lines(
      bold('What is announced here'),
      compose('Decisions always are. The rest is yours to choose.'),
    ),
    keyboard: (Object.keys(alertNames) as Alert[]).map((name) => [
      switchButton('alerts', name, alertNames[name], settings.alerts[name]),
    ]),
  };
}
