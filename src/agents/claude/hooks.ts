import { join } from 'node:path';
import { shellWord } from '../../domain/shell-word.ts';
import type { AgentHooks } from '../hooks.ts';
import { install } from './hooks-install.ts';
import { parse } from './hooks-parse.ts';
import { reply } from './hooks-reply.ts';
import { hookEntries } from './hooks-settings.ts';

const file = 'settings.json';

/** For one start, beside the operator's own settings: `--settings` adds its hooks to theirs. */
export const hooks: AgentHooks = {
  versioned: true,
  wire({ command, folder }, version) {
    const entries = hookEntries((words) => sourced(command, words), version);
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

/** The shell that Claude Code starts for a hook reads the relay itself: another one would cost 0.7 ms for each event. */
function sourced(relay: string, words: string): string {
  const file = shellWord(relay);
  return `[ -r ${file} ] || exit 0; set -- ${words}; . ${file}`;
}
