import { join } from 'node:path';
import type { HookInstall } from '../hooks.ts';
import { hookCommand, withHooks, withoutHooks } from '../hooks-file.ts';
import { configFolder } from './config-folder.ts';
import { hookEntries } from './hooks-settings.ts';

export const install = {
  file: (env) => join(configFolder(env), 'settings.json'),
  add(text, relay, version) {
    const command = (words: string) => hookCommand(relay, words);
    return withHooks(text, 'claude', hookEntries(command, version));
  },
  remove: (text) => withoutHooks(text, 'claude'),
} satisfies HookInstall;
