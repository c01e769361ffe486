import type { Agent } from '../agent.ts';
import { runsOneOf } from '../basenames.ts';
import { idAfter } from '../last-words.ts';
import { answer } from './answer.ts';
import { transcript } from './chats.ts';
import { hooks } from './hooks.ts';
import { read } from './read.ts';
import { remarks } from './remarks.ts';
import { spell } from './spell.ts';

const binaries = ['gemini'];

export const gemini: Agent = {
  id: 'gemini',
  title: 'Gemini CLI',
  aliases: [],
  binaries,
  launch({ prompt, resume, conversation, args = [] }) {
    const id = resume ?? conversation ?? null;
    const which = id === null ? [] : [resume === undefined ? '--session-id' : '--resume', id];
    // A bare argument would run one prompt and end; this flag stays in the conversation.
    const words = prompt === undefined ? [] : [`--prompt-interactive=${prompt}`];
    return {
      argv: ['gemini', ...which, ...args, ...words],
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
  redraws: true,
  typing: {
    spell,
    // Enter sooner than this after a paste becomes a line break.
    enterDelayMs: 300,
    // Its dialogs take an Enter from the moment they are there.
    queueKey: 'Tab',
    dialogMinAgeMs: 1000,
    interrupt: [{ name: 'Escape' }],
    quit: [{ name: 'C-c' }, { pauseMs: 300 }, { name: 'C-c' }],
  },
  conversationIn: (lastWords) => idAfter(/\bgemini --resume '?([0-9a-f-]{36})\b/, lastWords),
  hooks,
  transcript,
};
