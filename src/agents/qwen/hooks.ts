import { join } from 'node:path';
import { besidesEvents, wireDefaults } from '../defaults-layer.ts';
import type { DefaultsLayer } from '../defaults-layer.ts';
import { hookCommand, withHooks, withoutHooks } from '../hooks-file.ts';
import type { HookEntry } from '../hooks-file.ts';
import type { AgentHooks, Env } from '../hooks.ts';
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
  wire: (relay) => wireDefaults(defaults, relay, entries(relay.command)),
  parse,
  install: {
    file: (env: Env) => join(qwenHome(env), 'settings.json'),
    add: (text, command) => withHooks(text, 'qwen', entries(command), besidesEvents),
    remove: (text) => withoutHooks(text, 'qwen', besidesEvents),
  },
} satisfies AgentHooks;

/** Some versions count a limit in seconds and others in milliseconds; the relay has one of its own. */
function entries(relay: string): readonly HookEntry[] {
  const hook = { type: 'command', name: 'tapmux', command: hookCommand(relay, 'qwen') };
  return events.map((event) => ({ event, hook }));
}

/** Of hooks that are the same in several layers Qwen runs one. */
const defaults: DefaultsLayer = {
  agent: 'qwen',
  variable: 'QWEN_CODE_SYSTEM_DEFAULTS_PATH',
  settings: 'QWEN_CODE_SYSTEM_SETTINGS_PATH',
  places: [
    '/etc/qwen-code/system-defaults.json',
    '/Library/Application Support/QwenCode/system-defaults.json',
  ],
};
