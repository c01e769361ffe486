import type { Agent } from '../agent.ts';
import { unknown } from '../asked.ts';

/** Any other program: tapmux starts it and shows it, and claims to understand nothing of it. */
export const generic: Agent = {
  id: 'generic',
  title: 'Another program',
  aliases: [],
  binaries: [],
  launch: ({ args = [] }) => ({ argv: args, env: {}, promptPassed: false, conversation: null }),
  owns: () => false,
  structured: false,
  read: (screen) =>
    screen.dead ? { kind: 'exited' } : unknown('tapmux does not know this program'),
  answer: () => null,
  typing: {
    enterDelayMs: 100,
    dialogMinAgeMs: 0,
    interrupt: [{ name: 'C-c' }],
    quit: [{ name: 'C-d' }],
  },
};
