import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { begun, transcript } from '../../src/agents/opencode/conversations.ts';
import { hooks } from '../../src/agents/opencode/hooks.ts';
import { tempFolder } from '../support/temp.ts';

/** As opencode 1.18.33 gives it to its plugins. */
function asked(permission: string, more: object): object {
  return {
    id: 'evt_1',
    type: 'permission.asked',
    properties: {
      id: 'per_1fe59c045001pfGdqcT1yDujaC',
      sessionID: 'ses_e01a685f9ffe1igSaxYfrO6C4l',
      permission,
      metadata: {},
      always: ['*'],
      patterns: [],
      tool: { messageID: 'msg_1', callID: 'call_1' },
      ...more,
    },
  };
}

function question(more: object = {}, others: readonly object[] = []): object {
  const options = [
    { label: 'Red', description: 'Like a rose' },
    { label: 'Blue', description: '' },
  ];
  const one = { question: 'Which one?', header: 'Colour', options, multiple: false, ...more };
  const properties = { id: 'que_1', sessionID: 'ses_1', questions: [one, ...others] };
  return { type: 'question.asked', properties };
}

function say(type: string, properties: object): object {
  return { type, properties: { sessionID: 'ses_1', ...properties } };
}

describe('opencode: events', () => {
  it('a command is told in full, with the scope of always', () => {
    const command = `echo ${'x'.repeat(5000)}\ntouch made`;
    const event = asked('bash', {
      patterns: [command],
      metadata: { command },
      always: ['touch *'],
    });
    expect(hooks.parse(event)).toMatchObject([
      {
        kind: 'asks',
        about: 'per_1fe59c045001pfGdqcT1yDujaC',
        ask: {
          title: 'Shell command',
          body: `$ ${command}`,
          mayBeCut: false,
          options: [
            { label: 'Allow once', tone: 'allow' },
            { label: 'Allow always: touch *', tone: 'always' },
            { label: 'Reject', tone: 'deny' },
          ],
        },
      },
    ]);
  });

  it('a change is told as its diff', () => {
    const diff = 'Index: /x/a.txt\n======\n--- /x/a.txt\n+++ /x/a.txt\n@@ -0,0 +1,1 @@\n+hello\n';
    const event = asked('edit', { metadata: { filepath: '/x/a.txt', diff } });
    expect(hooks.parse(event)).toMatchObject([
      {
        ask: {
          title: 'Edit /x/a.txt',
          body: '--- /x/a.txt\n+++ /x/a.txt\n@@ -0,0 +1,1 @@\n+hello',
        },
      },
    ]);
  });

  it('a folder outside, and what is not known, are told with all they have', () => {
    expect(hooks.parse(asked('external_directory', { patterns: ['/etc/*'] }))).toMatchObject([
      { ask: { title: 'Access external directory /etc', body: 'Patterns\n- /etc/*' } },
    ]);
    const event = asked('webfetch', { patterns: ['https://a.b'], metadata: { format: 'text' } });
    expect(hooks.parse(event)).toMatchObject([
      { ask: { title: 'webfetch', body: 'https://a.b\n{\n  "format": "text"\n}' } },
    ]);
  });

  it('a question is told with its answers; a form of several is left to the screen', () => {
    expect(hooks.parse(question())).toMatchObject([
      {
        about: 'que_1',
        ask: {
          kind: 'choice',
          body: 'Which one?\nRed: Like a rose',
          options: [{ label: 'Red' }, { label: 'Blue' }],
        },
      },
    ]);
    expect(hooks.parse(question({ multiple: true }))).toMatchObject([{ ask: { kind: 'multi' } }]);
    expect(hooks.parse(question({}, [{ question: 'And?' }]))).toEqual([]);
  });

  it('what was answered is named as it was asked', () => {
    expect(hooks.parse(say('permission.replied', { requestID: 'per_1', reply: 'once' }))).toEqual([
      { kind: 'settled', about: 'per_1', refused: false },
    ]);
    expect(hooks.parse(say('permission.replied', { requestID: 'per_1', reply: 'reject' }))).toEqual(
      [{ kind: 'settled', about: 'per_1', refused: true }],
    );
    expect(hooks.parse(say('question.rejected', { requestID: 'que_1' }))).toEqual([
      { kind: 'settled', about: 'que_1' },
    ]);
  });

  it('tells the conversation, its prompts and the end of a turn', () => {
    expect(hooks.parse(say('tapmux.conversation', {}))).toEqual([
      { kind: 'conversation', id: 'ses_1', transcript: null },
    ]);
    expect(hooks.parse(say('tapmux.prompt', { text: 'hi' }))).toEqual([
      { kind: 'conversation', id: 'ses_1', transcript: null },
      { kind: 'prompted', text: 'hi' },
    ]);
    expect(hooks.parse(say('tapmux.prompt', { text: 'hi', sessionID: '--x' }))).toEqual([
      { kind: 'prompted', text: 'hi' },
    ]);
    expect(hooks.parse(say('session.idle', { words: 'Done.', error: null }))).toEqual([
      { kind: 'turn_over', words: 'Done.', problem: null },
    ]);
  });

  it.each([
    ['APIError', { message: 'Slow down\nplease', statusCode: 429 }, 'rate_limit'],
    ['ProviderAuthError', { message: 'Slow down' }, 'key'],
    ['APIError', { message: 'Slow down', statusCode: 529 }, 'overloaded'],
    ['UnknownError', { message: 'Slow down' }, 'other'],
  ])('a turn that ended with %s %j is a problem of %s', (name, data, kind) => {
    const [report] = hooks.parse(say('session.idle', { words: null, error: { name, data } }));
    expect(report).toMatchObject({ problem: { kind, text: 'Slow down' } });
  });

  it('an interrupted turn is no problem', () => {
    const error = { name: 'MessageAbortedError', data: { message: 'Aborted' } };
    expect(hooks.parse(say('session.idle', { error }))).toMatchObject([{ problem: null }]);
  });

  it.each([
    null,
    'x',
    {},
    say('permission.asked', {}),
    say('question.asked', { id: 'q', questions: [{ options: 'no' }] }),
    { type: 'permission.asked' },
    { type: 'permission.asked', properties: [] },
    say('tapmux.conversation', { sessionID: '--port=80' }),
  ])('is silent on %j', (event) => {
    expect(hooks.parse(event)).toEqual([]);
  });
});

