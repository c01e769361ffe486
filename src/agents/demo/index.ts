import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Agent } from '../agent.ts';
import { promptArgument } from '../prompt-argument.ts';
import { answer } from './answer.ts';
import { read } from './read.ts';
import { remarks } from './remarks.ts';

/** A small program that behaves like a coding agent: for the first minute, demonstrations and tests. */
export const demo: Agent = {
  id: 'demo',
  title: 'Demo agent',
  aliases: [],
  binaries: [],
  launch({ prompt, resume, conversation, args = [] }) {
    const id = resume ?? conversation ?? crypto.randomUUID();
    const flag = resume === undefined ? '--session-id' : '--resume';
    return {
      argv: [process.execPath, program, flag, id, ...args, ...promptArgument(prompt)],
      env: {},
      promptPassed: true,
      conversation: id,
    };
  },
  owns: (argv) => argv[1] === program,
  structured: true,
  read,
  remarks,
  answer,
  typing: {
    enterDelayMs: 0,
    dialogMinAgeMs: 250,
    interrupt: [{ name: 'Escape' }],
    quit: [{ name: 'C-c' }, { pauseMs: 100 }, { name: 'C-c' }],
  },
};

/** Plain JavaScript that the compiler does not copy: from the build it is found in the sources. */
const program = programPath();

function programPath(): string {
  const here = fileURLToPath(new URL('./program.mjs', import.meta.url));
  return existsSync(here)
    ? here
    : fileURLToPath(new URL('../../../../src/agents/demo/program.mjs', import.meta.url));
}
