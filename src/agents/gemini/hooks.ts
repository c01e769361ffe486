import { existsSync, lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { besidesEvents, wireDefaults } from '../defaults-layer.ts';
import type { DefaultsLayer } from '../defaults-layer.ts';
import { hookCommand, withHooks, withoutHooks } from '../hooks-file.ts';
import type { HookEntry } from '../hooks-file.ts';
import type { AgentHooks, Env, Relay, Wiring } from '../hooks.ts';
import { geminiHome } from './chats.ts';
import { parse } from './events.ts';

/** Nobody can answer its `Notification`, and the prompt stands beside it: hooks only tell. */
const events = ['SessionStart', 'BeforeAgent', 'Notification', 'AfterTool', 'AfterAgent'] as const;

export const hooks = {
  wire,
  parse,
  install: {
    file: (env: Env) => join(geminiHome(env), 'settings.json'),
    add: (text, command) => withHooks(text, 'gemini', entries(command), besidesEvents),
    remove: (text) => withoutHooks(text, 'gemini', besidesEvents),
  },
} satisfies AgentHooks;

/** Gemini shows the name while it runs. Milliseconds. */
function entries(relay: string): readonly HookEntry[] {
  const command = hookCommand(relay, 'gemini');
  const hook = { type: 'command', name: 'tapmux', command, timeout: 3000 };
  return events.map((event) => ({ event, hook }));
}

const defaults: DefaultsLayer = {
  agent: 'gemini',
  variable: 'GEMINI_CLI_SYSTEM_DEFAULTS_PATH',
  settings: 'GEMINI_CLI_SYSTEM_SETTINGS_PATH',
  places: [
    '/etc/gemini-cli/system-defaults.json',
    '/Library/Application Support/GeminiCli/system-defaults.json',
  ],
};

/**
 * Gemini takes the file only from root and complains of any other on the screen. So it is given where tapmux runs
 * as root; otherwise the hooks have to be in the operator's settings.
 */
function wire(relay: Relay): Wiring {
  if (!onlyRoots(relay.folder)) return { args: [], env: {}, files: [] };
  return wireDefaults(defaults, relay, entries(relay.command));
}

/** The same look that Gemini takes: all the way up nobody but root may write. What is not there yet we make ourselves. */
function onlyRoots(folder: string): boolean {
  if (process.geteuid?.() !== 0) return false;
  try {
    let path = folder;
    while (!existsSync(path)) path = dirname(path);
    for (; ; path = dirname(path)) {
      const found = lstatSync(path);
      if (found.uid !== 0 || found.isSymbolicLink() || (found.mode & 0o022) !== 0) return false;
      if (path === dirname(path)) return true;
    }
  } catch {
    return false;
  }
}