describe('opencode: replies', () => {
  const reply = (event: unknown, choice: Parameters<typeof hooks.reply>[1]) =>
    hooks.reply(event, choice);

  it('a permission takes its three verdicts, or a no with a reason', () => {
    const event = asked('bash', { metadata: { command: 'x' } });
    const verdicts = [0, 1, 2].map((index) => reply(event, { kind: 'option', index }));
    expect(verdicts).toEqual([{ reply: 'once' }, { reply: 'always' }, { reply: 'reject' }]);
    expect(reply(event, { kind: 'text', text: 'not there' })).toEqual({
      reply: 'reject',
      message: 'not there',
    });
    expect(reply(event, { kind: 'option', index: 3 })).toBeNull();
    expect(reply(event, { kind: 'options', indexes: [0] })).toBeNull();
  });

  it('a question takes the labels it offered, or own words where it takes any', () => {
    expect(reply(question(), { kind: 'option', index: 1 })).toEqual({ answers: [['Blue']] });
    const several = question({ multiple: true });
    expect(reply(several, { kind: 'options', indexes: [0, 1] })).toEqual({
      answers: [['Red', 'Blue']],
    });
    expect(reply(question(), { kind: 'options', indexes: [0, 1] })).toBeNull();
    expect(reply(question(), { kind: 'option', index: 2 })).toBeNull();
    expect(reply(question(), { kind: 'text', text: 'green' })).toEqual({ answers: [['green']] });
    expect(reply(question({ custom: false }), { kind: 'text', text: 'green' })).toBeNull();
  });

  it('nothing else is ever answered', () => {
    expect(reply(null, { kind: 'option', index: 0 })).toBeNull();
    expect(reply(say('session.idle', {}), { kind: 'option', index: 0 })).toBeNull();
    expect(reply({ type: 'question.asked' }, { kind: 'option', index: 0 })).toBeNull();
  });
});

