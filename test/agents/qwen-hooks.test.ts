import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { transcript } from '../../src/agents/qwen/chats.ts';
import { hooks } from '../../src/agents/qwen/hooks.ts';
import { read } from '../../src/agents/qwen/read.ts';
import { likeness } from '../../src/sessions/pairing.ts';
import { capturedScreen } from '../support/screens.ts';
import { tempFolder } from '../support/temp.ts';

const id = '25f796f2-878c-4b8b-8a18-e1f2a37a7f8d';

/** As Qwen Code 0.24.4 sends it. */
function event(name: string, more: object = {}): object {
  return {
    session_id: id,
    transcript_path: `/home/dev/.qwen/projects/-home-dev-shop/chats/${id}.jsonl`,
    cwd: '/home/dev/shop',
    hook_event_name: name,
    timestamp: '2026-11-21T18:15:38.759Z',
    permission_mode: 'default',
    prompt_id: `${id}########0`,
    ...more,
  };
}

function request(tool_name: string, tool_input: object): object {
  return event('PermissionRequest', { tool_name, tool_input });
}

function command(text: string, more: object = {}): object {
  const input = { command: text, description: 'Asked for', is_background: false, ...more };
  return request('run_shell_command', input);
}

function askOf(given: object) {
  const [report] = hooks.parse(given);
  if (report?.kind !== 'asks') throw new Error('it asks nothing');
  return report.ask;
}

