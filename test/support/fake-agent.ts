import type { Agent } from '../../src/agents/agent.ts';
import type { Ask } from '../../src/domain/ask.ts';
import type { Problem } from '../../src/domain/report.ts';

/**
 * An agent whose screen says in words what it is: `IDLE`, `IDLE draft`, `BUSY`, `STARTING`,
 * `ASK title|option|option`, `CHOOSE` likewise; above that `ERROR kind words`,
 * `LEFT percent`, `INTERRUPTED` and `SAID words`. Its program is any executable, since the fake tmux runs nothing.
 */
export const fakeAgent: Agent = {
  id: 'fake',
  title: 'Fake',
  aliases: ['fake-code'],
  binaries: ['sh'],
  structured: true,
  launch: ({ prompt, resume, conversation, args = [] }) => ({
    argv: [
      'sh',
      ...args,
      ...(resume === undefined ? [] : ['--resume', resume]),
      ...(prompt === undefined ? [] : [prompt]),
    ],
    env: {},
    promptPassed: true,
    conversation: resume ?? conversation ?? null,
  }),
  owns: (argv) => argv[0]?.endsWith('/fake') === true,
  read(screen) {
    const line = screen.lines.findLast((one) => one !== '') ?? '';
    const [word, ...rest] = line.split(' ');
    const text = rest.join(' ');
    switch (word) {
      case 'IDLE':
        return text === '' ? { kind: 'idle' } : { kind: 'idle', draft: text };
      case 'BUSY':
        return { kind: 'working', doing: text };
      case 'STARTING':
        return { kind: 'starting' };
      case 'ASK':
        return { kind: 'asking', ask: askOf(text) };
      case 'CHOOSE':
        return { kind: 'asking', ask: { ...askOf(text), kind: 'choice', ownWords: true } };
      case 'GONE':
        return { kind: 'exited' };
      default:
        return { kind: 'unknown', why: 'no known word' };
    }
  },
  remarks({ lines }) {
    const [, kind, text] = /^ERROR (\w+) (.*)$/m.exec(lines.join('\n')) ?? [];
    const left = /^LEFT (\d+)$/m.exec(lines.join('\n'))?.[1];
    const said = lines.flatMap((line) => /^SAID (.*)$/.exec(line)?.[1] ?? []);
    return {
      problem: kind === undefined ? null : { kind: kind as Problem['kind'], text: text ?? '' },
      contextLeft: left === undefined ? null : Number(left),
      interrupted: lines.includes('INTERRUPTED'),
      said: said.length === 0 ? null : said.join('\n'),
    };
  },
  answer: (_ask, choice) =>
    choice.kind === 'option'
      ? [{ text: String(choice.index + 1) }]
      : choice.kind === 'text'
        ? [{ text: choice.text }, { name: 'Enter' }]
        : null,
  typing: {
    enterDelayMs: 0,
    dialogMinAgeMs: 0,
    interrupt: [{ name: 'Escape' }],
    quit: [{ name: 'C-d' }],
  },
};

export function askOf(text: string): Ask {
  const [title = '', ...options] = text.split('|');
  return {
    kind: 'permission',
    title,
    body: title,
    options: options.map((label, index) => ({ label, tone: index === 0 ? 'allow' : 'deny' })),
    source: 'screen',
    mayBeCut: true,
    fingerprint: text,
  };
}

/** Like `generic`: nobody can read its screen. */
export const plainAgent: Agent = {
  ...fakeAgent,
  id: 'generic',
  title: 'Plain',
  aliases: [],
  structured: false,
  launch: ({ args = [] }) => ({ argv: args, env: {}, promptPassed: false, conversation: null }),
  read: () => ({ kind: 'unknown', why: 'a plain program' }),
  answer: () => null,
};
