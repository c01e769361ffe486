import { resolve } from 'node:path';
import type { AskOption } from '../../domain/ask.ts';
import type { Fields } from '../../domain/fields.ts';
import type { Report } from '../../domain/report.ts';
import { aboutOf } from '../about.ts';
import { conversation } from '../conversation.ts';
import { told } from '../told.ts';
import { understood } from '../understood.ts';

export const parse = understood(reportsOf);

function reportsOf(event: Fields): readonly Report[] {
  switch (event.text('hook_event_name')) {
    case 'SessionStart':
      return conversation(event);
    case 'BeforeAgent':
      return [...conversation(event), { kind: 'prompted', text: event.text('prompt') }];
    case 'Notification':
      return asks(event);
    case 'AfterTool':
      return settled(event);
    case 'AfterAgent':
      return [{ kind: 'turn_over', words: event.textOr('prompt_response', null), problem: null }];
    default:
      return [];
  }
}

/** Of a question it tells nothing but that there is one: that is left to the screen. */
function asks(event: Fields): readonly Report[] {
  const details = event.child('details');
  if (details === null || event.text('notification_type') !== 'ToolPermission') return [];
  const title = details.textOr('title', 'Approval').replace(/^Confirm /, '');
  const asked = (name: string, body: string): readonly Report[] => [
    { kind: 'asks', about: name, ask: told({ kind: 'permission', title, body, options }) },
  ];
  switch (details.text('type')) {
    case 'exec': {
      const command = details.text('command');
      return asked(aboutOf('exec', command), command);
    }
    case 'edit': {
      const path = details.text('filePath');
      return asked(aboutOf('edit', path), `${path}\n${changeOf(details)}`);
    }
    case 'info': {
      const prompt = details.text('prompt');
      const urls = details.texts('urls').filter((url) => !prompt.includes(url));
      return asked(aboutOf('info', prompt), [prompt, ...urls].join('\n'));
    }
    default:
      // Of an MCP tool its arguments are missing; the screen has at least some of them.
      return [];
  }
}

/** As the screen has it: a new file with numbered lines, a change as a diff. */
function changeOf(details: Fields): string {
  if (details.textOr('originalContent', null) !== '') return details.text('fileDiff');
  const lines = details.text('newContent').replace(/\n$/, '').split('\n');
  return lines.map((line, at) => `${at + 1} ${line}`).join('\n');
}

/** Those that every approval has; what else there is stands on the screen alone. */
const options: readonly AskOption[] = [
  { label: 'Allow once', tone: 'allow' },
  { label: 'Allow for this session', tone: 'always' },
  { label: 'No, suggest changes (esc)', tone: 'deny' },
];

/** One that was refused at the keyboard is not told of. */
function settled(event: Fields): readonly Report[] {
  const input = event.child('tool_input');
  if (input === null) return [];
  switch (event.text('tool_name')) {
    case 'run_shell_command':
      return [{ kind: 'settled', about: aboutOf('exec', input.text('command')) }];
    case 'write_file':
    case 'replace': {
      const path = resolve(event.textOr('cwd', '/'), input.text('file_path'));
      return [{ kind: 'settled', about: aboutOf('edit', path) }];
    }
    case 'web_fetch':
      return [{ kind: 'settled', about: aboutOf('info', input.text('prompt')) }];
    default:
      return [];
  }
}
