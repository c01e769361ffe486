import { demo } from '../src/agents/demo/index.ts';
import { isLive } from '../src/domain/session.ts';
import { defineCommand } from '../src/telegram/command.ts';
import { commandData } from '../src/telegram/callbacks.ts';
import type { Keyboard, OutgoingMessage } from '../src/telegram/message.ts';
import type { Room } from '../src/telegram/command.ts';
import { bold, code, compose, lines } from '../src/telegram/text/compose.ts';
import { shown } from '../src/telegram/verbs/shown.ts';

export const start = defineCommand({
  name: 'start',
  help: 'Say hello and see what runs',
  usage: '',
  who: 'operator',
  handle: async (call) => call.reply(await greeting(call)),
  async tapped(tap) {
    if (tap.argument !== 'demo') {
      await tap.toast('This button is too old. /start begins again.');
      return;
    }
    const { sessions } = await tap.sessions.list();
    const before = sessions.find((one) => one.agent === demo.id && isLive(one));
    const session = before ?? (await tap.sessions.create({ agent: demo.id }));
    await tap.focus.set(tap.place, session.id);
    await tap.reply({
      body: compose(
        '▶ ',
        bold(session.name),
        before === undefined ? ' is starting' : ' runs already',
        ' and is in focus. Write ',
        code('run npm test'),
        ' to it, and it asks for your permission.',
      ),
    });
  },
});

async function greeting(room: Room): Promise<OutgoingMessage> {
  const { sessions } = await room.sessions.list();
  const open = (await room.sessions.pending()).length;
  const live = sessions.filter(isLive).length;
  const first = sessions.length === 0;
  const hello = compose('Hello ', bold(shown(room.userName, 60)), ', tapmux is here.');
  if (first && (await hasDemo(room))) {
    return {
      body: lines(
        hello,
        'Nothing runs yet. The demo agent shows how it feels: it needs no key and no account, runs in a real terminal, and asks before it acts.',
      ),
      keyboard: [
        [{ label: '▶ Start the demo agent', data: commandData('start', 'demo'), style: 'success' }],
        ...ways,
      ],
    };
  }
  return {
    body: lines(
      hello,
      `${counted(live, 'session runs', 'sessions run')}, ${counted(open, 'decision waits', 'decisions wait')} for you.`,
      '',
      'Three things to do first:',
      '1. /new starts an agent in a folder of yours.',
      '2. Write to it here; a reply goes to the session you reply to.',
      '3. When it asks for something, a card comes: tap the answer.',
    ),
    keyboard: ways,
  };
}

const ways: Keyboard = [
  [
    { label: '+ New session', data: commandData('new', '') },
    { label: 'Sessions', data: commandData('sessions', 'show') },
  ],
];

async function hasDemo(room: Room): Promise<boolean> {
  return (await room.sessions.installed()).some((agent) => agent.id === demo.id);
}

function counted(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count === 0 ? 'no' : count} ${many}`;
}
