import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import type { JsonObject } from '../../domain/fields.ts';
import type { Env, HookInstall } from '../hooks.ts';
import { configFolder } from './config-folder.ts';
import { objectOf } from './hooks-event.ts';
import { hookEntries, isOurs } from './hooks-settings.ts';

/** In the operator's own settings. Everything that is not ours stays, in its order. */
export const install: HookInstall = {
  file: (env: Env) => join(configFolder(env), 'settings.json'),
  add(text, command, version) {
    const before = settingsOf(text ?? '{}');
    const hooks: Record<string, unknown> = { ...hooksOf(withoutOurs(before)) };
    for (const { event, hook } of hookEntries(command, version)) {
      hooks[event] = [...groupsOf(hooks, event), { hooks: [hook] }];
    }
    return written(text, before, { ...withoutOurs(before), hooks });
  },
  remove(text) {
    const before = settingsOf(text);
    return written(text, before, withoutOurs(before));
  },
};

function settingsOf(text: string): JsonObject {
  const parsed = parsedOrNull(text);
  const settings = objectOf(parsed);
  if (settings === null) throw new Error('it is not a JSON object');
  hooksOf(settings);
  return settings;
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text.trim() === '' ? '{}' : text.replace(/^\u{feff}/u, ''));
  } catch (error) {
    throw new Error('it is not valid JSON', { cause: error });
  }
}

function hooksOf(settings: JsonObject): JsonObject {
  const given = settings['hooks'];
  const hooks = given === undefined ? {} : objectOf(given);
  if (hooks === null) throw new Error('its "hooks" is not an object');
  for (const name of Object.keys(hooks)) groupsOf(hooks, name);
  return hooks;
}

function groupsOf(hooks: JsonObject, event: string): readonly unknown[] {
  const groups = hooks[event] ?? [];
  if (!Array.isArray(groups)) throw new Error(`its hooks of ${event} are not a list`);
  return groups;
}

/** What becomes empty with our leaving goes as well. */
function withoutOurs(settings: JsonObject): JsonObject {
  if (settings['hooks'] === undefined) return settings;
  const hooks = hooksOf(settings);
  const kept = Object.keys(hooks).flatMap((event) => {
    const before = groupsOf(hooks, event);
    const after = before.map(groupWithoutOurs).filter((group) => group !== null);
    return after.length === 0 && before.length > 0 ? [] : [[event, after] as const];
  });
  const { hooks: _ours, ...rest } = settings;
  const left = Object.fromEntries(kept);
  if (kept.length === 0 && Object.keys(hooks).length > 0) return rest;
  return { ...settings, hooks: left };
}

function groupWithoutOurs(group: unknown): unknown {
  const object = objectOf(group);
  const list = object?.['hooks'];
  if (object === null || !Array.isArray(list)) return group;
  const kept = list.filter((hook) => !isOurs(objectOf(hook)?.['command']));
  if (kept.length === list.length) return group;
  return kept.length === 0 ? null : { ...object, hooks: kept };
}

/** Untouched when nothing changes; else indented as it was. */
function written(text: string | null, before: JsonObject, after: JsonObject): string {
  if (text !== null && isDeepStrictEqual(before, after)) return text;
  const indent = /\n([ \t]+)"/.exec(text ?? '')?.[1] ?? '  ';
  return `${JSON.stringify(after, null, indent)}\n`;
}
