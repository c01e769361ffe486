import { defineCommand } from '../src/telegram/command.ts';
import { bold, compose } from '../src/telegram/text/compose.ts';
import { mayDrive } from '../src/telegram/verbs/drive.ts';
import { onlySession } from '../src/telegram/verbs/target.ts';
import { notPressed } from '../src/telegram/verbs/typed.ts';

export const interrupt = defineCommand({
  name: 'interrupt',
  help: 'Make an agent stop what it is doing; the session stays',
  usage: '[session]',
  who: 'operator',
  async handle(call) {
    const session = await onlySession(call, interrupt);
    if (session === null) return;
    await mayDrive(call, session);
    const typed = await call.sessions.interrupt(session.id, call.actor);
    const why = notPressed(typed, session.name);
    await call.reply({
      body: why === null ? compose('✋ Interrupt sent to ', bold(session.name), '.') : compose(why),
      keyboard: [[{ label: 'Screen', data: `s:screen:${session.id}` }]],
      replyTo: call.messageId,
    });
  },
});
