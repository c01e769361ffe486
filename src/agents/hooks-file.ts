import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../domain/fields.ts';

/** A hook in a settings file of the common shape: `{ hooks: { Event: [{ hooks: [{ command }] }] } }`. */
export type HookEntry = JsonObject & { readonly command: string };

/** The settings with this agent's hook for each event, once; an older one of ours gives way to it. */
export function withHooks(
  text: string | null,
  agent: string,
  events: readonly string[],
  entry: HookEntry,
): string {
  const settings = withoutOurs(settingsIn(text ?? ''), agent);
  const hooks = { ...asObject(settings['hooks']) };
  for (const event of events) hooks[event] = [...asList(hooks[event]), { hooks: [entry] }];
  return written({ ...settings, hooks });
}

export function withoutHooks(text: string, agent: string): string {
  const before = settingsIn(text);
  const after = withoutOurs(before, agent);
  return isDeepStrictEqual(before, after) ? text : written(after);
}

function settingsIn(text: string): JsonObject {
  if (text.trim() === '') return {};
  const settings = parsed(text);
  if (!isObject(settings)) throw new Error('it is not a JSON object');
  const hooks = settings['hooks'];
  if (hooks !== undefined && !isObject(hooks)) throw new Error('its "hooks" is not an object');
  return settings;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error('it is not valid JSON', { cause: error });
  }
}

/**
 * Ours end with `hook <agent>`, wherever the program is. A group that had only our hook goes with it; so does an event that had only such
 * groups.
 */
function withoutOurs(settings: JsonObject, agent: string): JsonObject {
  if (settings['hooks'] === undefined) return settings;
  const ours = new RegExp(`\\bhook'? ${agent}(?: wait)?$`);
  const isOurs = (hook: unknown) =>
    isObject(hook) && typeof hook['command'] === 'string' && ours.test(hook['command']);
  const hooks: Record<string, unknown> = {};
  for (const [event, groups] of Object.entries(asObject(settings['hooks']))) {
    const kept = asList(groups).flatMap((group) => {
      if (!isObject(group) || !asList(group['hooks']).some((hook) => isOurs(hook))) return [group];
      const others = asList(group['hooks']).filter((hook) => !isOurs(hook));
      return others.length === 0 ? [] : [{ ...group, hooks: others }];
    });
    if (kept.length > 0 || asList(groups).length === 0) hooks[event] = kept;
  }
  const { hooks: before, ...others } = settings;
  return Object.keys(hooks).length === 0 && Object.keys(asObject(before)).length > 0
    ? others
    : { ...settings, hooks };
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function written(settings: JsonObject): string {
  return `${JSON.stringify(settings, null, 2)}\n`;
}
