import type { Agent } from '../agent.ts';
import { runsOneOf } from '../basenames.ts';
import { idAfter } from '../last-words.ts';
import { answer } from './answer.ts';
import { transcript } from './conversations.ts';
import { hooks } from './hooks.ts';
import { read } from './read.ts';
import { spell } from './spell.ts';

const binaries = ['copilot'];

export const copilot: Agent = {
  id: 'copilot',
  title: 'GitHub Copilot CLI',
  aliases: [],
  binaries,
  launch({ prompt, resume, conversation, args = [] }) {
    const id = resume ?? conversation ?? null;
    const which = id === null ? [] : [`--${resume === undefined ? 'session-id' : 'resume'}=${id}`];
    // `--prompt` would run one prompt and end; this flag stays in the conversation.
    const words = prompt === undefined ? [] : [`--interactive=${prompt}`];
    return {
      argv: ['copilot', ...which, ...args, ...words],
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
    // Two Esc interrupt only when they come within half a second; this one needs no second key.
    interrupt: [{ name: 'C-c' }],
    quit: [{ name: 'C-c' }, { pauseMs: 300 }, { name: 'C-c' }],
  },
  conversationIn: (lastWords) => idAfter(/\bcopilot --resume=([0-9a-f-]{36})\b/, lastWords),
  hooks,
  transcript,
};
