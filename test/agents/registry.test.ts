import { describe, expect, it } from 'vitest';
import { agentById, agents, defaultAgentId, ownerOf } from '../../src/agents/index.ts';
import { screenOf } from '../support/screens.ts';

function launched(id: string, options: Parameters<(typeof agents)[number]['launch']>[0]) {
  const agent = agentById(id);
  if (agent === undefined) throw new Error(`no agent ${id}`);
  return agent.launch(options);
}

describe('the registry of agents', () => {
  it('has every agent once, under every one of its names', () => {
    const names = agents.flatMap((agent) => [agent.id, ...agent.aliases]);
    expect(new Set(names).size).toBe(names.length);
    expect(agents.map((agent) => agentById(agent.id))).toEqual(agents);
    expect(agentById(defaultAgentId)?.id).toBe('claude');
    expect(agentById('claude-code')?.id).toBe('claude');
    expect(agentById('nobody')).toBeUndefined();
  });

  it.each([
    [['/usr/local/bin/claude', '--resume', 'x'], 'claude'],
    [['-claude'], 'claude'],
    [['node', '/opt/lib/codex.js', '--flag'], 'codex'],
    [['/usr/bin/node', '--no-warnings', '/usr/bin/gemini'], 'gemini'],
    [['opencode', '-s', 'ses_1'], 'opencode'],
    [['node', '/usr/local/bin/copilot'], 'copilot'],
    [['/usr/bin/node', '/usr/local/bin/qwen', '--resume', 'x'], 'qwen'],
    [['vim', 'claude'], null],
    [['/home/dev/claude/run.sh'], null],
    [['node', '/home/dev/claude-notes.js'], null],
    [['claude-trace'], null],
    [[], null],
  ])('%j belongs to %s', (argv, owner) => {
    expect(ownerOf(argv)).toBe(owner);
  });

  it('knows its own demo program by its path', () => {
    expect(ownerOf(launched('demo', {}).argv)).toBe('demo');
    expect(ownerOf(['node', '/elsewhere/program.mjs'])).toBeNull();
  });
});

describe('launching', () => {
  it('passes a first prompt as one argument, never as a flag', () => {
    expect(launched('claude', { prompt: 'fix it; rm x' }).argv).toEqual(['claude', 'fix it; rm x']);
    expect(launched('claude', { prompt: '--help me' }).argv).toEqual(['claude', '--', '--help me']);
    expect(launched('codex', { prompt: '-v', args: ['-c', 'a=b'] }).argv).toEqual([
      'codex',
      '-c',
      'a=b',
      '--',
      '-v',
    ]);
    expect(launched('gemini', { prompt: '-y' }).argv).toEqual([
      'gemini',
      '--prompt-interactive=-y',
    ]);
    expect(launched('opencode', { prompt: 'hello' })).toMatchObject({
      argv: ['opencode', '--prompt=hello'],
      promptPassed: true,
    });
    expect(launched('copilot', { prompt: '-y' }).argv).toEqual(['copilot', '--interactive=-y']);
    expect(launched('qwen', { prompt: '-y' }).argv).toEqual(['qwen', '--prompt-interactive=-y']);
  });

  it('goes on with a conversation by the agent’s own id', () => {
    const resume = '01234567-89ab-4cde-8f01-23456789abcd';
    expect(launched('claude', { resume }).argv).toEqual(['claude', '--resume', resume]);
    expect(launched('codex', { resume }).argv).toEqual(['codex', 'resume', resume]);
    expect(launched('gemini', { resume }).argv).toEqual(['gemini', '--resume', resume]);
    expect(launched('opencode', { resume: 'ses_1' }).argv).toEqual(['opencode', '-s', 'ses_1']);
    expect(launched('copilot', { resume }).argv).toEqual(['copilot', `--resume=${resume}`]);
    expect(launched('qwen', { resume }).argv).toEqual(['qwen', '--resume', resume]);
    const ids = ['claude', 'codex', 'gemini', 'opencode', 'copilot', 'qwen', 'demo'];
    expect(ids.map((id) => launched(id, { resume }).conversation)).toEqual(ids.map(() => resume));
  });

  it('gives a new conversation the id it is told, where that can be chosen', () => {
    const conversation = '01234567-89ab-4cde-8f01-23456789abcd';
    for (const id of ['claude', 'gemini', 'copilot', 'qwen', 'demo']) {
      const launch = launched(id, { conversation });
      expect(launch.argv.join(' ')).toMatch(new RegExp(`--session-id[ =]${conversation}`));
      expect(launch.conversation).toBe(conversation);
    }
    expect(launched('codex', { conversation }).conversation).toBeNull();
    expect(launched('opencode', { conversation }).conversation).toBeNull();
  });

  it('runs any other program as given, and claims to read nothing of it', () => {
    const generic = agentById('generic');
    const launch = generic?.launch({ args: ['htop', '-d', '5'], prompt: 'x' });
    expect(launch).toMatchObject({ argv: ['htop', '-d', '5'], promptPassed: false });
    expect(generic?.read(screenOf({ lines: ['$ '] })).kind).toBe('unknown');
    expect(generic?.read(screenOf({ lines: ['$ '], dead: true })).kind).toBe('exited');
  });
});

describe('every agent', () => {
  it.each(agents.filter((agent) => agent.structured).map((agent) => [agent.id, agent] as const))(
    '%s reads an empty screen as starting and any other as unknown',
    (_id, agent) => {
      expect(agent.read(screenOf({ lines: ['', ''], rows: 24 })).kind).toBe('starting');
      const words = ['Do you want to proceed?', '❯ 1. Yes', '  2. No'];
      expect(agent.read(screenOf({ lines: words, rows: 24 })).kind).toBe('unknown');
    },
  );
});
