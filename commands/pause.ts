import type { Room } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import { bold, compose, quote } from '../src/telegram/text/compose.ts';
import { mayDrive } from '../src/telegram/verbs/drive.ts';
import { shown } from '../src/telegram/verbs/shown.ts';
import type { Target } from '../src/telegram/verbs/target.ts';
import { resumeButton } from '../src/telegram/verbs/typed.ts';
import { sessionAndText, tappedTarget } from '../src/telegram/verbs/target.ts';

export const pause = defineCommand({
  name: 'pause',
  help: 'Put a session aside with a note; its agent lives on',
  usage: '[session] [note]',
  who: 'operator',
  async handle(call) {
    const target = await sessionAndText(call, pause);
    if (target !== null) await putAside(call, target);
  },
  async tapped(tap) {
    const target = await tappedTarget(tap);
    if (target !== null) await putAside(tap, target);
  },
});

const noteShown = 400;

async function putAside(room: Room, { session, text }: Target): Promise<void> {
  await mayDrive(room, session);
  const paused = await room.sessions.pause(session.id, text.trim() === '' ? undefined : text);
  const note = shown(paused.pauseSummary ?? '', noteShown);
  await room.reply({
    body: compose(
      '⏸ ',
      bold(paused.name),
      ' is paused.',
      ...(note === '' ? [] : ['\n', quote(note)]),
    ),
    keyboard: [[resumeButton(paused.id)]],
  });
}
