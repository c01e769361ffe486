import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { transcript } from '../../src/agents/copilot/conversations.ts';
import { hooks } from '../../src/agents/copilot/hooks.ts';
import { readDialog } from '../../src/agents/copilot/dialog.ts';
import { likeness } from '../../src/sessions/pairing.ts';
import { tempFolder } from '../support/temp.ts';

const id = '02234996-c819-4000-a323-7c624f3071c6';

/** As Copilot CLI 1.0.102 sends it. */
function event(name: string, more: object = {}): object {
  return {
    hook_event_name: name,
    session_id: id,
    timestamp: '2026-11-21T18:15:42.357Z',
    cwd: '/home/dev/shop',
    ...more,
  };
}

/** These two have other names for the same fields. */
function notification(message: string, type = 'permission_prompt'): object {
  return {
    sessionId: id,
    timestamp: 1795284942750,
    cwd: '/home/dev/shop',
    message,
    title: 'Permission needed',
    hook_event_name: 'Notification',
    notification_type: type,
  };
}

function request(toolName: string, toolInput: unknown): object {
  return {
    hookName: 'permissionRequest',
    sessionId: id,
    timestamp: 1795284942614,
    cwd: '/home/dev/shop',
    toolName,
    toolInput,
    permissionSuggestions: [],
  };
}

const edited = {
  file_path: '/home/dev/shop/old.txt',
  diff: '\ndiff --git a/home/dev/shop/old.txt b/home/dev/shop/old.txt\nindex 0000000..0000000 100644\n--- a/home/dev/shop/old.txt\n+++ b/home/dev/shop/old.txt\n@@ -1,4 +1,4 @@\n alpha\n-beta\n+BETA\n gamma\n \n',
};
const created = {
  file_path: '/home/dev/shop/made.txt',
  diff: '\ndiff --git a/home/dev/shop/made.txt b/home/dev/shop/made.txt\ncreate file mode 100644\nindex 0000000..0000000\n--- a/dev/null\n+++ b/home/dev/shop/made.txt\n@@ -1,0 +1,1 @@\n+some words\n',
};
/** A subagent's events have its own id in front. */
const child = {
  session_id: 'ca183d0a-729b-4993-b104-f32a0b9b900a',
  agent_id: 'ca183d0a-729b-4993-b104-f32a0b9b900a',
  agent_type: 'general-purpose',
  parent_agent_id: id,
};

function asked(given: object) {
  const [report, ...others] = hooks.parse(given);
  expect(others).toEqual([]);
  if (report?.kind !== 'asks') throw new Error('it asks nothing');
  return report;
}

