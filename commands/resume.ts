import { defineCommand } from '../src/telegram/command.ts';
import { bold, compose } from '../src/telegram/text/compose.ts';
import { mayDrive } from '../src/telegram/verbs/drive.ts';
import { tappedLost } from '../src/telegram/verbs/lost.ts';
import { onlySession } from '../src/telegram/verbs/target.ts';

export const resume = defineCommand({
  name: 'resume',
  help: 'Go on with a session that is paused, stopped, errored or archived',
  usage: '[session]',
  who: 'operator',
  async handle(call) {
    const session = await onlySession(call, resume);
    if (session === null) return;
    await mayDrive(call, session);
    const resumed = await call.sessions.resume(session.id, call.actor);
    await call.focus.set(call.place, resumed.id);
    await call.reply({
      body: compose(
        '▶ ',
        bold(resumed.name),
        resumed.conversation === 'fresh'
          ? ' starts afresh: there was no conversation to go on with.'
          : ' goes on.',
        ' It is in focus: what you write goes to it.',
      ),
      keyboard: [[{ label: '🖥 Screen', data: `s:screen:${resumed.id}` }]],
    });
  },
  async tapped(tap) {
    if (!(await tappedLost(tap))) {
      await tap.toast('This button is too old. /sessions shows what can be resumed.');
    }
  },
});
