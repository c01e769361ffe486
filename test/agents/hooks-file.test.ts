import { describe, expect, it } from 'vitest';
import { install as claude } from '../../src/agents/claude/hooks-install.ts';
import { hooks as codex } from '../../src/agents/codex/hooks.ts';
import { hooks as copilot } from '../../src/agents/copilot/hooks.ts';
import { hooks as gemini } from '../../src/agents/gemini/hooks.ts';
import { hooks as qwen } from '../../src/agents/qwen/hooks.ts';

const relay = '/srv/tapmux/run/hook';
/** An event that each of them has of ours and of theirs. */
const agents = [
  ['claude', claude, 'Stop'],
  ['codex', codex.install, 'Stop'],
  ['copilot', copilot.install, 'Stop'],
  ['gemini', gemini.install, 'AfterAgent'],
  ['qwen', qwen.install, 'Stop'],
] as const;

describe.each(agents)('hooks of %s in the operator’s own settings', (agent, install, event) => {
  const said = { type: 'command', command: 'say done' };
  const theirs = {
    model: 'large',
    hooks: {
      [event]: [{ matcher: 'x', hooks: [said] }],
      Other: [{ matcher: 'Bash', hooks: [{ type: 'command', command: './check.sh' }] }],
      Empty: [],
    },
    permissions: { allow: ['Bash(ls)'] },
  };
  const add = (text: string | null, command = relay) => install.add(text, command, '2.1.330');
  const settings = (text: string) => JSON.parse(text) as typeof theirs;

  it('P17 come behind theirs, once, and go without a trace', () => {
    const before = `${JSON.stringify(theirs, null, '\t')}\n`;
    const once = add(before);
    expect(add(once)).toBe(once);
    const after = settings(once);
    expect(after).toMatchObject({ model: 'large', permissions: theirs.permissions });
    expect(after.hooks['Other']).toEqual(theirs.hooks['Other']);
    expect(after.hooks[event]?.[0]).toEqual(theirs.hooks[event]?.[0]);
    expect(after.hooks[event]?.[1]?.hooks[0]?.command).toBe(`/srv/tapmux/run/hook ${agent}`);
    expect(once).toContain('\n\t"model"');
    expect(install.remove(once)).toBe(before);
  });

  it.each([
    [{}, {}],
    [{ hooks: {} }, {}],
    [{ hooks: { [event]: [] }, model: 'x' }, { model: 'x' }],
  ])('P17 what is empty with our leaving goes as well: %j', (before, left) => {
    expect(JSON.parse(install.remove(add(JSON.stringify(before))))).toEqual(left);
  });

  it('of an earlier state folder give way, also where its name has blanks and quotes', () => {
    const moved = add(add(null, "/home/o'neil/my state/run/hook"), '/new/run/hook');
    expect(moved).toBe(add(null, '/new/run/hook'));
  });

  it('a state folder with blanks and quotes is one word of the shell', () => {
    const command = settings(add(null, "/home/o'neil/my state/run/hook")).hooks[event]?.[0];
    expect(command?.hooks[0]?.command).toBe(
      String.raw`'/home/o'\''neil/my state/run/hook' ${agent}`,
    );
  });

  it('what has none of ours stays letter by letter', () => {
    const text = '{"a":1,\n\n "hooks": {} }';
    expect(install.remove(text)).toBe(text);
  });

  it('leave alone what is theirs in the same group', () => {
    const ours = { type: 'command', command: `/old/place/run/hook ${agent}` };
    const text = JSON.stringify({ hooks: { [event]: [{ hooks: [ours, said] }] } });
    expect(JSON.parse(install.remove(text))).toEqual({ hooks: { [event]: [{ hooks: [said] }] } });
  });

  it.each([
    `/usr/bin/hook ${agent}`,
    `echo /run/hook ${agent} now`,
    '/srv/run/hook somebody',
    `/srv/run/hook ${agent}x`,
    7,
  ])('%j is somebody else’s', (command) => {
    const text = JSON.stringify({ hooks: { [event]: [{ hooks: [{ command }] }] } });
    expect(install.remove(text)).toBe(text);
  });

  it.each([
    ['not JSON', '{"a": 1,}', 'it is not valid JSON'],
    ['with comments', '{ // mine\n}', 'it is not valid JSON'],
    ['a list', '[]', 'it is not a JSON object'],
    ['hooks that are none', '{"hooks": [1]}', 'its "hooks" is not an object'],
    ['hooks that are nothing', '{"hooks": null}', 'its "hooks" is not an object'],
    ['an event that is nothing', '{"hooks": {"X": null}}', 'its hooks of X are not a list'],
    ['an event that is no list', '{"hooks": {"X": {"a": 1}}}', 'its hooks of X are not a list'],
  ])('a file that is %s is refused', (_, text, why) => {
    expect(() => add(text)).toThrow(why);
    expect(() => install.remove(text)).toThrow(why);
  });

  it('an empty or absent file is a new one', () => {
    expect(add('')).toBe(add(null));
  });
});

it('stand where Claude Code looks for them', () => {
  expect(claude.file({ HOME: '/home/ada' })).toBe('/home/ada/.claude/settings.json');
  expect(claude.file({ HOME: '/x', CLAUDE_CONFIG_DIR: '/c' })).toBe('/c/settings.json');
});

/** In these two an event's name may be something else, which they pass over themselves. */
describe.each([
  ['gemini', gemini.install],
  ['qwen', qwen.install],
] as const)('hooks of %s', (_agent, install) => {
  it('P17 stand beside what is no event there', () => {
    const text = JSON.stringify({
      hooks: { enabled: true, disabled: ['lint'], notifications: false },
      model: 'large',
    });
    const added = install.add(text, relay);
    expect(JSON.parse(added)).toMatchObject(JSON.parse(text) as object);
    expect(added).toContain(relay);
    expect(install.add(added, relay)).toBe(added);
    expect(JSON.parse(install.remove(added))).toEqual(JSON.parse(text));
  });

  it('are refused where an event is no list all the same', () => {
    const text = '{"hooks": {"enabled": true, "Stop": true}}';
    expect(() => install.add(text, relay)).toThrow('its hooks of Stop are not a list');
  });
});

it.each([
  ['claude', claude],
  ['codex', codex.install],
  ['copilot', copilot.install],
] as const)('%s knows nothing but events there', (_agent, install) => {
  expect(() => install.add('{"hooks": {"enabled": true}}', relay, null)).toThrow(
    'its hooks of enabled are not a list',
  );
});