describe('Copilot: events', () => {
  it('a command is told in full, with the prompt that it stands in', () => {
    const command = `echo ${'x'.repeat(6000)}\ntouch made`;
    expect(asked(notification(`Run command: ${command}`)).ask).toMatchObject({
      kind: 'permission',
      title: 'Do you want to run this command?',
      body: command,
      source: 'hook',
      mayBeCut: false,
      options: [{ tone: 'allow' }, { tone: 'deny' }],
    });
  });

  it('a page is told with its whole address', () => {
    const url = `http://example.org/${'x'.repeat(300)}`;
    expect(asked(notification(`Fetch URL: ${url}`)).ask.body).toContain(url);
  });

  it('a change is told as its diff, and a new file by its own question', () => {
    expect(asked(request('edit', edited)).ask).toMatchObject({
      title: 'Do you want to edit /home/dev/shop/old.txt?',
      body: 'old.txt +1 -1\n/home/dev/shop\n@@ -1,4 +1,4 @@\n alpha\n-beta\n+BETA\n gamma',
    });
    expect(asked(request('edit', created)).ask).toMatchObject({
      title: 'Do you want to create /home/dev/shop/made.txt?',
      body: 'made.txt +1 -0\n/home/dev/shop\n@@ -1,0 +1,1 @@\n+some words',
    });
  });

  it('what ran or was changed is what was asked for', () => {
    const ran = { tool_name: 'Bash', tool_input: { command: 'touch a', description: 'Why' } };
    const { about } = asked(notification('Run command: touch a'));
    expect(hooks.parse(event('PostToolUse', ran))).toEqual([{ kind: 'settled', about }]);
    expect(hooks.parse(event('PostToolUseFailure', ran))).toEqual([{ kind: 'settled', about }]);
    expect(hooks.parse(event('PostToolUse', { ...ran, ...child }))).toEqual([
      { kind: 'settled', about },
    ]);
    const wrote = { tool_name: 'Write', tool_input: { path: 'made.txt', file_text: 'x' } };
    expect(hooks.parse(event('PostToolUse', wrote))).toEqual([
      { kind: 'settled', about: asked(request('edit', created)).about },
    ]);
    const other = { tool_name: 'Edit', tool_input: { path: '/home/dev/shop/old.txt' } };
    expect(hooks.parse(event('PostToolUse', other))).toEqual([
      { kind: 'settled', about: asked(request('edit', edited)).about },
    ]);
  });

  it('tells the conversation, its prompts and the end of a turn', () => {
    const conversation = { kind: 'conversation', id, transcript: null };
    expect(hooks.parse(event('SessionStart', { source: 'new' }))).toEqual([conversation]);
    expect(hooks.parse(event('UserPromptSubmit', { prompt: 'hi\nthere' }))).toEqual([
      conversation,
      { kind: 'prompted', text: 'hi\nthere' },
    ]);
    expect(hooks.parse(event('Stop', { stop_reason: 'end_turn' }))).toEqual([
      { kind: 'turn_over', words: null, problem: null },
    ]);
  });

  it.each([
    [
      '{"message":"You have no credit left","type":"insufficient_quota","code":"x"}',
      { kind: 'billing', text: 'You have no credit left (insufficient_quota)' },
    ],
    ['{"message":"Please wait"}', { kind: 'other', text: 'Please wait' }],
    ['Connection error.', { kind: 'network', text: 'Connection error.' }],
    ['{"error', { kind: 'other', text: '{"error' }],
  ])('what is wrong with the model’s service: %s', (message, problem) => {
    const error = { message, name: 'Error', stack: 'Error: …' };
    const given = { error, error_context: 'model_call', recoverable: true };
    const report = { kind: 'turn_over', words: null, problem };
    expect(hooks.parse(event('ErrorOccurred', given))).toEqual([report]);
    expect(hooks.parse(event('ErrorOccurred', { ...given, ...child }))).toEqual([]);
    const tool = { ...given, error_context: 'tool_execution' };
    expect(hooks.parse(event('ErrorOccurred', tool))).toEqual([]);
  });

  it.each([
    event('UserPromptSubmit', { ...child, prompt: 'please run: mkfifo sub.pipe' }),
    event('SessionStart', child),
    event('Stop', child),
    event('SubagentStop', { last_assistant_message: 'Done.' }),
  ])('an agent that it started for its work is not the session: %j', (given) => {
    expect(hooks.parse(given)).toEqual([]);
  });

  it('what it tells nothing of is left to the screen', () => {
    expect(hooks.parse(notification('Path permission needed: /etc/hostname'))).toEqual([]);
    expect(hooks.parse(notification('Edit file: /home/dev/shop/old.txt'))).toEqual([]);
    expect(hooks.parse(notification('Information requested', 'elicitation_dialog'))).toEqual([]);
    // It is told before any rule, and perhaps never shown.
    expect(hooks.parse(request('bash', { command: 'touch a' }))).toEqual([]);
  });

  it.each([
    null,
    4,
    {},
    event('SomethingNew'),
    event('Notification'),
    event('Stop', { hook_event_name: 7 }),
    request('edit', null),
    request('edit', { file_path: 'a.txt' }),
    event('UserPromptSubmit', { prompt: { deep: true } }),
    { ...event('SessionStart'), session_id: '--dangerous' },
  ])('is silent on %j', (given) => {
    expect(hooks.parse(given)).toEqual([]);
  });

  it('no hook of it waits for an answer: that would hide its prompt', () => {
    expect('reply' in hooks).toBe(false);
  });
});

describe('Copilot: its dialogs and what it tells of them are one prompt', () => {
  const frame = (...rows: readonly string[]) => {
    const width = 78;
    const inner = rows.map((row) => `│ ${row.padEnd(width - 2)} │`);
    const screen = [`╭${'─'.repeat(width)}╮`, ...inner, `╰${'─'.repeat(width)}╯`];
    const reading = readDialog(screen, width + 2);
    if (reading?.kind !== 'asking') throw new Error('no dialog');
    return reading.ask;
  };
  const choices = [
    '',
    '❯ 1. Yes',
    '  2. No, and tell Copilot what to do differently (Esc to stop)',
    '',
    '↑/↓ to navigate · enter to select · esc to cancel',
  ];
  const edit = frame(
    'Edit file',
    '─'.repeat(76),
    'old.txt +1 -1',
    '/home/dev/shop',
    '',
    '1     alpha',
    '2 -   beta',
    '2 +   BETA',
    '3     gamma',
    '4',
    '',
    'Do you want to edit /home/dev/shop/old.txt?',
    ...choices,
  );
  const run = frame(
    'Why it asks',
    '─'.repeat(76),
    `╭${'─'.repeat(74)}╮`,
    `│ ${'touch a'.padEnd(72)} │`,
    `╰${'─'.repeat(74)}╯`,
    '',
    'Do you want to run this command?',
    ...choices,
  );

  it('the same one', () => {
    expect(edit.title).toBe(asked(request('edit', edited)).ask.title);
    expect(likeness(edit, asked(request('edit', edited)).ask)).toBeGreaterThan(1);
    expect(likeness(run, asked(notification('Run command: touch a')).ask)).toBeGreaterThan(1);
  });

  it('P1 not another one', () => {
    expect(likeness(edit, asked(request('edit', created)).ask)).toBe(0);
    expect(likeness(run, asked(notification('Run command: rm -rf b')).ask)).toBe(0);
    expect(likeness(run, asked(request('edit', edited)).ask)).toBe(0);
  });
});

