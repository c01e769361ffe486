import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AgentHooks, Env, Relay, Wiring } from '../hooks.ts';
import { inlineConfig } from './config.ts';
import { parse } from './events.ts';
import { reply } from './reply.ts';

export const hooks = { wire, parse, reply } satisfies AgentHooks;

/**
 * A plugin in the inline configuration, which is joined to all others: plugins of the operator's stay.
 * With any plugin opencode waits at its start until the packages of its configuration folder are there, and
 * where the registry cannot be reached that takes more than a minute. It gets them by itself at its first
 * start ever, so the plugin comes with the second one.
 */
function wire({ command, env = process.env }: Relay): Wiring {
  const config = inlineConfig(env, [pathToFileURL(plugin).href]);
  if (config === null || !existsSync(join(configFolder(env), 'node_modules'))) {
    return { args: [], env: {}, files: [] };
  }
  return { args: [], env: { ...config, TAPMUX_HOOK: command }, files: [] };
}

function configFolder(env: Env): string {
  const base = env['XDG_CONFIG_HOME'] ?? '';
  return join(base === '' ? join(env['HOME'] ?? homedir(), '.config') : base, 'opencode');
}

/** Plain JavaScript that the compiler does not copy: from the build it is found in the sources. */
const plugin = pluginPath();

function pluginPath(): string {
  const here = fileURLToPath(new URL('plugin.mjs', import.meta.url));
  return existsSync(here)
    ? here
    : fileURLToPath(new URL('../../../../src/agents/opencode/plugin.mjs', import.meta.url));
}
