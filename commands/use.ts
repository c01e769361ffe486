import { isTerminal } from '../src/domain/session.ts';
import type { CommandCall } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import { sessionCard } from '../src/telegram/cards/session.ts';
import { compose } from '../src/telegram/text/compose.ts';
import { onlySession } from '../src/telegram/verbs/target.ts';
import { titleOf } from '../src/telegram/verbs/title.ts';

export const use = defineCommand({
  name: 'use',
  help: 'Put a session in focus: what you write goes to it; - lets go',
  usage: '[session]',
  who: 'operator',
  async handle(call) {
    if (call.argument.trim() === '-') {
      await letGo(call);
      return;
    }
    const session = await onlySession(call, use);
    if (session === null) return;
    const focused = !isTerminal(session);
    if (focused) await call.focus.set(call.place, session.id);
    const { sessions } = await call.sessions.list();
    await call.reply(
      sessionCard({
        session: sessions.find((one) => one.id === session.id) ?? session,
        agentTitle: titleOf(session.agent),
        now: Date.now(),
        focused,
      }),
    );
  },
});

async function letGo(call: CommandCall): Promise<void> {
  await call.focus.set(call.place, null);
  await call.reply({
    body: compose('No session is in focus. What you write goes nowhere until you choose one.'),
  });
}
