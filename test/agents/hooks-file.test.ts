import { describe, expect, it } from 'vitest';
import { hooks as codex } from '../../src/agents/codex/hooks.ts';
import { hooks as gemini } from '../../src/agents/gemini/hooks.ts';

const agents = [
  ['codex', codex.install],
  ['gemini', gemini.install],
] as const;

describe.each(agents)('hooks of %s in the operator’s own settings', (agent, install) => {
  const theirs = {
    theme: 'dark',
    hooks: {
      Stop: [{ matcher: 'x', hooks: [{ type: 'command', command: 'say done' }] }],
      Empty: [],
    },
  };

  it('P17 come beside theirs, once, and go without a trace', () => {
    const before = `${JSON.stringify(theirs, null, 2)}\n`;
    const once = install.add(before, '/usr/bin/tapmux hook');
    expect(install.add(once, '/usr/bin/tapmux hook')).toBe(once);
    const after = JSON.parse(once) as typeof theirs;
    expect(after.theme).toBe('dark');
    expect(after.hooks.Stop).toContainEqual(theirs.hooks.Stop[0]);
    expect(once).toContain(`"/usr/bin/tapmux hook ${agent}"`);
    expect(install.remove(once)).toBe(before);
  });

  it('give way to another place of the same program', () => {
    const moved = install.add(install.add(null, '/old/tapmux hook'), "'/new place/run/hook'");
    expect(moved).not.toContain('/old/');
    expect(JSON.parse(install.remove(moved))).toEqual({});
  });

  it('what has none of ours stays letter by letter', () => {
    const text = '{"a":1,\n\n "hooks": {} }';
    expect(install.remove(text)).toBe(text);
  });

  it('leave a hook of theirs in the same group', () => {
    const other = { type: 'command', command: 'log it' };
    const ours = { type: 'command', command: `/x/tapmux hook ${agent}` };
    const text = JSON.stringify({ hooks: { Stop: [{ hooks: [ours, other] }] } });
    expect(JSON.parse(install.remove(text))).toEqual({ hooks: { Stop: [{ hooks: [other] }] } });
  });

  it.each(['{', '[]', '"x"', '{"hooks":[]}', '// comment\n{}'])('refuse what is %s', (text) => {
    expect(() => install.add(text, 'tapmux hook')).toThrow(/^(?:it is not|its "hooks")/);
    expect(() => install.remove(text)).toThrow(/^(?:it is not|its "hooks")/);
  });
});
