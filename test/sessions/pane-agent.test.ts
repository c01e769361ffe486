import { expect, it } from 'vitest';
import { isPanesAgent } from '../../src/sessions/pane-agent.ts';
import type { ProcessRow } from '../../src/sessions/native.ts';

/** A line of descent as `name` or `name group tty`, the sender first, the pane's own process last. */
function chain(...lines: readonly string[]): readonly ProcessRow[] {
  return lines.map((line, at) => {
    const [name = '', group = '1', tty = 'pts/1'] = line.split(' ');
    const pid = lines.length - at;
    return {
      pid,
      parent: pid - 1,
      group: Number(group),
      startMark: '0',
      startedAt: 0,
      argv: [`/bin/${name}`],
      tty: tty === '-' ? null : tty,
    };
  });
}

const owners = ({ argv }: ProcessRow) =>
  Promise.resolve(/\/(claude|gemini)$/.exec(argv[0] ?? '')?.[1] ?? null);

it.each([
  ['the agent itself', ['claude', 'keeper'], true],
  ['through a shell of the agent’s hook', ['bash 7 -', 'claude', 'keeper'], true],
  ['an agent in the shell of an adopted pane', ['hook 7 -', 'claude 5', 'zsh'], true],
  ['the pane’s first process is the agent', ['claude'], true],
  ['started once more by itself', ['claude', 'claude', 'keeper'], true],
  ['below another agent’s pane', ['claude', 'bash', 'keeper'], true],
  ['within the same agent, through a shell', ['claude', 'bash', 'claude', 'keeper'], false],
  ['within the same agent, in a group of its own', ['claude 9', 'claude', 'keeper'], false],
  ['within another agent', ['claude', 'bash', 'gemini', 'keeper'], false],
  ['another agent', ['gemini', 'keeper'], false],
  ['another agent within it', ['gemini', 'bash', 'claude', 'keeper'], false],
  ['without a terminal', ['claude 9 -', 'bash 9 -', 'claude', 'keeper'], false],
  ['on a terminal of its own', ['claude 9 pts/8', 'bash', 'keeper'], false],
  ['no agent at all', ['bash', 'keeper'], false],
  ['a pane without a terminal', ['claude 1 -', 'keeper 1 -'], false],
] as const)('%s', async (_, lines, expected) => {
  expect(await isPanesAgent(chain(...lines), 1, 'claude', owners)).toBe(expected);
});

it('what lies above the pane does not count, and without the pane nothing does', async () => {
  const [...rows] = chain('claude', 'keeper', 'tmux', 'claude', 'init');
  expect(await isPanesAgent(rows, 4, 'claude', owners)).toBe(true);
  expect(await isPanesAgent(rows, 77, 'claude', owners)).toBe(false);
  expect(await isPanesAgent([], 1, 'claude', owners)).toBe(false);
});
