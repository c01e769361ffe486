import { defineCommand } from '../src/telegram/command.ts';
import type { CommandCall } from '../src/telegram/command.ts';
import type { Session } from '../src/domain/session.ts';
import { bold, compose } from '../src/telegram/text/compose.ts';
import type { Composed } from '../src/telegram/message.ts';
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
    const attention = call.sessions.live(session.id)?.attention;
    if (attention === 'working') return endTurn(call, session);
    return pressOnly(call, session, attention === 'idle');
  },
});

/** One message: that it is under way, and in its place, when its turn is seen to end, that it has. */
async function endTurn(call: CommandCall, session: Session): Promise<void> {
  const key = `interrupt:${call.updateId}`;
  const say = (body: Composed) =>
    call.reply({ body, keyboard: look(session), replyTo: call.messageId }, key);
  await say(compose('✋ Interrupting ', bold(session.name), ' …'));
  const why = notPressed(await call.sessions.interrupt(session.id, call.actor, key), session.name);
  if (why !== null) await say(compose(why));
}

async function pressOnly(call: CommandCall, session: Session, idle: boolean): Promise<void> {
  const typed = await call.sessions.interrupt(session.id, call.actor);
  const why = notPressed(typed, session.name);
  await call.reply({
    body:
      why === null
        ? compose('✋ Interrupt sent to ', bold(session.name), idle ? '; it was not at work.' : '.')
        : compose(why),
    keyboard: look(session),
    replyTo: call.messageId,
  });
}

const look = (session: Session) => [[{ label: '🖥 Screen', data: `s:screen:${session.id}` }]];
