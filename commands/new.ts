import { newSessionId, parseSessionId } from '../src/domain/ids.ts';
import type { CommandCall, Room } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import { commandData } from '../src/telegram/callbacks.ts';
import { bold, code, compose } from '../src/telegram/text/compose.ts';
import type { NewLine } from '../src/telegram/verbs/new-line.ts';
import { readNewLine } from '../src/telegram/verbs/new-line.ts';
import { shown } from '../src/telegram/verbs/shown.ts';
import { sayUsage } from '../src/telegram/verbs/usage.ts';

const wizardButton = { label: 'Ask me step by step', data: commandData('new', '') };

export const create = defineCommand({
  name: 'new',
  help: 'Start an agent in a folder',
  usage: '[agent] [folder] [| first prompt]',
  who: 'operator',
  async handle(call) {
    if (call.argument.trim() === '') {
      await call.wizard('new');
      return;
    }
    const line = await readNewLine(call, call.argument);
    switch (line.kind) {
      case 'unclear':
        await sayUsage(call, create, line.why, [[wizardButton]]);
        return;
      case 'several':
        await chooseFolder(call, line);
        return;
      case 'request':
        await launch(call, line.request);
    }
  },
  async tapped(tap) {
    if (tap.argument === '') {
      await tap.wizard('new');
      return;
    }
    const request = parseChoice(tap.argument);
    if (request === null) await tap.toast('This button is too old. /new begins again.');
    else await launch(tap, request);
  },
});

type Request = Parameters<Room['sessions']['create']>[0];

async function launch(room: Room, request: Request): Promise<void> {
  const known = (await room.sessions.list()).sessions.find((one) => one.id === request.id);
  const session = known ?? (await room.sessions.create(request));
  await room.focus.set(room.place, session.id);
  await room.reply({
    body: compose(
      '▶ ',
      bold(session.name),
      ' is starting. It is in focus: what you write goes to it.',
    ),
    keyboard: [[{ label: '🖥 Screen', data: `s:screen:${session.id}` }]],
  });
}

async function chooseFolder(
  call: CommandCall,
  line: Extract<NewLine, { kind: 'several' }>,
): Promise<void> {
  const buttons = line.paths.map(async (path) => {
    const request: Request = { id: newSessionId(), ...line.rest, cwd: path };
    return [
      { label: shown(path, 50), data: commandData('new', await call.shorten(choiceOf(request))) },
    ];
  });
  await call.reply({
    body: compose('Several projects are called ', code(shown(line.word, 60)), '. Which one?'),
    keyboard: await Promise.all(buttons),
    replyTo: call.messageId,
  });
}

/** With its id: a button that is tapped twice starts one session. */
function choiceOf({ id, agent = '', cwd = '', prompt = '' }: Request): string {
  return JSON.stringify([id, agent, cwd, prompt]);
}

function parseChoice(argument: string): Request | null {
  try {
    const parts: unknown = JSON.parse(argument);
    if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return null;
    const [given = '', agent = '', cwd = '', prompt = ''] = parts as readonly string[];
    const id = parseSessionId(given);
    if (id === null || cwd === '') return null;
    return {
      id,
      cwd,
      ...(agent === '' ? {} : { agent }),
      ...(prompt === '' ? {} : { prompt }),
    };
  } catch {
    return null;
  }
}