describe('Qwen: events', () => {
  it('a command is told in full, and what it gave ends its prompt', () => {
    const text = `echo ${'x'.repeat(5000)}\ntouch made`;
    const asked = command(text);
    expect(hooks.parse(asked)).toMatchObject([
      {
        kind: 'asks',
        ask: {
          kind: 'permission',
          title: 'Shell',
          body: text,
          mayBeCut: false,
          source: 'hook',
          options: [{ tone: 'allow' }, { tone: 'deny' }],
        },
      },
    ]);
    const [{ about } = { about: '' }] = hooks.parse(asked) as readonly { about: string }[];
    const ran = {
      tool_name: 'run_shell_command',
      tool_input: { is_background: false, description: 'Asked for', command: text },
      tool_use_id: 'toolu_1795284943972_l43gzu96s',
      tool_call_id: 'call_turn1_0',
      duration_ms: 248,
    };
    const response = { llmContent: 'Exit Code: 0', returnDisplay: '' };
    expect(hooks.parse(event('PostToolUse', { ...ran, tool_response: response }))).toEqual([
      { kind: 'settled', about },
    ]);
    const failure = { ...ran, error: 'Exit Code: 1', is_interrupt: false };
    expect(hooks.parse(event('PostToolUseFailure', failure))).toEqual([{ kind: 'settled', about }]);
    expect(hooks.parse(command(`${text} `))).not.toMatchObject([{ about }]);
  });

  it('what an agent of its own asks for is asked beside the turn', () => {
    const asked = { ...command('make'), agent_id: 'mover-call_turn1_0' };
    expect(hooks.parse(asked)).toMatchObject([{ kind: 'asks', aside: true }]);
    expect(hooks.parse(command('make'))).not.toMatchObject([{ aside: true }]);
  });

  it('where and how a command runs belongs to it', () => {
    const input = { directory: '/srv/other', is_background: true };
    expect(askOf(command('make', input)).body).toBe('make\n[in /srv/other]\n[background]');
  });

  it('a file that is written is told with all its lines', () => {
    const content = 'one\n\nthree\n';
    const ask = askOf(request('write_file', { file_path: '/home/dev/shop/a.txt', content }));
    expect(ask).toMatchObject({ title: 'WriteFile', body: 'Writing to a.txt\n1 one\n2 \n3 three' });
    const outside = request('write_file', { file_path: '/home/dev/shop/../x', content: 'y' });
    expect(askOf(outside).body).toBe('Writing to /home/dev/x\n1 y');
  });

  it('a change is told as a diff', () => {
    const input = {
      file_path: '/home/dev/shop/..a/b.txt',
      old_string: 'one\n2 words',
      new_string: 'one\nzwei\nfünf',
    };
    const ask = askOf(request('edit', input));
    expect(ask).toMatchObject({ title: 'Edit', body: '..a/b.txt\n one\n-2 words\n+zwei\n+fünf' });
    const all = request('edit', { ...input, replace_all: true });
    expect(askOf(all).body).toBe(`${ask.body}\n[everywhere in this file]`);
  });

  it('a page is told with its address and what for', () => {
    const url = 'http://example.org/a_b_c/x?y=z';
    expect(askOf(request('web_fetch', { url, prompt: 'what it is' }))).toMatchObject({
      title: 'WebFetch',
      body: `Fetch content from ${url} and process with: what it is\n\nURLs to fetch:\n- ${url}`,
    });
  });

  it('a tool of a server is told with what it is given', () => {
    expect(askOf(request('mcp__box__deploy', { where: 'staging' }))).toMatchObject({
      title: 'deploy (box MCP Server)',
      body: '{"where":"staging"}\nMCP Server: box\nTool: deploy',
    });
  });

  it('an agent of its own is told with all that it is to do', () => {
    const input = { description: 'Do it', prompt: 'mkfifo\nit', subagent_type: 'general-purpose' };
    const ask = askOf(request('agent', input));
    expect(ask).toMatchObject({
      title: 'Agent',
      body: 'Do it\nAgent: general-purpose\nmkfifo\nit',
    });
    // All that its dialog shows.
    expect(likeness({ ...ask, body: 'Do it\nDo it' }, ask)).toBeGreaterThan(1);
  });

  it.each([
    ['ask_user_question', { questions: [] }],
    ['exit_plan_mode', { plan: '- Make a file' }],
    ['read_file', { file_path: '/etc/hosts' }],
    ['web_fetch', { url: 'http://example.org', prompt: 'what `is` **it**' }],
    ['agent', { description: 'Do `it`', prompt: 'x' }],
    ['run_shell_command', { command: "sed -i 's/four/five/' a.txt" }],
    ['run_shell_command', { command: "sed -Ei.bak 's/four/five/' a.txt" }],
    ['run_shell_command', { command: "sed --in-place 's/four/five/' a.txt" }],
  ])('what its dialog shows in another form is left to the screen: %s %j', (tool, input) => {
    expect(hooks.parse(request(tool, input))).toEqual([]);
  });

  it('a command that only begins like such a one is told', () => {
    expect(askOf(command("sed 's/-i/x/' a.txt")).body).toBe("sed 's/-i/x/' a.txt");
  });

  it('tells the conversation, its prompts and the end of a turn', () => {
    const path = `/home/dev/.qwen/projects/-home-dev-shop/chats/${id}.jsonl`;
    const conversation = { kind: 'conversation', id, transcript: path };
    expect(hooks.parse(event('SessionStart', { source: 'clear', model: 'scripted' }))).toEqual([
      conversation,
    ]);
    const said = { prompt: '<system-reminder>x</system-reminder>hi', submitted_prompt: 'hi' };
    expect(hooks.parse(event('UserPromptSubmit', said))).toEqual([
      conversation,
      { kind: 'prompted', text: 'hi' },
    ]);
    // The result of a tool on its way to the model.
    expect(hooks.parse(event('UserPromptSubmit', { prompt: '' }))).toEqual([conversation]);
    const stop = { stop_hook_active: false, last_assistant_message: 'Done.', crons: [] };
    expect(hooks.parse(event('Stop', stop))).toEqual([
      { kind: 'turn_over', words: 'Done.', problem: null },
    ]);
    expect(hooks.parse(event('SessionStart', { session_id: '--help' }))).toEqual([]);
  });

  it('tells what the model’s service refused', () => {
    const failure = {
      error: 'authentication_failed',
      error_details: '401 Incorrect API key provided',
      last_assistant_message: '[API Error: 401 Incorrect API key provided]',
    };
    expect(hooks.parse(event('StopFailure', failure))).toEqual([
      {
        kind: 'turn_over',
        words: null,
        problem: { kind: 'key', text: '401 Incorrect API key provided' },
      },
    ]);
    // In the background.
    const inner = { ...failure, agent_id: 'general-purpose-call_turn1_0' };
    expect(hooks.parse(event('StopFailure', inner))).toEqual([]);
  });

  it.each([
    null,
    4,
    {},
    event('Notification'),
    event('PermissionRequest'),
    request('run_shell_command', {}),
    request('edit', { file_path: '/x', old_string: 4 }),
    event('UserPromptSubmit'),
    event('StopFailure'),
    event('PostToolUse'),
  ])('is silent on %j', (given) => {
    expect(hooks.parse(given)).toEqual([]);
  });
});

describe('Qwen: one prompt, told of and seen', () => {
  const long = Array.from({ length: 60 }, (_, at) => `echo line ${at} >/dev/null`).join('\n');
  const file = { file_path: '/home/dev/shop/made-2.txt' };
  const fetch = (url: string) => request('web_fetch', { url, prompt: 'what' });
  const write = (content: string) => request('write_file', { ...file, content });
  const edit = (new_string: string) =>
    request('edit', { ...file, old_string: 'some words', new_string });

  it.each<[string, object, object]>([
    ['10-approval-command-120x40', command('touch made-1.txt'), command('touch made-1.txt x')],
    ['12-approval-long-command-80x24', command(`${long}\ntouch made-long.txt`), command('echo')],
    ['12-approval-long-command-200x50', command(`${long}\ntouch made-long.txt`), command('echo')],
    ['13-approval-first-of-two-120x40', command('mkfifo pipe-0'), command('mkfifo pipe-1')],
    ['15-approval-write-80x24', write('some words\n'), write('some other words\n')],
    ['16-approval-edit-80x24', edit('other words\nand more'), edit('third words')],
    ['18-approval-fetch-200x50', fetch('http://example.org/x'), fetch('http://example.org/y')],
    [
      '19-approval-tool-80x24',
      request('mcp__box__deploy', { where: 'staging' }),
      request('mcp__box__poke', { where: 'staging' }),
    ],
  ])('%s shows this one and not another', (name, shown, other) => {
    const reading = read(capturedScreen('qwen', `${name}-v0.24.4`));
    if (reading.kind !== 'asking') throw new Error(`it is read as ${reading.kind}`);
    const [rank, otherRank] = [shown, other].map((one) => likeness(reading.ask, askOf(one)));
    expect(rank).toBeGreaterThan(1);
    expect(otherRank).toBeLessThan(rank ?? 0);
  });
});

