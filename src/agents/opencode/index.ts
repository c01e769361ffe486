import type { Agent } from '../agent.ts';
import { runsOneOf } from '../basenames.ts';
import { answer } from './answer.ts';
import { read } from './read.ts';
import { spell } from './spell.ts';

const binaries = ['opencode'];

export const opencode: Agent = {
  id: 'opencode',
  title: 'opencode',
  aliases: [],
  binaries,
  launch({ prompt, resume, args = [] }) {
    const which = resume === undefined ? [] : ['-s', resume];
    return {
      argv: ['opencode', ...which, ...args],
      env: {},
      // A bare argument is a folder here.
      promptPassed: prompt === undefined,
      conversation: resume ?? null,
    };
  },
  owns: (argv) => runsOneOf(binaries, argv),
  structured: true,
  read,
  answer,
  typing: {
    spell,
    enterDelayMs: 0,
    dialogMinAgeMs: 500,
    interrupt: [{ name: 'Escape' }, { pauseMs: 100 }, { name: 'Escape' }],
    quit: [{ name: 'C-c' }],
  },
};
