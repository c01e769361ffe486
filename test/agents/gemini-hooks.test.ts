import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { transcript } from '../../src/agents/gemini/chats.ts';
import { hooks } from '../../src/agents/gemini/hooks.ts';
import { tempFolder } from '../support/temp.ts';
import { writeFile } from 'node:fs/promises';

/** As Gemini CLI 0.61.0 sends it. */
function event(name: string, more: object = {}): object {
  return {
    session_id: 'ca7a3d21-8753-419d-b009-a9260bf1b467',
    transcript_path: '/home/dev/.gemini/tmp/shop/chats/session-2026-11-21T13-46-ca7a3d21.jsonl',
    cwd: '/home/dev/shop',
    hook_event_name: name,
    timestamp: '2026-11-21T13:46:33.311Z',
    ...more,
  };
}

function permission(details: object): object {
  return event('Notification', { notification_type: 'ToolPermission', message: 'x', details });
}

function aboutOf(given: object): string {
  const [report, ...others] = hooks.parse(given);
  expect(others).toEqual([]);
  if (report === undefined || !('about' in report)) throw new Error('it names no request');
  return report.about;
}

describe('Gemini: events', () => {
  it('a command is told in full', () => {
    const command = `echo ${'x'.repeat(5000)}\ntouch made`;
    const details = { type: 'exec', title: 'Confirm Shell Command', command, rootCommand: 'echo' };
    expect(hooks.parse(permission(details))).toMatchObject([
      {
        kind: 'asks',
        ask: { kind: 'permission', title: 'Shell Command', body: command, mayBeCut: false },
      },
    ]);
    const ran = { tool_name: 'run_shell_command', tool_input: { command, description: 'why' } };
    expect(hooks.parse(event('AfterTool', ran))).toEqual([
      { kind: 'settled', about: aboutOf(permission(details)) },
    ]);
  });

  it('a change is told as its diff, a new file with its lines', () => {
    const change = {
      type: 'edit',
      title: 'Confirm Edit: a.txt',
      fileName: 'a.txt',
      filePath: '/home/dev/shop/a.txt',
      fileDiff: '--- a.txt\n+++ a.txt\n@@ -1,1 +1,1 @@\n-aa\n+bb\n',
      originalContent: 'aa\n',
      newContent: 'bb\n',
    };
    expect(hooks.parse(permission(change))).toMatchObject([
      { ask: { body: `/home/dev/shop/a.txt\n${change.fileDiff}` } },
    ]);
    const made = { ...change, originalContent: '', newContent: 'hello\nworld\n' };
    expect(hooks.parse(permission(made))).toMatchObject([
      { ask: { body: '/home/dev/shop/a.txt\n1 hello\n2 world' } },
    ]);
    const written = { tool_name: 'write_file', tool_input: { file_path: 'a.txt', content: 'x' } };
    expect(aboutOf(event('AfterTool', written))).toBe(aboutOf(permission(made)));
  });

  it('what it tells nothing of is left to the screen', () => {
    expect(hooks.parse(permission({ type: 'ask_user', title: 'Ask User' }))).toEqual([]);
    expect(hooks.parse(permission({ type: 'mcp', serverName: 's', toolName: 't' }))).toEqual([]);
  });

  it('tells the conversation, its prompts and the end of a turn', () => {
    expect(hooks.parse(event('SessionStart', { source: 'startup' }))).toMatchObject([
      { kind: 'conversation', id: 'ca7a3d21-8753-419d-b009-a9260bf1b467' },
    ]);
    expect(hooks.parse(event('BeforeAgent', { prompt: 'hi' }))).toMatchObject([
      { kind: 'conversation' },
      { kind: 'prompted', text: 'hi' },
    ]);
    expect(hooks.parse(event('AfterAgent', { prompt: 'hi', prompt_response: 'Done.' }))).toEqual([
      { kind: 'turn_over', words: 'Done.', problem: null },
    ]);
  });

  it.each([null, 4, {}, event('Notification'), permission({}), permission({ type: 'exec' })])(
    'is silent on %j',
    (given) => {
      expect(hooks.parse(given)).toEqual([]);
    },
  );
});

describe('Gemini: wiring', () => {
  const relay = (folder: string) => ({ command: '/run/hook', folder, socket: '/nowhere' });

  it('P17 takes the layer that everything else overrides, and only where Gemini would read it', async () => {
    const folder = await tempFolder();
    // Somebody else may write to /tmp, so that Gemini would show a warning instead.
    expect(hooks.wire({ ...relay(folder), env: {} })).toEqual({ args: [], env: {}, files: [] });
    await chmod(folder, 0o777);
    expect(hooks.wire({ ...relay('/'), env: {} }).env).toEqual(
      process.getuid?.() === 0 ? { GEMINI_CLI_SYSTEM_DEFAULTS_PATH: '/gemini-defaults.json' } : {},
    );
  });

  it('is given before the folder of the run is there', () => {
    const folder = '/not-there-yet/run';
    expect(hooks.wire({ ...relay(folder), env: {} }).env).toEqual(
      process.getuid?.() === 0
        ? { GEMINI_CLI_SYSTEM_DEFAULTS_PATH: `${folder}/gemini-defaults.json` }
        : {},
    );
  });

  it('P17 leaves defaults alone that are there', () => {
    const name = 'GEMINI_CLI_SYSTEM_DEFAULTS_PATH';
    expect(hooks.wire({ ...relay('/'), env: { [name]: '/etc/ours.json' } }).env).toEqual({});
    const beside = { GEMINI_CLI_SYSTEM_SETTINGS_PATH: '/etc/settings.json' };
    expect(hooks.wire({ ...relay('/'), env: beside }).env).toEqual({});
  });
});

describe('Gemini: conversations', () => {
  it('is one that can be gone on with when something was said in it', async () => {
    const home = await tempFolder();
    const chats = join(home, '.gemini', 'tmp', 'shop', 'chats');
    await mkdir(chats, { recursive: true });
    const id = 'ca7a3d21-8753-419d-b009-a9260bf1b467';
    const path = join(chats, 'session-2026-11-21T13-46-ca7a3d21.jsonl');
    const env = { HOME: home };
    expect(await transcript(id, '/home/dev/shop', env)).toBeNull();
    await writeFile(path, `{"sessionId":"${id}","kind":"main"}\n`);
    expect(await transcript(id, '/home/dev/shop', env)).toBeNull();
    const context = { type: 'user', content: [{ text: '<session_context>\nToday' }] };
    const start = `{"sessionId":"${id}"}\n${JSON.stringify({ $set: { messages: [context] } })}\n`;
    await writeFile(path, start);
    expect(await transcript(id, '/home/dev/shop', env)).toBeNull();
    await writeFile(path, `${start}{"id":"1","type":"user","content":[{"text":"hi"}]}\n{"torn`);
    expect(await transcript(id, '/home/dev/shop', env)).toBe(path);
    expect(await transcript('ca7a3d21-0000-4000-8000-000000000000', '/x', env)).toBeNull();
    expect(await transcript(id, '/x', { HOME: home, GEMINI_CLI_HOME: '/nowhere' })).toBeNull();
  });
});
