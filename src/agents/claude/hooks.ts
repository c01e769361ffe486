import type { AgentHooks } from '../hooks.ts';
import { install } from './hooks-install.ts';
import { parse } from './hooks-parse.ts';
import { reply } from './hooks-reply.ts';
import { hookEntries } from './hooks-settings.ts';
import { join } from 'node:path';

const file = 'settings.json';

/** For one start, beside the operator's own settings: `--settings` adds its hooks to theirs. */
export const hooks: AgentHooks = {
  versioned: true,
  wire({ command, folder }, version) {
    const entries = hookEntries(command, version);
    const settings = {
      hooks: Object.fromEntries(entries.map(({ event, hook }) => [event, [{ hooks: [hook] }]])),
    };
    return {
      args: ['--settings', join(folder, file)],
      env: {},
      files: [{ name: file, text: `${JSON.stringify(settings, null, 2)}\n` }],
    };
  },
  parse,
  reply,
  install,
};
