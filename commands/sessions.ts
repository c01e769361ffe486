import type { Room } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import { homeData, sessionsCard } from '../src/telegram/cards/sessions.ts';
import type { OutgoingMessage } from '../src/telegram/message.ts';
import { shown } from '../src/telegram/verbs/shown.ts';
import { titleOf } from '../src/telegram/verbs/title.ts';
import { sayUsage } from '../src/telegram/verbs/usage.ts';

/** One home card per chat. */
const key = 'home';

export const sessions = defineCommand({
  name: 'sessions',
  help: 'Everything that runs, whoever needs you first',
  usage: '[project]',
  who: 'operator',
  async handle(call) {
    const wanted = call.argument.trim().toLowerCase();
    if (wanted === '') {
      await call.card(key, await home(call, 0, null));
      return;
    }
    const view = await call.sessions.list();
    const projects = [...new Set(view.sessions.map((one) => one.project))];
    const project =
      projects.find((one) => one === wanted) ?? projects.find((one) => one.startsWith(wanted));
    if (project !== undefined) {
      await call.card(key, await home(call, 0, project));
      return;
    }
    await sayUsage(call, sessions, `There is no project called ${shown(wanted, 40)}.`, [
      [{ label: 'All sessions', data: homeData(0, null) }],
    ]);
  },
  async tapped(tap) {
    const [, page, project] = /^(\d{1,4})(?::(.+))?$/.exec(tap.argument) ?? [];
    if (page !== undefined) {
      await tap.edit(tap.messageId, await home(tap, Number(page), project ?? null));
    } else if (tap.argument === 'show') {
      await tap.card(key, await home(tap, 0, null));
    } else {
      await tap.toast('This button is too old. /sessions shows everything.');
    }
  },
});

async function home(room: Room, page: number, project: string | null): Promise<OutgoingMessage> {
  const [view, pending] = await Promise.all([room.sessions.list(), room.sessions.pending()]);
  return sessionsCard({
    sessions: view.sessions,
    pending,
    unreadable: view.unreadable.length,
    page,
    project,
    now: Date.now(),
    titleOf,
  });
}
