import type { Agent } from '../agent.ts';
import { runsOneOf } from '../basenames.ts';
import { idAfter } from '../last-words.ts';
import { answer } from './answer.ts';
import { inlineConfig } from './config.ts';
import { begun, transcript } from './conversations.ts';
import { hooks } from './hooks.ts';
import { read } from './read.ts';
import { remarks } from './remarks.ts';
import { spell } from './spell.ts';

const binaries = ['opencode'];

export const opencode: Agent = {
  id: 'opencode',
  title: 'opencode',
  aliases: [],
  binaries,
  launch({ prompt, resume, args = [] }) {
    const which = resume === undefined ? [] : ['-s', resume];
    const words = prompt === undefined ? [] : [`--prompt=${prompt}`];
    return {
      argv: ['opencode', ...which, ...args, ...words],
      env: inlineConfig(process.env) ?? {},
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
    enterDelayMs: 0,
    dialogMinAgeMs: 500,
    interrupt: [{ name: 'Escape' }, { pauseMs: 300 }, { name: 'Escape' }],
    quit: [{ name: 'C-c' }],
  },
  conversationIn: (lastWords) => idAfter(/\bopencode (?:-s|--session) (ses_\w+)/, lastWords),
  hooks,
  transcript,
  begun,
};
