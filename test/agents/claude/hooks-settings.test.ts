import { describe, expect, it } from 'vitest';
import { hooks } from '../../../src/agents/claude/hooks.ts';
import { hookEntries } from '../../../src/agents/claude/hooks-settings.ts';

const relay = { command: '/srv/tapmux/run/hook', folder: '/srv/tapmux/run/hooks/r1', socket: '/s' };

function events(version: string | null): readonly string[] {
  return hookEntries(relay.command, version).map(({ event }) => event);
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
      { hooks: [{ type: 'command', command: '/srv/tapmux/run/hook claude', timeout: 5 }] },
    ]);
  });

  it('only the request for permission waits, and longer than anybody will', () => {
    const waiting = hookEntries(relay.command, '2.1.330').filter(({ hook }) =>
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

  it('a state folder with blanks and quotes is one word of the shell', () => {
    const [entry] = hookEntries("/home/o'neil/my state/run/hook", null);
    expect(entry?.hook.command).toBe(String.raw`'/home/o'\''neil/my state/run/hook' claude`);
  });
});
