import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withHooks } from './hooks-file.ts';
import type { HookEntry } from './hooks-file.ts';
import type { Relay, Wiring } from './hooks.ts';

/**
 * The system's defaults of Gemini and of what descends from it: the one layer of settings that can be given for a
 * single start. Hooks of all layers run, and everything else in any layer counts for more.
 */
export interface DefaultsLayer {
  readonly agent: string;
  /** Names the file. */
  readonly variable: string;
  /** Where this points elsewhere, the defaults may stand beside it. */
  readonly settings: string;
  /** Where they are otherwise. */
  readonly places: readonly string[];
}

/** Never in place of defaults that are there; then the hooks have to be in the operator's settings. */
export function wireDefaults(
  { agent, variable, settings, places }: DefaultsLayer,
  { folder, env = process.env }: Relay,
  entries: readonly HookEntry[],
): Wiring {
  const taken = env[variable] !== undefined || env[settings] !== undefined;
  if (taken || places.some((path) => existsSync(path))) return { args: [], env: {}, files: [] };
  const name = `${agent}-defaults.json`;
  return {
    args: [],
    env: { [variable]: join(folder, name) },
    files: [{ name, text: withHooks(null, agent, entries) }],
  };
}

/** What these agents take in the place of an event's name. It says nothing of who hears of what. */
export const besidesEvents: readonly string[] = ['enabled', 'disabled', 'notifications'];
