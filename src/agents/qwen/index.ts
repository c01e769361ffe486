import type { Agent } from '../agent.ts';
import { runsOneOf } from '../basenames.ts';
import { idAfter } from '../last-words.ts';
import { answer } from './answer.ts';
import { transcript } from './chats.ts';
import { hooks } from './hooks.ts';
import { read } from './read.ts';
import { spell } from './spell.ts';

const binaries = ['qwen'];

export const qwen: Agent = {
  id: 'qwen',
  title: 'Qwen Code',
  aliases: ['qwen-code'],
  binaries,
  launch({ prompt, resume, conversation, args = [] }) {
    const id = resume ?? conversation ?? null;
    const which = id === null ? [] : [resume === undefined ? '--session-id' : '--resume', id];
    // A bare argument would run one prompt and end; this flag stays in the conversation.
    const words = prompt === undefined ? [] : [`--prompt-interactive=${prompt}`];
    return {
      argv: ['qwen', ...which, ...args, ...words],
      env: {},
      promptPassed: true,
      conversation: id,
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
    // Esc interrupts as well, and puts the interrupted prompt back into the box.
    interrupt: [{ name: 'C-c' }],
    quit: [{ name: 'C-c' }, { pauseMs: 300 }, { name: 'C-c' }],
  },
  conversationIn: (lastWords) => idAfter(/\bqwen --resume ([0-9a-f-]{36})\b/, lastWords),
  hooks,
  transcript,
};
