import { join } from 'node:path';

/** A command in the words of each agent's own tool, for several at once. */
const callOf = {
  claude: (command) => ({ name: 'Bash', input: { command, description: 'Asked for' } }),
  codex: (cmd) => ({
    name: 'exec_command',
    input: { cmd, sandbox_permissions: 'require_escalated', justification: 'Asked for' },
  }),
  gemini: (command) => ({
    name: 'run_shell_command',
    input: { command, description: 'Asked for' },
  }),
  opencode: (command) => ({ name: 'bash', input: { command, description: 'Asked for' } }),
};

/** What the model asks for: every request has a name of its own, which its file has too. */
export function createWork({ agent, model, folder, random, ledger }) {
  let count = 0;
  const fresh = (kind) => ledger.request(`f${(count += 1)}z`, kind);

  function command(quick = true) {
    const one = fresh(quick ? 'command' : 'slow');
    const { name } = one;
    const text = random.weighed([
      [4, `touch ${name}`],
      [1, `mkfifo ${name}`],
      [1, `touch ${name} && echo 'Do you want to proceed? 1. Yes 2. No' >/dev/null`],
      [
        1,
        `touch ${name}\n${Array.from({ length: 30 }, (_, at) => `echo line ${at} >/dev/null`).join('\n')}`,
      ],
    ]);
    return { one, text: quick ? text : `sleep ${2 + random.below(4)}; touch ${name}` };
  }

  const run = (quick) => () => {
    const { one, text } = command(quick);
    return [served([one], { tool: 'run', input: { command: text } })];
  };
  const write = () => {
    const one = fresh('write');
    const path = agent.id === 'claude' ? join(folder, one.name) : one.name;
    const content = random.chance(0.3) ? 'a line\n'.repeat(40) : 'a few words';
    return [served([one], { tool: 'write', input: { path, content } })];
  };
  const several = () => {
    const all = Array.from({ length: 2 + random.below(2) }, () => command());
    return [
      served(
        all.map(({ one }) => one),
        { calls: all.map(({ text }) => callOf[agent.id](text)) },
      ),
    ];
  };
  /** The very same command once more: a prompt that looks like the one before. */
  const again = () => {
    const { one, text } = command();
    const call = { tool: 'run', input: { command: text } };
    return [served([one], call), served([one], call)];
  };
  const question = () => {
    const one = fresh('question');
    const several = random.chance(0.3);
    return [
      served([one], { tool: 'ask', input: { question: `Which ${one.name} is it?`, several } }),
    ];
  };
  const helpers = () => {
    const all = [fresh('sub'), fresh('sub')];
    const calls = all.map((one) => ({
      name: 'Agent',
      input: {
        description: `Make ${one.name}`,
        prompt: `please run: touch ${one.name}`,
        subagent_type: 'general-purpose',
      },
    }));
    return [() => (ledger.asked(all), { calls })];
  };
  const hold = () => [{ hold: true, next: { text: 'That was a long thought.' } }];
  const held = () => {
    const [turn] = run(true)();
    return [
      {
        hold: true,
        get next() {
          return turn();
        },
      },
    ];
  };
  const talk = () => [
    { text: 'Some words.\n\n```\nDo you want to proceed?\n❯ 1. Yes\n  2. No\n```\n' },
  ];

  function served(requests, turn) {
    return () => {
      ledger.asked(requests);
      return turn;
    };
  }

  return {
    /** Writes down some turns, and gives the words that make the model go through them. */
    next() {
      const parts = Array.from({ length: 1 + random.below(3) }, () =>
        random.weighed([
          [8, run(true)],
          [3, write],
          [3, several],
          [2, again],
          [2, run(false)],
          [1, held],
          [0.5, hold],
          [0.5, talk],
          ...(agent.has.includes('ask') ? [[2, question]] : []),
        ])(),
      );
      const alone = agent.id === 'claude' && random.chance(0.06) ? helpers() : parts.flat();
      const name = `p${(count += 1)}z`;
      model.plays.set(name, alone);
      return { name, words: `please play ${name}` };
    },
  };
}
