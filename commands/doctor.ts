import { listFolders } from '../src/sessions/folders.ts';
import type { Room } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import type { OutgoingMessage } from '../src/telegram/message.ts';
import { bold, compose, lines } from '../src/telegram/text/compose.ts';
import { counted } from '../src/telegram/text/words.ts';
import { missingPrograms } from '../src/telegram/verbs/agents.ts';
import { lateAfterSeconds, sinceText } from '../src/telegram/verbs/polling.ts';

interface Finding {
  readonly good: boolean;
  readonly text: string;
}

export const doctor = defineCommand({
  name: 'doctor',
  help: 'Look at everything tapmux stands on',
  usage: '',
  who: 'operator',
  handle: async (call) => call.reply(await report(call)),
  tapped: async (tap) => tap.edit(tap.messageId, await report(tap)),
});

async function report(room: Room): Promise<OutgoingMessage> {
  const findings = [
    ...(await polling(room)),
    await panes(room),
    await agents(room),
    ...(await projects(room)),
    await records(room),
  ];
  const bad = findings.filter((one) => !one.good).length;
  const verdict =
    bad === 0 ? 'All is well.' : `${bad} ${bad === 1 ? 'thing needs' : 'things need'} a look.`;
  return {
    body: lines(bold(verdict), ...findings.map((one) => compose(one.good ? '✓ ' : '✗ ', one.text))),
    keyboard: [[{ label: '⟳ Look again', data: 'c:doctor:look' }]],
  };
}

async function polling(room: Room): Promise<readonly Finding[]> {
  const health = await room.health();
  const problem = health.problem ?? null;
  const late = health.sinceLastPoll !== null && health.sinceLastPoll > lateAfterSeconds;
  return [
    { good: true, text: `tapmux ${health.version}, ${health.tmux}` },
    { good: !late, text: `Telegram: ${sinceText(health.sinceLastPoll)}` },
    ...(problem === null ? [] : [{ good: false, text: problem }]),
    { good: true, text: `Messages waiting to be sent: ${health.waitingMessages}` },
  ];
}

async function panes(room: Room): Promise<Finding> {
  const found = await room.sessions.discover();
  return found.unknown.length === 0
    ? { good: true, text: `tmux answers; not ours in it: ${counted(found.tmux.length, 'pane')}` }
    : { good: false, text: found.unknown.join('; ') };
}

async function agents(room: Room): Promise<Finding> {
  const titles = (await room.sessions.installed()).map((agent) => agent.title);
  const missing = await missingPrograms(room);
  const notFound = missing.length === 0 ? '' : `; not on PATH: ${missing.join(', ')}`;
  return titles.length === 0
    ? { good: false, text: 'No agent is installed. Put one on PATH and start tapmux again.' }
    : { good: true, text: `Agents: ${titles.join(', ')}${notFound}` };
}

function projects(room: Room): Promise<readonly Finding[]> {
  return Promise.all(
    room.projects.map(async (path) => {
      const page = await listFolders(path, { page: 0, perPage: 1 });
      return page.kind === 'ok'
        ? { good: true, text: `Projects: ${path} (${counted(page.total, 'folder')})` }
        : { good: false, text: `Projects: ${page.why}` };
    }),
  );
}

async function records(room: Room): Promise<Finding> {
  const { sessions, unreadable } = await room.sessions.list();
  return unreadable.length === 0
    ? { good: true, text: `Records: ${counted(sessions.length, 'session')}, all readable` }
    : {
        good: false,
        text: `Records: ${unreadable.length} unreadable, put aside: ${unreadable.map((one) => one.path).join(', ')}`,
      };
}
