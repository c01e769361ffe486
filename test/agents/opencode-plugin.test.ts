import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { tempFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

/** The plugin in this process, before a client that keeps what it is told, with a shell script as its relay. */
interface Stage {
  readonly happen: (type: string, properties: object) => Promise<void>;
  readonly say: (sessionID: string, text: string) => Promise<void>;
  readonly posts: { url: string; path: object; body: object }[];
  /** What the relay was given, in the order in which it came. */
  readonly told: () => Promise<readonly { type: string; properties: Record<string, unknown> }[]>;
  readonly answer: (text: string) => Promise<void>;
  readonly waiting: () => Promise<boolean>;
}

interface Plugin {
  event(given: { event: object }): Promise<void>;
  'chat.message'(input: object, output: object): Promise<void>;
}

async function stage(relay?: string): Promise<Stage> {
  const folder = await tempFolder();
  const state = join(folder, "o'neil’s state $HOME");
  await mkdir(state);
  const command = join(state, 'relay');
  const [log, answer, pid] = ['log', 'answer', 'pid'].map((name) => join(folder, name));
  await writeFile(
    command,
    `#!/bin/sh
cat >>'${log}'
echo >>'${log}'
[ "$2" = wait ] || exit 0
echo $$ >'${pid}'
trap 'rm -f "${pid}"; exit 0' TERM
while ! [ -e '${answer}' ]; do sleep 0.01; done
rm -f '${pid}'
cat '${answer}'
`,
  );
  await chmod(command, 0o700);
  vi.stubEnv('TAPMUX_HOOK', relay ?? command);
  vi.resetModules();
  const path = '../../src/agents/opencode/plugin.mjs';
  const { Tapmux } = (await import(path)) as { Tapmux: (input: object) => Promise<Plugin> };
  const posts: Stage['posts'] = [];
  const messages = [
    { info: { role: 'user' }, parts: [{ type: 'text', text: 'hi' }] },
    { info: { role: 'assistant' }, parts: [{ type: 'text', text: 'Done.' }, { type: 'tool' }] },
  ];
  const plugin = await Tapmux({
    client: {
      _client: { post: (call: Stage['posts'][number]) => Promise.resolve(posts.push(call)) },
      session: { messages: () => Promise.resolve({ data: messages }) },
    },
  });
  const exists = (file = '') => readFile(file).then(Boolean, () => false);
  return {
    posts,
    happen: (type, properties) => plugin.event({ event: { type, properties } }),
    say: (sessionID, text) =>
      plugin['chat.message']({ sessionID }, { parts: [{ type: 'text', text }] }),
    async told() {
      const text = await readFile(log ?? '', 'utf8').catch(() => '');
      const lines = text.split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as { type: string; properties: never });
    },
    answer: (text) => writeFile(answer ?? '', text),
    waiting: () => exists(pid),
  };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the plugin in opencode', () => {
  it('brings an answer back through opencode’s own client', async () => {
    const { happen, waiting, answer, posts } = await stage();
    void happen('permission.asked', { id: 'per_1', sessionID: 'ses_1' });
    await until(waiting);
    await answer('{"reply":"once"}');
    await until(() => posts.length > 0);
    expect(posts).toMatchObject([
      {
        url: '/permission/{requestID}/reply',
        path: { requestID: 'per_1' },
        body: { reply: 'once' },
      },
    ]);
  });

  it('P16 answered at the keyboard: nobody waits any more, and nothing is answered twice', async () => {
    const { happen, waiting, answer, posts, told } = await stage();
    const asked = happen('permission.asked', { id: 'per_1', sessionID: 'ses_1' });
    await until(waiting);
    await happen('permission.replied', { requestID: 'per_1', sessionID: 'ses_1', reply: 'once' });
    await until(async () => !(await waiting()));
    await answer('{"reply":"reject"}');
    await asked;
    expect(posts).toEqual([]);
    await until(async () => (await told()).some((one) => one.type === 'permission.replied'));
  });

  it.each(['', '{}', 'no JSON', '[]'])('P16 what is no answer is none: %j', async (text) => {
    const { happen, answer, posts } = await stage();
    await answer(text);
    await happen('question.asked', { id: 'que_1', sessionID: 'ses_1' });
    expect(posts).toEqual([]);
  });

  it('P16 without a relay opencode does not notice', async () => {
    const { happen, say, posts } = await stage('/nowhere/hook');
    await happen('permission.asked', { id: 'per_1', sessionID: 'ses_1' });
    await say('ses_1', 'hi');
    await happen('session.idle', { sessionID: 'ses_1' });
    expect(posts).toEqual([]);
  });

  it('tells each conversation once, its prompts and its last words, and leaves sub-agents out', async () => {
    const { happen, say, told } = await stage();
    await say('ses_1', 'hi');
    await happen('session.created', { info: { id: 'ses_2', parentID: 'ses_1' } });
    await happen('session.status', { sessionID: 'ses_2', status: { type: 'busy' } });
    await happen('session.idle', { sessionID: 'ses_2' });
    await happen('session.status', { sessionID: 'ses_1', status: { type: 'busy' } });
    await happen('session.status', { sessionID: 'ses_3', status: { type: 'busy' } });
    await happen('session.idle', { sessionID: 'ses_3' });
    await until(async () => (await told()).length >= 3);
    expect(await told()).toEqual([
      { type: 'tapmux.prompt', properties: { sessionID: 'ses_1', text: 'hi' } },
      { type: 'tapmux.conversation', properties: { sessionID: 'ses_3' } },
      { type: 'session.idle', properties: { sessionID: 'ses_3', words: 'Done.', error: null } },
    ]);
  });

  it('an error is told with the turn that it ended', async () => {
    const { happen, told } = await stage();
    const error = { name: 'APIError', data: { message: 'Slow down', statusCode: 429 } };
    await happen('session.error', { sessionID: 'ses_1', error });
    await happen('session.idle', { sessionID: 'ses_1' });
    await until(async () => (await told()).length > 0);
    expect(await told()).toMatchObject([{ properties: { words: null, error } }]);
  });
});
