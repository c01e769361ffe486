import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shellWord } from '../../domain/shell-word.ts';
import { hookCommand, withHooks, withoutHooks } from '../hooks-file.ts';
import type { HookEntry } from '../hooks-file.ts';
import type { AgentHooks, Env, Relay, Wiring } from '../hooks.ts';
import { isSince } from '../since.ts';
import { copilotHome } from './conversations.ts';
import { parse } from './events.ts';

/** The first version whose hooks have matchers and come in groups everywhere. */
const since = [1, 0, 66];
const changes = 'Edit|Write';

export const hooks = {
  versioned: true,
  wire,
  parse,
  install: {
    file,
    add: (text, command) => withHooks(text, 'copilot', entries(command)),
    remove: (text) => withoutHooks(text, 'copilot'),
  },
} satisfies AgentHooks;

/** Every file of this folder is read; this one is nobody else's. */
function file(env: Env): string {
  return join(copilotHome(env), 'hooks', 'tapmux.json');
}

/**
 * None of these may answer, so they only tell. `Notification` comes with the prompt itself, and nothing waits for
 * it; of a change it has only the path. `PermissionRequest` has all of it, and runs before any rule is looked at:
 * where it fails, Copilot refuses the change, so without a relay it has to end well.
 */
function entries(relay: string): readonly HookEntry[] {
  const command = hookCommand(relay, 'copilot');
  const hook = { type: 'command', command, timeout: 5 };
  const careful = { ...hook, command: `[ -x ${shellWord(relay)} ] || exit 0; ${command}` };
  return [
    { event: 'SessionStart', hook },
    { event: 'UserPromptSubmit', hook },
    { event: 'Notification', matcher: 'permission_prompt', hook },
    { event: 'PermissionRequest', matcher: changes, hook: careful },
    { event: 'PostToolUse', matcher: `Bash|${changes}|WebFetch`, hook },
    { event: 'PostToolUseFailure', hook },
    { event: 'Stop', hook },
    { event: 'ErrorOccurred', hook },
  ];
}

const nothing: Wiring = { args: [], env: {}, files: [] };

/**
 * A plugin for one start: its hooks are joined to all others, and no settings change. It always lies in the same
 * place, because Copilot makes a data folder for every place that it ever loaded one from.
 */
function wire({ command, env = process.env }: Relay, version: string | null): Wiring {
  if (version !== null && !isSince(version, since)) return nothing;
  // Both would tell of everything twice.
  if (isInstalled(env, command)) return nothing;
  return { args: [`--plugin-dir=${plugin}`], env: { TAPMUX_HOOK: command }, files: [] };
}

function isInstalled(env: Env, command: string): boolean {
  try {
    const text = readFileSync(file(env), 'utf8');
    return hooks.install.add(text, command) === text;
  } catch {
    return false;
  }
}

/** Files that the compiler does not copy: from the build they are found in the sources. */
const plugin = pluginPath();

function pluginPath(): string {
  const here = fileURLToPath(new URL('plugin', import.meta.url));
  return existsSync(here)
    ? here
    : fileURLToPath(new URL('../../../../src/agents/copilot/plugin', import.meta.url));
}
