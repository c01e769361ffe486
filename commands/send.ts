import type { ButtonTap, CommandCall } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import { compose } from '../src/telegram/text/compose.ts';
import { mayDrive } from '../src/telegram/verbs/drive.ts';
import type { Target } from '../src/telegram/verbs/target.ts';
import { sessionAndText, tappedTarget } from '../src/telegram/verbs/target.ts';
import { afterwards, sentOf } from '../src/telegram/verbs/typed.ts';
import { sayUsage } from '../src/telegram/verbs/usage.ts';

export const send = defineCommand({
  name: 'send',
  help: 'Send a text to a session',
  usage: '[session] <text>',
  who: 'operator',
  async handle(call) {
    const target = await sessionAndText(call, send);
    if (target === null) return;
    if (target.text.trim() === '') {
      await sayUsage(call, send, `What shall ${target.session.name} get?`);
      return;
    }
    await deliver(call, target, { replyTo: call.messageId });
  },
  async tapped(tap) {
    const target = await tappedTarget(tap);
    if (target === null) return;
    await tap.edit(tap.messageId, { body: compose(`To ${target.session.name}.`) });
    await deliver(tap, target, {});
  },
});

async function deliver(
  room: CommandCall | ButtonTap,
  { session, text }: Target,
  extra: { readonly replyTo?: number },
): Promise<void> {
  await mayDrive(room, session);
  const outcome = await room.sessions.send(session.id, text, room.actor);
  const good = outcome.kind === 'delivered' || outcome.kind === 'queued';
  await room.reply({
    body: compose(sentOf(outcome, session.name)),
    ...(good ? { silent: true } : { keyboard: afterwards(outcome, session.id) }),
    ...extra,
  });
}
