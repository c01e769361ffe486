import { join } from 'node:path';
import type { HookInstall } from '../hooks.ts';
import { configFolder, hasPackages } from './config-folder.ts';
import { pluginUrl } from './plugin-url.ts';

/** A file of ours alone in the operator's folder of plugins: opencode takes every one that lies there. */
export const install = {
  file: (env) => join(configFolder(env), 'plugin', 'tapmux.js'),
  add(text, relay) {
    if (text !== null) check(text);
    return pluginFile(relay);
  },
  remove(text) {
    check(text);
    return null;
  },
  advice: (env) =>
    hasPackages(env)
      ? null
      : 'Start opencode once while there is a network: with a plugin its first start waits for packages.',
} satisfies HookInstall;

const mark =
  '// Written by `tapmux hooks install opencode`; `tapmux hooks remove opencode` takes it away.';

function check(text: string): void {
  if (!text.startsWith(`${mark}\n`)) throw new Error('it is not from tapmux');
}

/** The plugin stays where tapmux is. When that is gone, opencode must not notice. */
function pluginFile(relay: string): string {
  return `${mark}
// It tells tapmux of what waits for you in an opencode that tapmux did not start. Without tapmux it does nothing.
const relay = ${JSON.stringify(relay)};
const plugin = ${JSON.stringify(pluginUrl)};

export const Tapmux = async (input) => {
  try {
    const { Tapmux } = await import(plugin);
    return await Tapmux(input, { relay });
  } catch {
    return {};
  }
};
`;
}
