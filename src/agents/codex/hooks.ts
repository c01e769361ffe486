import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ordered } from '../about.ts';
import { hookCommand, withHooks, withoutHooks } from '../hooks-file.ts';
import type { HookEntry } from '../hooks-file.ts';
import type { AgentHooks, Env, Relay, Wiring } from '../hooks.ts';
import { parse } from './events.ts';
import { codexHome } from './rollouts.ts';

/**
 * A hook of Codex that waits hides its prompt, so these only tell. They cost a process per event: the
 * conversation and its words, every prompt, and what ends one.
 */
const events = [
  'SessionStart',
  'UserPromptSubmit',
  'PermissionRequest',
  'PostToolUse',
  'Stop',
  'Interrupt',
] as const;

/** Codex takes no longer one for some events, and the value is part of what is trusted. */
const timeout = 3;

export const hooks = {
  wire: ({ command }) => wiring(command),
  parse,
  install: {
    file: (env: Env) => join(codexHome(env), 'hooks.json'),
    add: (text, command) => withHooks(text, 'codex', entries(command)),
    remove: (text) => withoutHooks(text, 'codex'),
  },
} satisfies AgentHooks;

function entries(relay: string): readonly HookEntry[] {
  const hook = { type: 'command', command: hookCommand(relay, 'codex'), timeout };
  return events.map((event) => ({ event, hook }));
}

/**
 * Command line overrides are a configuration layer of their own: hooks of all layers run, and none of the
 * operator's files changes. Codex runs no hook that was not trusted. The trust for exactly this command is
 * given in the same layer, as the operator's would be in theirs; their own hooks, and those of a repository,
 * are reviewed as ever (`--dangerously-bypass-hook-trust` would let those run as well).
 * A Codex that knows no such hooks ignores these keys, and one that counts the hash in another way asks for a
 * review first, which is a dialog like any other.
 */
function wiring(relay: Relay['command']): Wiring {
  const command = hookCommand(relay, 'codex');
  const entry = `[{hooks=[{type="command",command=${JSON.stringify(command)},timeout=${timeout}}]}]`;
  const trusted = events.map(
    (event) => `${JSON.stringify(keyOf(event))}={trusted_hash="${hashOf(event, command)}"}`,
  );
  return {
    args: [
      ...events.flatMap((event) => ['-c', `hooks.${event}=${entry}`]),
      '-c',
      `hooks.state={${trusted.join(',')}}`,
    ],
    env: {},
    files: [],
  };
}

function keyOf(event: string): string {
  return `/<session-flags>/config.toml:${snake(event)}:0:0`;
}

/** As Codex counts it: over the hook with all its defaults, in JSON with ordered names. */
function hashOf(event: string, command: string): string {
  const hook = { type: 'command', command, timeout, async: false };
  const text = ordered({ event_name: snake(event), hooks: [hook] });
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function snake(event: string): string {
  return event.replaceAll(/(?<=.)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}
