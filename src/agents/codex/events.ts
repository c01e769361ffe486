import { isAbsolute, join } from 'node:path';
import type { Ask } from '../../domain/ask.ts';
import type { Fields } from '../../domain/fields.ts';
import type { Report } from '../../domain/report.ts';
import { aboutOf } from '../about.ts';
import { conversation } from '../conversation.ts';
import { told } from '../told.ts';
import { understood } from '../understood.ts';

export function parse(event: unknown): readonly Report[] {
  return understood(event, reportsOf);
}

function reportsOf(event: Fields): readonly Report[] {
  switch (event.text('hook_event_name')) {
    case 'SessionStart':
      return conversation(event);
    case 'UserPromptSubmit':
      return [...conversation(event), { kind: 'prompted', text: event.text('prompt') }];
    case 'PermissionRequest':
      return [{ kind: 'asks', about: about(event), ask: askOf(event) }];
    case 'PostToolUse':
      return [{ kind: 'settled', about: about(event) }];
    case 'Stop':
      return [
        { kind: 'turn_over', words: event.textOr('last_assistant_message', null), problem: null },
      ];
    case 'Interrupt':
      return [{ kind: 'turn_over', words: null, problem: null, interrupted: true }];
    default:
      return [];
  }
}

/** The request says why it asks, which what comes after it does not repeat. */
function about(event: Fields): string {
  const { description: _, ...input } = event.child('tool_input')?.object ?? {};
  return aboutOf(event.text('turn_id'), event.text('tool_name'), input);
}

function askOf(event: Fields): Ask {
  const tool = event.text('tool_name');
  const input = event.child('tool_input');
  const command = input?.textOr('command', null) ?? null;
  const reason = input?.textOr('description', '') ?? '';
  const why = reason === '' ? [] : [`Reason: ${reason}`];
  const options = [
    { label: 'Yes, proceed', tone: 'allow' },
    { label: 'No, and tell Codex what to do differently', tone: 'deny' },
  ] as const;
  if (tool === 'apply_patch' && command !== null) {
    const targets = targetsOf(command, event.textOr('cwd', ''));
    return told({
      kind: 'permission',
      title: 'Would you like to make the following edits?',
      body: [...why, ...targets.map((path) => `Destination: ${path}`), command].join('\n'),
      options,
    });
  }
  if (command !== null) {
    return told({
      kind: 'permission',
      title: 'Would you like to run the following command?',
      body: [...why, `$ ${command}`].join('\n'),
      options,
    });
  }
  return told({
    kind: 'permission',
    title: `Would you like to use ${tool}?`,
    body: [...why, JSON.stringify(input?.object ?? {}, null, 2)].join('\n'),
    options,
  });
}

function targetsOf(patch: string, folder: string): readonly string[] {
  return [...patch.matchAll(/^\*\*\* (?:Add|Update|Delete) File: (.+)$/gm)].map(([, path = '']) =>
    isAbsolute(path) ? path : join(folder, path),
  );
}
