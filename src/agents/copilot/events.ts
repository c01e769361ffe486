import { basename, dirname, resolve } from 'node:path';
import type { AskOption } from '../../domain/ask.ts';
import { fieldsOf } from '../../domain/fields.ts';
import type { Fields } from '../../domain/fields.ts';
import type { Report } from '../../domain/report.ts';
import { aboutOf } from '../about.ts';
import { option } from '../asked.ts';
import { problemOf } from '../problem.ts';
import { told } from '../told.ts';
import { understood } from '../understood.ts';
import { uuid } from './conversations.ts';

export const parse = understood(reportsOf);

function reportsOf(event: Fields): readonly Report[] {
  // Agents that it starts for its work have prompts, turns and a conversation of their own.
  const isOwn = !event.has('agent_id');
  switch (event.textOr('hook_event_name', null) ?? event.text('hookName')) {
    case 'SessionStart':
      return isOwn ? conversation(event) : [];
    case 'UserPromptSubmit':
      if (!isOwn) return [];
      return [...conversation(event), { kind: 'prompted', text: event.text('prompt') }];
    case 'Notification':
      return event.text('notification_type') === 'permission_prompt' ? shown(event) : [];
    case 'permissionRequest':
      return change(event);
    case 'PostToolUse':
    case 'PostToolUseFailure':
      return settled(event);
    case 'Stop':
      // The last words are in no event, and in the transcript only a moment later.
      return isOwn ? [{ kind: 'turn_over', words: null, problem: null }] : [];
    case 'ErrorOccurred':
      return isOwn ? failed(event) : [];
    default:
      return [];
  }
}

/** Told of at every try. Where a later one succeeds, the end of the turn takes it back. */
function failed(event: Fields): readonly Report[] {
  const error = event.child('error');
  if (error === null || event.text('error_context') !== 'model_call') return [];
  return [{ kind: 'turn_over', words: null, problem: problemOf(wordsOf(error.text('message'))) }];
}

/** Most services wrap their words in JSON, which Copilot passes on. */
function wordsOf(message: string): string {
  try {
    const service = fieldsOf(JSON.parse(message));
    const type = service.textOr('type', '');
    return type === '' ? service.text('message') : `${service.text('message')} (${type})`;
  } catch {
    return message;
  }
}

/** It becomes an argument later, so it has to look like one of Copilot's. */
function conversation(event: Fields): readonly Report[] {
  const id = event.text('session_id');
  return uuid.test(id) ? [{ kind: 'conversation', id, transcript: null }] : [];
}

/** As the screen has it, which also shows what else there is to choose. */
const options: readonly AskOption[] = [
  option('Yes'),
  option('No, and tell Copilot what to do differently (Esc to stop)'),
];

function asks(about: string, title: string, body: string): readonly Report[] {
  return [{ kind: 'asks', about, ask: told({ kind: 'permission', title, body, options }) }];
}

/** Prompts of other kinds are told of without what they are about: the screen has that. */
function shown(event: Fields): readonly Report[] {
  const [, verb, what = ''] = /^(Run command|Fetch URL): ([^]+)$/.exec(event.text('message')) ?? [];
  switch (verb) {
    case 'Run command':
      return asks(aboutOf('run', what), 'Do you want to run this command?', what);
    case 'Fetch URL': {
      const body = `Copilot is attempting to access the following URL:\n${what}`;
      return asks(aboutOf('fetch', what), 'Do you want to allow this access?', body);
    }
    default:
      return [];
  }
}

/** Told of also where a rule allows it: then it has no prompt, and has been made at once. */
function change(event: Fields): readonly Report[] {
  const input = event.child('toolInput');
  if (input === null || event.text('toolName') !== 'edit') return [];
  const path = resolve(event.textOr('cwd', '/'), input.text('file_path'));
  const diff = input.text('diff');
  const verb = /^(?:---|@@)|^(create) file mode/m.exec(diff)?.[1] ?? 'edit';
  return asks(aboutOf('edit', path), `Do you want to ${verb} ${path}?`, bodyOf(path, diff));
}

/** As the screen begins it, with all the lines. */
function bodyOf(path: string, diff: string): string {
  const start = diff.search(/^@@/m);
  const lines = start < 0 ? '' : diff.slice(start).trimEnd();
  const count = (sign: RegExp) => lines.match(sign)?.length ?? 0;
  const head = `${basename(path)} +${count(/^\+/gm)} -${count(/^-/gm)}`;
  return [head, dirname(path), lines].filter((part) => part !== '').join('\n');
}

/** One that was refused at the keyboard is not told of. */
function settled(event: Fields): readonly Report[] {
  const input = event.child('tool_input');
  if (input === null) return [];
  switch (event.text('tool_name')) {
    case 'Bash':
      return [{ kind: 'settled', about: aboutOf('run', input.text('command')) }];
    case 'Edit':
    case 'Write': {
      const path = resolve(event.textOr('cwd', '/'), input.text('path'));
      return [{ kind: 'settled', about: aboutOf('edit', path) }];
    }
    case 'WebFetch':
      return [{ kind: 'settled', about: aboutOf('fetch', input.text('url')) }];
    default:
      return [];
  }
}