describe('Qwen: wiring', () => {
  const relay = { command: '/run/hook', folder: '/state/run/hooks/1', socket: '/nowhere' };
  const name = 'QWEN_CODE_SYSTEM_DEFAULTS_PATH';

  it('P17 takes the layer of settings that everything else overrides', () => {
    const { args, env, files } = hooks.wire({ ...relay, env: {} });
    expect(args).toEqual([]);
    expect(env).toEqual({ [name]: '/state/run/hooks/1/qwen-defaults.json' });
    const [file, ...others] = files;
    expect(others).toEqual([]);
    const settings = JSON.parse(file?.text ?? '') as { hooks: Record<string, unknown> };
    expect(Object.keys(settings)).toEqual(['hooks']);
    const hook = { type: 'command', name: 'tapmux', command: '/run/hook qwen' };
    expect(settings.hooks['PermissionRequest']).toEqual([{ hooks: [hook] }]);
  });

  it('P17 leaves defaults alone that are there', () => {
    const none = { args: [], env: {}, files: [] };
    expect(hooks.wire({ ...relay, env: { [name]: '/etc/ours.json' } })).toEqual(none);
    const beside = { QWEN_CODE_SYSTEM_SETTINGS_PATH: '/etc/settings.json' };
    expect(hooks.wire({ ...relay, env: beside })).toEqual(none);
  });

  it('P16 nothing waits for an answer', () => {
    expect('reply' in hooks).toBe(false);
    expect(JSON.stringify(hooks.wire({ ...relay, env: {} }).files)).not.toContain('qwen wait');
  });

  it('is installed where Qwen looks', () => {
    const { file } = hooks.install;
    expect(file({ HOME: '/home/ada' })).toBe('/home/ada/.qwen/settings.json');
    expect(file({ HOME: '/home/ada', QWEN_HOME: '/q' })).toBe('/q/settings.json');
    expect(file({ HOME: '/home/ada', QWEN_HOME: '~/q' })).toBe('/home/ada/q/settings.json');
  });
});

describe('Qwen: conversations', () => {
  it('is one that can be gone on with when something was said in it', async () => {
    const home = await tempFolder();
    const env = { HOME: home };
    const chats = join(home, '.qwen', 'projects', '-home-dev-shop', 'chats');
    await mkdir(chats, { recursive: true });
    const path = join(chats, `${id}.jsonl`);
    expect(await transcript(id, '/home/dev/shop', env)).toBeNull();
    await writeFile(join(chats, `${id}.runtime.json`), '{"type":"user"}');
    await writeFile(path, `{"sessionId":"${id}","type":"system","provenance":"system"}\n`);
    expect(await transcript(id, '/home/dev/shop', env)).toBeNull();
    await writeFile(path, `{"sessionId":"${id}","type":"user","provenance":"real_user"}\n{"torn`);
    expect(await transcript(id, '/home/dev/shop', env)).toBe(path);
    expect(await transcript('25f796f2-0000-4000-8000-000000000000', '/x', env)).toBeNull();
    expect(await transcript('../../x', '/x', env)).toBeNull();
    expect(await transcript(id, '/x', { ...env, QWEN_HOME: '/nowhere' })).toBeNull();
    const elsewhere = { HOME: '/nowhere', QWEN_RUNTIME_DIR: join(home, '.qwen') };
    expect(await transcript(id, '/x', elsewhere)).toBe(path);
  });

  it.each(['runs', '{home}/runs', '~/runs'])('lies where the settings say: %s', async (folder) => {
    const home = await tempFolder();
    const env = { HOME: home, QWEN_HOME: join(home, 'config') };
    const chats = join(home, 'runs', 'projects', '-home-dev-shop', 'chats');
    await mkdir(chats, { recursive: true });
    await mkdir(env.QWEN_HOME);
    const settings = { advanced: { runtimeOutputDir: folder.replace('{home}', home) } };
    await writeFile(join(env.QWEN_HOME, 'settings.json'), JSON.stringify(settings));
    await writeFile(join(chats, `${id}.jsonl`), '{"type":"user"}\n');
    expect(await transcript(id, home, env)).toBe(join(chats, `${id}.jsonl`));
  });
});
