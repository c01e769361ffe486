import type { JsonObject } from '../../domain/fields.ts';
import { objectsOf, textOf } from './hooks-event.ts';

/** One change of what is allowed from now on, as Claude Code offers it. */
export interface Suggestion {
  /** Given back as it came. */
  readonly update: JsonObject;
  /** With its exact scope. */
  readonly label: string;
}

/** Those that can be put in words. What is not understood is not offered. */
export function suggestionsOf(event: JsonObject): readonly Suggestion[] {
  return objectsOf(event['permission_suggestions']).flatMap((update) => {
    const words = wordsOf(update);
    return words === null ? [] : [{ update, label: `Yes, and ${words}${scopeOf(update)}` }];
  });
}

function wordsOf(update: JsonObject): string | null {
  switch (update['type']) {
    case 'addRules':
      return update['behavior'] === 'allow' ? rulesOf(update) : null;
    case 'addDirectories':
      return foldersOf(update);
    case 'setMode':
      return modeOf(textOf(update, 'mode'));
    default:
      return null;
  }
}

function rulesOf(update: JsonObject): string | null {
  const rules = objectsOf(update['rules']).map((rule) => {
    const tool = textOf(rule, 'toolName');
    const content = textOf(rule, 'ruleContent');
    if (content === '') return tool === 'Bash' ? 'any command' : tool;
    return tool === 'Bash' ? content : `${tool}(${content})`;
  });
  return rules.length === 0 || rules.includes('')
    ? null
    : `don't ask again for: ${rules.join(', ')}`;
}

function foldersOf(update: JsonObject): string | null {
  const folders = update['directories'];
  if (!Array.isArray(folders) || folders.length === 0) return null;
  return folders.every((one) => typeof one === 'string')
    ? `allow access to ${folders.join(', ')}`
    : null;
}

/** Modes that ask for nothing any more are no answer to one question. */
function modeOf(mode: string): string | null {
  if (mode === 'acceptEdits') return 'accept edits from now on';
  return mode === 'default' ? 'ask for each edit' : null;
}

const scopes: Readonly<Record<string, string>> = {
  session: 'in this session',
  localSettings: 'in this project',
  projectSettings: 'in this project, for everybody',
  userSettings: 'everywhere',
};

function scopeOf(update: JsonObject): string {
  const scope = scopes[textOf(update, 'destination')];
  return scope === undefined ? '' : ` (${scope})`;
}

/** What `setMode` looks like, for an answer that sets one by itself. */
export function modeUpdate(mode: 'acceptEdits' | 'default'): JsonObject {
  return { type: 'setMode', mode, destination: 'session' };
}
