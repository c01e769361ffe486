import { defineCommand } from '../src/telegram/command.ts';
import { commandData } from '../src/telegram/callbacks.ts';
import { bold, compose } from '../src/telegram/text/compose.ts';
import { onlySession } from '../src/telegram/verbs/target.ts';

/** More at once would bury the chat; the rest comes with the next /pending. */
const shownAtOnce = 10;

export const pending = defineCommand({
  name: 'pending',
  help: 'Show again what waits for your answer',
  usage: '[session]',
  who: 'operator',
  async handle(call) {
    const wanted = call.argument.trim();
    const only = wanted === '' ? null : await onlySession(call, pending);
    if (wanted !== '' && only === null) return;
    const open = (await call.sessions.pending()).filter(
      (one) => only === null || one.sessionId === only.id,
    );
    if (open.length === 0) {
      const nobody =
        only === null ? compose('Nothing waits') : compose(bold(only.name), ': nothing waits');
      await call.reply({
        body: compose(nobody, ' for your answer.'),
        keyboard: [[{ label: 'Sessions', data: commandData('sessions', 'show') }]],
      });
      return;
    }
    for (const decision of open.slice(0, shownAtOnce)) await call.showDecision(decision);
    if (open.length > shownAtOnce) {
      await call.reply({
        body: compose(`${open.length - shownAtOnce} more wait. Answer some, then /pending again.`),
      });
    }
  },
});
