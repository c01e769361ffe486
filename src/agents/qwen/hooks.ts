import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hookCommand, withHooks, withoutHooks } from '../hooks-file.ts';
import type { HookEntry } from '../hooks-file.ts';
import type { AgentHooks, Env, Relay, Wiring } from '../hooks.ts';
import { qwenHome } from './chats.ts';
import { parse } from './events.ts';

/** A hook of Qwen that waits hides its prompt, so these only tell. */
const events = [
  'SessionStart',
  'UserPromptSubmit',
  'PermissionRequest',
  'PostToolUse',
  'PostToolUseFailure',
  'Stop',
  'StopFailure',
] as const;

export const hooks = {
  wire,
  parse,
  install: {
    file: (env: Env) => join(qwenHome(env), 'settings.json'),
    add: (text, command) => withHooks(text, 'qwen', entries(command)),
    remove: (text) => withoutHooks(text, 'qwen'),
  },
} satisfies AgentHooks;

/** Some versions count a limit in seconds and others in milliseconds; the relay has one of its own. */
function entries(relay: string): readonly HookEntry[] {
  const hook = { type: 'command', name: 'tapmux', command: hookCommand(relay, 'qwen') };
  return events.map((event) => ({ event, hook }));
}

const nothing: Wiring = { args: [], env: {}, files: [] };
const variable = 'QWEN_CODE_SYSTEM_DEFAULTS_PATH';
/** Where this points elsewhere, the defaults may stand beside it. */
const settings = 'QWEN_CODE_SYSTEM_SETTINGS_PATH';
const file = 'qwen-defaults.json';

/**
 * The system's defaults are the one layer of settings that can be given for a single start: hooks of all
 * layers run, the same one only once, and everything else in any layer counts for more. It is never given in
 * place of defaults that are there; then the hooks have to be in the operator's settings.
 */
function wire({ command, folder, env = process.env }: Relay): Wiring {
  if (env[variable] !== undefined || env[settings] !== undefined) return nothing;
  if (systemDefaults.some((path) => existsSync(path))) return nothing;
  return {
    args: [],
    env: { [variable]: join(folder, file) },
    files: [{ name: file, text: withHooks(null, 'qwen', entries(command)) }],
  };
}

const systemDefaults = [
  '/etc/qwen-code/system-defaults.json',
  '/Library/Application Support/QwenCode/system-defaults.json',
];
