import type { Agent } from '../agent.ts';
import { runsOneOf } from '../basenames.ts';
import { idAfter } from '../last-words.ts';
import { promptArgument } from '../prompt-argument.ts';
import { answer } from './answer.ts';
import { hooks } from './hooks.ts';
import { read } from './read.ts';
import { remarks } from './remarks.ts';
import { begun, transcript } from './rollouts.ts';
import { spell } from './spell.ts';

const binaries = ['codex'];

export const codex: Agent = {
  id: 'codex',
  title: 'Codex',
  aliases: [],
  binaries,
  launch({ prompt, resume, args = [] }) {
    const which = resume === undefined ? [] : ['resume', resume];
    return {
      argv: ['codex', ...which, ...args, ...promptArgument(prompt)],
      env: {},
      promptPassed: true,
      conversation: resume ?? null,
    };
  },
  owns: (argv) => runsOneOf(binaries, argv),
  structured: true,
  read,
  remarks,
  answer,
  typing: {
    spell,
    // Typed text and Enter in one write stay in the box as a line break.
    enterDelayMs: 100,
    dialogMinAgeMs: 500,
    interrupt: [{ name: 'Escape' }],
    quit: [{ name: 'C-c' }, { pauseMs: 300 }, { name: 'C-c' }],
  },
  conversationIn: (lastWords) => idAfter(/\bcodex resume ([0-9a-f-]{36})\b/, lastWords),
  hooks,
  transcript,
  begun,
};
