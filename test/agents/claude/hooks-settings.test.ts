import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hooks } from '../../../src/agents/claude/hooks.ts';
import { hookEntries } from '../../../src/agents/claude/hooks-settings.ts';
import { tempFolder } from '../../support/temp.ts';

const relay = { command: '/srv/tapmux/run/hook', folder: '/srv/tapmux/run/hooks/r1', socket: '/s' };

const run = promisify(execFile);
const told = (words: string) => `tell ${words}`;

function events(version: string | null): readonly string[] {
  return hookEntries(told, version).map(({ event }) => event);
}

describe('the hooks of one start', () => {
  it('P17 they come by a file of their own, beside the operator’s settings', () => {
    const { args, env, files } = hooks.wire(relay, '2.1.330');
    expect(args).toEqual(['--settings', '/srv/tapmux/run/hooks/r1/settings.json']);
    expect(env).toEqual({});
    const [file] = files;
    const settings = JSON.parse(file?.text ?? '') as { hooks: Record<string, unknown> };
    expect(file?.name).toBe('settings.json');
    expect(Object.keys(settings)).toEqual(['hooks']);
    expect(settings.hooks['Stop']).toEqual([
      {
        hooks: [
          {
            type: 'command',
            command: '[ -r /srv/tapmux/run/hook ] || exit 0; set -- claude; . /srv/tapmux/run/hook',
            timeout: 5,
          },
        ],
      },
    ]);
  });

  it('only the request for permission waits, and longer than anybody will', () => {
    const waiting = hookEntries(told, '2.1.330').filter(({ hook }) =>
      hook.command.endsWith(' wait'),
    );
    expect(waiting.map(({ event }) => event)).toEqual(['PermissionRequest']);
    expect(waiting[0]?.hook['timeout']).toBe(86_400);
  });

  it('an event that a version does not know would stop its start: it gets none', () => {
    expect(events('2.1.330')).toContain('StopFailure');
    expect(events('2.1.77')).not.toContain('StopFailure');
    expect(events('2.1.76')).toContain('ElicitationResult');
    expect(events('2.1.75').filter((name) => name.startsWith('Elicitation'))).toEqual([]);
    expect(events('2.1.77')).toContain('PermissionRequest');
    expect(events('2.0.53')).not.toContain('PermissionRequest');
    expect(events('1.0.84')).not.toContain('SessionEnd');
    expect(events('3.0.0')).toEqual(events('2.1.330'));
    expect(events(null)).toEqual([
      'SessionStart',
      'SessionEnd',
      'UserPromptSubmit',
      'PostToolUse',
      'Stop',
    ]);
  });

  it('P16 the shell of the event runs the relay, whatever its folder is called, and misses none', async () => {
    const home = join(await tempFolder(), "o'neil", 'my state $HOME');
    const command = join(home, 'run', 'hook');
    await mkdir(dirname(command), { recursive: true });
    await writeFile(command, '#!/bin/sh\nprintf "<%s>" "$@"\nexit 0\n');
    await chmod(command, 0o700);
    const [file] = hooks.wire({ ...relay, command }, '2.1.330').files;
    const settings = JSON.parse(file?.text ?? '') as {
      hooks: Record<string, readonly { hooks: readonly { command: string }[] }[]>;
    };
    const shell = (event: string) =>
      run('/bin/sh', ['-c', settings.hooks[event]?.[0]?.hooks[0]?.command ?? 'exit 9']);
    expect(await shell('Stop')).toEqual({ stdout: '<claude>', stderr: '' });
    expect(await shell('PermissionRequest')).toEqual({ stdout: '<claude><wait>', stderr: '' });
    await rm(command);
    // An exit with 2 would be a no to what is asked.
    expect(await shell('PermissionRequest')).toEqual({ stdout: '', stderr: '' });
  });
});
