import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Plain JavaScript that the compiler does not copy: from the build it is found in the sources. */
export const pluginUrl = pathToFileURL(pluginPath()).href;

function pluginPath(): string {
  const here = fileURLToPath(new URL('plugin.mjs', import.meta.url));
  return existsSync(here)
    ? here
    : fileURLToPath(new URL('../../../../src/agents/opencode/plugin.mjs', import.meta.url));
}
