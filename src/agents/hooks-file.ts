import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../domain/fields.ts';
import { shellWord } from '../domain/shell-word.ts';

/** Settings of the common shape: `{ hooks: { Event: [{ matcher, hooks: [{ command }] }] } }`. */
export interface HookEntry {
  readonly event: string;
  /** Only for what has a name like this, in the agent's own spelling. */
  readonly matcher?: string;
  readonly hook: JsonObject & { readonly command: string };
}

/**
 * Each of these once; an older one of ours gives way. All else stays as it is, in its order. `besides`: what may
 * stand among the events and is none.
 */
export function withHooks(
  text: string | null,
  agent: string,
  entries: readonly HookEntry[],
  besides: readonly string[] = [],
): string {
  const before = settingsOf(text ?? '{}', besides);
  const others = withoutOurs(before, agent, besides);
  const hooks: Record<string, unknown> = { ...hooksOf(others, besides) };
  for (const { event, hook, matcher } of entries) {
    const group = { ...(matcher === undefined ? {} : { matcher }), hooks: [hook] };
    hooks[event] = [...groupsOf(hooks, event), group];
  }
  return written(text, before, { ...others, hooks });
}

export function withoutHooks(text: string, agent: string, besides: readonly string[] = []): string {
  const before = settingsOf(text, besides);
  return written(text, before, withoutOurs(before, agent, besides));
}

function settingsOf(text: string, besides: readonly string[]): JsonObject {
  const parsed = parsedOf(text);
  if (!isObject(parsed)) throw new Error('it is not a JSON object');
  hooksOf(parsed, besides);
  return parsed;
}

function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text.trim() === '' ? '{}' : text.replace(/^\u{feff}/u, ''));
  } catch (error) {
    throw new Error('it is not valid JSON', { cause: error });
  }
}

/** What is not of this shape is refused: nobody knows what it was meant to be. */
function hooksOf(settings: JsonObject, besides: readonly string[]): JsonObject {
  const hooks = settings['hooks'] === undefined ? {} : settings['hooks'];
  if (!isObject(hooks)) throw new Error('its "hooks" is not an object');
  for (const name of Object.keys(hooks)) if (!besides.includes(name)) groupsOf(hooks, name);
  return hooks;
}

function groupsOf(hooks: JsonObject, event: string): readonly unknown[] {
  const groups = hooks[event] === undefined ? [] : hooks[event];
  if (!Array.isArray(groups)) throw new Error(`its hooks of ${event} are not a list`);
  return groups;
}

/** What becomes empty with our leaving goes as well. */
function withoutOurs(settings: JsonObject, agent: string, besides: readonly string[]): JsonObject {
  if (settings['hooks'] === undefined) return settings;
  const hooks = hooksOf(settings, besides);
  const kept = Object.keys(hooks).flatMap((event) => {
    if (besides.includes(event)) return [[event, hooks[event]] as const];
    const before = groupsOf(hooks, event);
    const after = before
      .map((group) => groupWithoutOurs(group, agent))
      .filter((group) => group !== null);
    return after.length === 0 && before.length > 0 ? [] : [[event, after] as const];
  });
  const { hooks: _ours, ...rest } = settings;
  if (kept.length === 0 && Object.keys(hooks).length > 0) return rest;
  return { ...settings, hooks: Object.fromEntries(kept) };
}

function groupWithoutOurs(group: unknown, agent: string): unknown {
  if (!isObject(group)) return group;
  const list = group['hooks'];
  if (!Array.isArray(list)) return group;
  const kept = list.filter((hook) => !isOurs(hook, agent));
  if (kept.length === list.length) return group;
  return kept.length === 0 ? null : { ...group, hooks: kept };
}

/** What an agent's shell runs for an event. */
export function hookCommand(relay: string, words: string): string {
  return `${shellWord(relay)} ${words}`;
}

/** Ours run the relay of a state folder, wherever that is. */
function isOurs(hook: unknown, agent: string): boolean {
  const command = isObject(hook) ? hook['command'] : null;
  return typeof command === 'string' && new RegExp(`/run/hook'? ${agent}(?: wait)?$`).test(command);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Untouched when nothing changes; else indented as it was, with lines that end as they did. */
function written(text: string | null, before: JsonObject, after: JsonObject): string {
  if (text !== null && isDeepStrictEqual(before, after)) return text;
  const was = text ?? '';
  const indent = /\n([ \t]+)"/.exec(was)?.[1] ?? '  ';
  const end = was === '' || was.endsWith('\n') ? '\n' : '';
  const lines = `${JSON.stringify(after, null, indent)}${end}`;
  const mark = was.startsWith('\u{feff}') ? '\u{feff}' : '';
  return mark + (was.includes('\r\n') ? lines.replaceAll('\n', '\r\n') : lines);
}
