import { describe, expect, it } from 'vitest';
import { install } from '../../../src/agents/claude/hooks-install.ts';

const command = '/srv/tapmux/run/hook';
const theirs = {
  model: 'large',
  hooks: {
    Stop: [{ matcher: '', hooks: [{ type: 'command', command: 'say done' }] }],
    PreToolUse: [{ matcher: 'Bash', hooks: [{ type: 'command', command: './check.sh' }] }],
    Notification: [],
  },
  permissions: { allow: ['Bash(ls)'] },
};

function add(text: string | null): string {
  return install.add(text, command, '2.1.330');
}

describe('our hooks in the operator’s settings', () => {
  it('P17 what is there stays, ours come behind it', () => {
    const after = JSON.parse(add(JSON.stringify(theirs))) as typeof theirs;
    expect(after).toMatchObject({ model: 'large', permissions: theirs.permissions });
    expect(after.hooks.PreToolUse).toEqual(theirs.hooks.PreToolUse);
    expect(after.hooks.Stop[0]).toEqual(theirs.hooks.Stop[0]);
    expect(after.hooks.Stop[1]).toEqual({
      hooks: [{ type: 'command', command: '/srv/tapmux/run/hook claude', timeout: 5 }],
    });
  });

  it('twice is once, byte for byte', () => {
    const once = add(`${JSON.stringify(theirs, null, '\t')}\n`);
    expect(add(once)).toBe(once);
    expect(once).toContain('\n\t"model"');
  });

  it.each([
    [theirs, theirs],
    [{}, {}],
    [{ hooks: {} }, {}],
    [{ hooks: { Stop: [] }, model: 'x' }, { model: 'x' }],
  ])('P17 removing leaves what was there before and nothing of ours: %j', (before, left) => {
    const after = install.remove(add(JSON.stringify(before)));
    expect(JSON.parse(after)).toEqual(left);
  });

  it('where nothing of ours is, removing changes not a byte', () => {
    const untouched = '{"hooks":{}, "a":  1}';
    expect(install.remove(untouched)).toBe(untouched);
  });

  it('ours beside theirs in one group go alone', () => {
    const mixed = {
      hooks: {
        Stop: [
          {
            hooks: [
              { type: 'command', command: 'say done' },
              { type: 'command', command: '/old/place/run/hook claude' },
            ],
          },
        ],
      },
    };
    expect(JSON.parse(install.remove(JSON.stringify(mixed)))).toEqual({
      hooks: { Stop: [{ hooks: [{ type: 'command', command: 'say done' }] }] },
    });
  });

  it('hooks of an earlier state folder are replaced', () => {
    const after = install.add(add(null), '/new/run/hook', '2.1.330');
    expect(after).not.toContain(command);
    expect(JSON.parse(after)).toEqual(JSON.parse(install.add(null, '/new/run/hook', '2.1.330')));
  });

  it.each([
    ['not JSON', '{"a": 1,}', 'it is not valid JSON'],
    ['with comments', '{ // mine\n}', 'it is not valid JSON'],
    ['a list', '[]', 'it is not a JSON object'],
    ['hooks that are none', '{"hooks": [1]}', 'its "hooks" is not an object'],
    ['an event that is no list', '{"hooks": {"Stop": {}}}', 'its hooks of Stop are not a list'],
  ])('a file that is %s is refused', (_, text, why) => {
    expect(() => add(text)).toThrow(why);
    expect(() => install.remove(text)).toThrow(why);
  });

  it('an empty or absent file is a new one', () => {
    expect(add('')).toBe(add(null));
    expect(install.file({ HOME: '/home/ada' })).toBe('/home/ada/.claude/settings.json');
    expect(install.file({ HOME: '/x', CLAUDE_CONFIG_DIR: '/c' })).toBe('/c/settings.json');
  });
});
