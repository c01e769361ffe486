import type { Agent } from '../agent.ts';
import { runsOneOf } from '../basenames.ts';
import { idAfter } from '../last-words.ts';
import { promptArgument } from '../prompt-argument.ts';
import { answer } from './answer.ts';
import { missed } from './form-missed.ts';
import { whole } from './form-whole.ts';
import { hooks } from './hooks.ts';
import { read } from './read.ts';
import { remarks } from './remarks.ts';
import { spell } from './spell.ts';
import { status } from './status.ts';
import { transcript } from './transcript.ts';

const binaries = ['claude'];

export const claude: Agent = {
  id: 'claude',
  title: 'Claude Code',
  aliases: ['claude-code'],
  binaries,
  launch({ prompt, resume, conversation, args = [] }) {
    const id = resume ?? conversation ?? null;
    const which = id === null ? [] : [resume === undefined ? '--session-id' : '--resume', id];
    return {
      argv: ['claude', ...which, ...args, ...promptArgument(prompt)],
      env: {},
      promptPassed: true,
      conversation: id,
    };
  },
  owns: (argv) => runsOneOf(binaries, argv),
  structured: true,
  read,
  remarks,
  answer,
  missed,
  whole,
  typing: {
    spell,
    enterDelayMs: 0,
    dialogMinAgeMs: 1000,
    interrupt: [{ name: 'Escape' }],
    quit: [{ name: 'C-c' }, { pauseMs: 200 }, { name: 'C-c' }],
  },
  conversationIn: (lastWords) => idAfter(/\bclaude\b.* --resume ([0-9a-f-]{36})\b/, lastWords),
  hooks,
  status,
  transcript,
};
