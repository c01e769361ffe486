import { isLive } from '../src/domain/session.ts';
import { defineCommand } from '../src/telegram/command.ts';
import { bold, code, compose, lines, moment } from '../src/telegram/text/compose.ts';
import { sinceText } from '../src/telegram/verbs/polling.ts';

const unreadableShown = 5;

export const status = defineCommand({
  name: 'status',
  help: 'How tapmux itself is doing',
  usage: '',
  who: 'operator',
  async handle(call) {
    const [health, view, open] = await Promise.all([
      call.health(),
      call.sessions.list(),
      call.sessions.pending(),
    ]);
    const problem = health.problem ?? null;
    const live = view.sessions.filter(isLive).length;
    const known = view.sessions.filter((one) => one.lifecycle !== 'decommissioned').length;
    const unreadable = view.unreadable.slice(0, unreadableShown);
    await call.reply({
      body: lines(
        compose(bold('tapmux'), ` ${health.version} as ${health.bot}`),
        compose('Started ', moment(Date.parse(health.startedAt), health.startedAt)),
        compose(`Telegram: ${sinceText(health.sinceLastPoll)}`),
        problem === null ? null : compose('⚠️ ', problem),
        compose(health.tmux),
        compose(`Sessions: ${live} running, ${known} in all`),
        compose(`Open decisions: ${open.length}`),
        compose(`Messages waiting to be sent: ${health.waitingMessages}`),
        view.unreadable.length === 0
          ? null
          : compose(bold(`Unreadable records: ${view.unreadable.length}`)),
        ...unreadable.map((one) => compose('• ', code(one.path), ` ${one.why}`)),
      ),
      keyboard: [[{ label: 'Doctor', data: 'c:doctor:look' }]],
    });
  },
});
