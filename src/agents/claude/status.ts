import { join } from 'node:path';
import type { JsonObject } from '../../domain/fields.ts';
import type { OwnStatus, OwnWord } from '../hooks.ts';
import { configFolder } from './config-folder.ts';
import { objectOf, textOf } from './hooks-event.ts';

/** `sessions/<pid>.json`: what each process of Claude Code is doing, by its own word. Undocumented, so all of it may be missing. */
export const status: OwnStatus = {
  folder: (env) => join(configFolder(env), 'sessions'),
  parse(name, text) {
    const pid = Number(/^(\d+)\.json$/.exec(name)?.[1]);
    const record = parsedOrNull(text);
    // A file under another's name is a copy, and tells of nobody.
    if (record === null || record['pid'] !== pid) return null;
    return {
      pid,
      procStart: textOrNull(record, 'procStart'),
      state: stateOf(textOf(record, 'status')),
      conversation: textOrNull(record, 'sessionId'),
      pane: /\.(%\d+)$/.exec(textOf(record, 'tmux'))?.[1] ?? null,
    };
  },
};

/** `shell`: at rest while a command of its goes on in the background. */
function stateOf(word: string): OwnWord['state'] {
  switch (word) {
    case 'busy':
      return 'working';
    case 'idle':
    case 'shell':
      return 'idle';
    case 'waiting':
      return 'asking';
    default:
      return 'unknown';
  }
}

function textOrNull(record: JsonObject, name: string): string | null {
  const text = textOf(record, name);
  return text === '' ? null : text;
}

function parsedOrNull(text: string): JsonObject | null {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return null;
  }
}