describe('opencode: wiring', () => {
  const relay = { command: '/run/hook', folder: '/nowhere', socket: '/nowhere/s' };
  const name = 'OPENCODE_CONFIG_CONTENT';

  async function home(): Promise<string> {
    const folder = await tempFolder();
    await mkdir(join(folder, '.config', 'opencode', 'node_modules'), { recursive: true });
    return folder;
  }

  it('P17 joins what somebody set for themselves, and changes no file', async () => {
    const HOME = await home();
    const mine = { model: 'a/b', plugin: ['mine'], experimental: { x: 1 } };
    const { args, env, files } = hooks.wire({
      ...relay,
      env: { HOME, [name]: JSON.stringify(mine) },
    });
    expect({ args, files }).toEqual({ args: [], files: [] });
    expect(env['TAPMUX_HOOK']).toBe('/run/hook');
    expect(JSON.parse(env[name] ?? '')).toEqual({
      model: 'a/b',
      plugin: ['mine', expect.stringMatching(/^file:\/\/.*\/opencode\/plugin\.mjs$/)],
      experimental: { x: 1, disable_paste_summary: true },
    });
  });

  it('a start never waits for the registry: without its packages there is no plugin', async () => {
    expect(hooks.wire({ ...relay, env: { HOME: await tempFolder() } }).env).toEqual({});
  });

  it('what it cannot read it leaves as it is', async () => {
    const HOME = await home();
    for (const odd of ['{', '[]', '{"plugin":"x"}']) {
      expect(hooks.wire({ ...relay, env: { HOME, [name]: odd } }).env).toEqual({});
    }
  });
});

describe('opencode: conversations', () => {
  it('is one that stands in its database, or in the log beside it', async () => {
    const HOME = await tempFolder();
    const folder = join(HOME, '.local', 'share', 'opencode');
    await mkdir(folder, { recursive: true });
    const database = join(folder, 'opencode.db');
    const id = 'ses_e01a685f9ffe1igSaxYfrO6C4l';
    expect(await transcript(id, '/x', { HOME })).toBeNull();
    // Across the border of two reads.
    await writeFile(database, `${'.'.repeat(2 ** 20 - 5)}${id}...`);
    expect(await transcript(id, '/x', { HOME })).toBe(database);
    expect(await transcript('ses_another', '/x', { HOME })).toBeNull();
    await writeFile(`${database}-wal`, 'ses_another');
    expect(await transcript('ses_another', '/x', { HOME })).toBe(database);
    expect(await transcript('...', '/x', { HOME })).toBeNull();
  });

  it('the one that a run began is told by its folder and its time, from the log', async () => {
    const HOME = await tempFolder();
    const logs = join(HOME, '.local', 'share', 'opencode', 'log');
    await mkdir(logs, { recursive: true });
    const line = (id: string, time: string, folder: string, parent: string) =>
      `timestamp=2020-11-21T${time}Z level=INFO run=9e message=created id=${id} slug=x ` +
      `directory=${folder} path=x parentID=${parent} title="New"\n`;
    const write = (...lines: readonly string[]) => writeFile(join(logs, 'a.log'), lines.join(''));
    const since = Date.parse('2020-11-21T14:00:00Z');
    const mine = line('ses_1', '14:17:57.083', '/x', 'undefined');
    await write(
      mine,
      line('ses_2', '14:18:00.000', '/x', 'ses_1'),
      line('ses_3', '14:18:00.000', '/y', 'undefined'),
      line('ses_4', '13:00:00.000', '/x', 'undefined'),
    );
    expect(await begun('/x', since, { HOME })).toBe('ses_1');
    await write(mine, line('ses_5', '14:19:00.000', '/x', 'undefined'));
    expect(await begun('/x', since, { HOME })).toBeNull();
    expect(await begun('/x', since, { HOME: '/nowhere' })).toBeNull();
  });
});
