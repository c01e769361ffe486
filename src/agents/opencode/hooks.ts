import type { AgentHooks, Relay, Wiring } from '../hooks.ts';
import { hasPackages } from './config-folder.ts';
import { inlineConfig } from './config.ts';
import { parse } from './events.ts';
import { install } from './hooks-install.ts';
import { pluginUrl } from './plugin-url.ts';
import { reply } from './reply.ts';

export const hooks = { wire, parse, reply, install } satisfies AgentHooks;

/**
 * A plugin in the inline configuration, which is joined to all others: plugins of the operator's stay. Nobody
 * asked for it, so it comes when it costs no time: with the second start.
 */
function wire({ command, env = process.env }: Relay): Wiring {
  const config = inlineConfig(env, [pluginUrl]);
  if (config === null || !hasPackages(env)) return { args: [], env: {}, files: [] };
  return { args: [], env: { ...config, TAPMUX_HOOK: command }, files: [] };
}
