import type { ButtonTap, Room } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import { commandData } from '../src/telegram/callbacks.ts';
import type { OutgoingMessage } from '../src/telegram/message.ts';
import type { Piece } from '../src/telegram/text/compose.ts';
import { bold, code, compose, lines } from '../src/telegram/text/compose.ts';
import { shown } from '../src/telegram/verbs/shown.ts';

type Discovery = Awaited<ReturnType<Room['sessions']['discover']>>;
type Foreign = Discovery['tmux'][number];

const offered = 20;

export const adopt = defineCommand({
  name: 'adopt',
  help: 'Take a tmux session that runs already under control',
  usage: '[tmux session]',
  who: 'operator',
  async handle(call) {
    const wanted = call.argument.trim();
    if (wanted === '') await call.reply(await offer(call, await call.sessions.discover()));
    else await call.reply(await taken(call, wanted));
  },
  async tapped(tap) {
    const found = await tap.sessions.discover();
    const one = found.tmux.find((foreign) => wordFor(foreign) === tap.argument);
    if (one === undefined) await gone(tap, found);
    else await tap.edit(tap.messageId, await taken(tap, one.pane));
  },
});

async function taken(room: Room, target: string): Promise<OutgoingMessage> {
  const session = await room.sessions.adopt(target);
  await room.focus.set(room.place, session.id);
  return {
    body: compose(
      '🪢 ',
      bold(session.name),
      ' is adopted and in focus: what you write goes to it.',
    ),
    keyboard: [[{ label: '🖥 Screen', data: `s:screen:${session.id}` }]],
  };
}

async function gone(tap: ButtonTap, found: Discovery): Promise<void> {
  await tap.toast('That one is not there any more.');
  await tap.edit(tap.messageId, await offer(tap, found));
}

async function offer(room: Room, found: Discovery): Promise<OutgoingMessage> {
  const some = found.tmux.slice(0, offered);
  const more = found.tmux.length - some.length;
  const pieces: Piece[] = [
    some.length === 0
      ? 'Nothing runs in tmux that is not ours already.'
      : bold('Runs in tmux without being ours'),
    ...some.map(describe),
  ];
  if (more > 0)
    pieces.push(compose(`and ${more} more; `, code('/adopt <tmux session>'), ' takes any.'));
  if (found.native.length > 0) {
    pieces.push('', bold('Outside tmux, so out of reach'));
    for (const { agent, pid, folder } of found.native) {
      pieces.push(
        `• ${agent}, process ${pid}${folder === null ? '' : `, in ${shown(folder, 80)}`}`,
      );
    }
  }
  for (const why of found.unknown) pieces.push(`Could not be looked at: ${shown(why, 200)}`);
  return {
    body: lines(...pieces),
    keyboard: await Promise.all(some.map((one) => button(room, one))),
  };
}

function describe(one: Foreign): Piece {
  const what = one.agent ?? one.command;
  return compose(
    '• ',
    bold(shown(one.name, 40)),
    ` ${shown(what, 30)} in `,
    code(shown(one.path, 80)),
  );
}

async function button(room: Room, one: Foreign) {
  return [
    {
      label: `${shown(one.name, 30)} · ${shown(one.agent ?? one.command, 20)}`,
      data: commandData('adopt', await room.shorten(wordFor(one))),
    },
  ];
}

/** A pane's id alone comes again when a server does; with its session's name it is that pane. */
function wordFor(one: Foreign): string {
  return `${one.pane} ${one.name}`;
}