describe('Copilot: wiring', () => {
  const relay = { command: '/home/dev/.tapmux/run/hook', folder: '/nowhere', socket: '/nowhere/s' };
  const nothing = { args: [], env: {}, files: [] };

  it('P17 is a plugin for one start', async () => {
    const env = { HOME: await tempFolder() };
    const wiring = hooks.wire({ ...relay, env }, '1.0.102');
    expect(wiring).toEqual({
      args: [expect.stringMatching(/^--plugin-dir=\/.+\/src\/agents\/copilot\/plugin$/)],
      env: { TAPMUX_HOOK: relay.command },
      files: [],
    });
    // One that does not say its version in time is no old one.
    expect(hooks.wire({ ...relay, env }, null)).toEqual(wiring);
    expect(hooks.wire({ ...relay, env }, '1.0.65')).toEqual(nothing);
    expect(hooks.wire({ ...relay, env }, '0.0.420')).toEqual(nothing);
  });

  it('has the very hooks that an install has', async () => {
    const [arg = ''] = hooks.wire({ ...relay, env: { HOME: '/nowhere' } }, null).args;
    const folder = arg.slice('--plugin-dir='.length);
    const manifest = JSON.parse(await readFile(join(folder, 'plugin.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({ name: 'tapmux', hooks: 'hooks.json' });
    const installed = hooks.install.add(null, '/run/hook').replaceAll('/run/hook', '@');
    const inPlugin = await readFile(join(folder, 'hooks.json'), 'utf8');
    expect(JSON.parse(inPlugin.replaceAll(String.raw`\"$TAPMUX_HOOK\"`, '@'))).toEqual(
      JSON.parse(installed),
    );
  });

  it('P16 a change is not refused where the relay is gone', () => {
    const { hooks: all } = JSON.parse(hooks.install.add(null, relay.command)) as {
      hooks: Record<string, { hooks: { command: string }[] }[]>;
    };
    expect(all['PermissionRequest']?.[0]?.hooks[0]?.command).toBe(
      `[ -x ${relay.command} ] || exit 0; ${relay.command} copilot`,
    );
  });

  it('tells nothing twice where the hooks are installed', async () => {
    const env = { HOME: await tempFolder() };
    const path = hooks.install.file(env);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, hooks.install.add(null, '/elsewhere/run/hook'));
    expect(hooks.wire({ ...relay, env }, null)).not.toEqual(nothing);
    await writeFile(path, hooks.install.add(null, relay.command));
    expect(hooks.wire({ ...relay, env }, null)).toEqual(nothing);
  });

  it('an install is a file of its own in the folder of hooks', () => {
    expect(hooks.install.file({ HOME: '/home/ada' })).toBe('/home/ada/.copilot/hooks/tapmux.json');
    expect(hooks.install.file({ HOME: '/x', COPILOT_HOME: '/c' })).toBe('/c/hooks/tapmux.json');
  });
});

describe('Copilot: conversations', () => {
  it('is one that can be gone on with when something was said in it', async () => {
    const home = await tempFolder();
    const path = join(home, '.copilot', 'session-state', id, 'events.jsonl');
    await mkdir(dirname(path), { recursive: true });
    const env = { HOME: home };
    expect(await transcript(id, '/home/dev/shop', env)).toBeNull();
    await writeFile(path, '{"type":"session.start","data":{}}\n');
    expect(await transcript(id, '/home/dev/shop', env)).toBeNull();
    await writeFile(path, '{"type":"session.start"}\n{"type":"user.message","data":{}}\n{"torn');
    expect(await transcript(id, '/home/dev/shop', env)).toBe(path);
    expect(await transcript('02234996-0000-4000-8000-000000000000', '/x', env)).toBeNull();
    expect(await transcript('../../etc', '/x', env)).toBeNull();
    expect(await transcript(id, '/x', { HOME: home, COPILOT_HOME: '/nowhere' })).toBeNull();
  });
});
