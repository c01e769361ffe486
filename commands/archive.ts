import { isLive } from '../src/domain/session.ts';
import { defineCommand } from '../src/telegram/command.ts';
import { bold, compose } from '../src/telegram/text/compose.ts';
import { mayDrive } from '../src/telegram/verbs/drive.ts';
import { onlySession } from '../src/telegram/verbs/target.ts';
import { resumeButton } from '../src/telegram/verbs/typed.ts';

export const archive = defineCommand({
  name: 'archive',
  help: 'Put a stopped session out of sight; nothing is lost',
  usage: '[session]',
  who: 'operator',
  async handle(call) {
    const session = await onlySession(call, archive);
    if (session === null) return;
    if (session.lifecycle === 'archived') {
      await call.reply({
        body: compose(bold(session.name), ' is archived already.'),
        keyboard: [[resumeButton(session.id)]],
      });
      return;
    }
    if (isLive(session)) {
      await call.reply({
        body: compose(bold(session.name), ' still runs. Only what is stopped can be archived.'),
        keyboard: [[{ label: '⏹ Stop', data: `s:stop:${session.id}` }]],
      });
      return;
    }
    await mayDrive(call, session);
    const { id, name } = await call.sessions.archive(session.id);
    await call.reply({
      body: compose(
        '📦 ',
        bold(name),
        ' is archived. Nothing was deleted; resuming brings it back.',
      ),
      keyboard: [[resumeButton(id)]],
    });
  },
});
