import { describe, expect, it } from 'vitest';
import { hooks } from '../../src/agents/codex/hooks.ts';

const relay = { command: '/home/dev/.tapmux/run/hook', folder: '/nowhere', socket: '/nowhere/s' };

/** Of `/bin/true codex` with a timeout of 3 seconds, as `hooks/list` of Codex's own app server gives it. */
const stopHash = 'sha256:1ab504b7e41c4ee2aae07f4c5fa88cd2f6896f4c4e55f55e73cf0cc3df620cc5';

/** As Codex 0.169.0 sends it. */
function event(name: string, more: object = {}): object {
  return {
    session_id: '01a1fe50-f8f7-7f31-9bf1-40c2d9cff94a',
    turn_id: '01a1fe51-012e-7130-a9ec-fb139d5a00f0',
    transcript_path: '/home/dev/.codex/sessions/2026/11/21/rollout-x.jsonl',
    cwd: '/home/dev/shop',
    hook_event_name: name,
    model: 'scripted',
    permission_mode: 'default',
    ...more,
  };
}

function only(given: unknown) {
  const reports = hooks.parse(given);
  expect(reports).toHaveLength(1);
  return reports[0];
}

describe('Codex: wiring', () => {
  const { args, env, files } = hooks.wire(relay);

  it('P17 is nothing but overrides of one start', () => {
    expect(env).toEqual({});
    expect(files).toEqual([]);
    expect(args.filter((_, at) => at % 2 === 0).every((word) => word === '-c')).toBe(true);
    expect(args.every((word, at) => at % 2 === 0 || word.startsWith('hooks.'))).toBe(true);
  });

  it('trusts exactly its own command, by the hash that Codex 0.169.0 counts', () => {
    const other = hooks.wire({ ...relay, command: '/bin/true' });
    const stateOf = (list: readonly string[]) => list.find((one) => one.startsWith('hooks.state='));
    expect(stateOf(other.args)).toContain(
      `"/<session-flags>/config.toml:stop:0:0"={trusted_hash="${stopHash}"}`,
    );
    expect(stateOf(args)).not.toContain(stopHash);
    expect(stateOf(args)).toContain('config.toml:permission_request:0:0');
    expect(args.join(' ')).not.toContain('bypass');
  });

  it('a path with quotes and blanks stays one text', () => {
    const { args: odd } = hooks.wire({ ...relay, command: `/home/a "b"/hook` });
    expect(odd[1]).toContain(String.raw`command="'/home/a \"b\"/hook' codex"`);
  });
});

describe('Codex: events', () => {
  it('a command is told in full, with the reason it gives', () => {
    const command = `echo ${'x'.repeat(5000)}\ntouch made`;
    const input = { command, description: 'May I?' };
    expect(
      only(event('PermissionRequest', { tool_name: 'Bash', tool_input: input })),
    ).toMatchObject({
      kind: 'asks',
      ask: {
        kind: 'permission',
        body: `Reason: May I?\n$ ${command}`,
        source: 'hook',
        mayBeCut: false,
        options: [{ tone: 'allow' }, { tone: 'deny' }],
      },
    });
  });

  it('a patch is told with the files that it changes', () => {
    const command = '*** Begin Patch\n*** Add File: a.txt\n+hello\n*** End Patch';
    const input = { tool_name: 'apply_patch', tool_input: { command } };
    expect(only(event('PermissionRequest', input))).toMatchObject({
      ask: { body: `Destination: /home/dev/shop/a.txt\n${command}` },
    });
  });

  it('what ran is the request that asked for it; the same in another turn is another one', () => {
    const ran = { tool_name: 'Bash', tool_input: { command: 'touch a' }, tool_use_id: 'call_1' };
    const asked = { tool_name: 'Bash', tool_input: { description: 'May I?', command: 'touch a' } };
    const about = (given: object) => {
      const report = only(given);
      return report !== undefined && 'about' in report ? report.about : null;
    };
    const request = about(event('PermissionRequest', asked));
    expect(request).toMatch(/^\w+$/);
    expect(only(event('PostToolUse', ran))).toEqual({ kind: 'settled', about: request });
    expect(about(event('PostToolUse', { ...ran, turn_id: 'another' }))).not.toBe(request);
    expect(about(event('PostToolUse', { ...ran, tool_input: { command: 'touch b' } }))).not.toBe(
      request,
    );
  });

  it('tells the conversation, its prompts and the end of a turn', () => {
    const conversation = {
      kind: 'conversation',
      id: '01a1fe50-f8f7-7f31-9bf1-40c2d9cff94a',
      transcript: '/home/dev/.codex/sessions/2026/11/21/rollout-x.jsonl',
    };
    expect(hooks.parse(event('SessionStart', { source: 'startup' }))).toEqual([conversation]);
    expect(hooks.parse(event('UserPromptSubmit', { prompt: 'hi\nthere' }))).toEqual([
      conversation,
      { kind: 'prompted', text: 'hi\nthere' },
    ]);
    expect(only(event('Stop', { last_assistant_message: 'Done.' }))).toEqual({
      kind: 'turn_over',
      words: 'Done.',
      problem: null,
    });
    expect(only(event('Interrupt'))).toEqual({
      kind: 'turn_over',
      words: null,
      problem: null,
      interrupted: true,
    });
  });

  it.each([
    null,
    'PermissionRequest',
    [],
    {},
    event('SomethingNew'),
    event('PermissionRequest'),
    event('PermissionRequest', { tool_name: 7, tool_input: [] }),
    event('UserPromptSubmit', { prompt: { deep: true } }),
    { ...event('SessionStart'), session_id: '--dangerous' },
    { ...event('SessionStart'), session_id: null },
  ])('is silent on %j', (given) => {
    expect(hooks.parse(given)).toEqual([]);
  });

  it('no hook of it waits for an answer: that would hide its prompt', () => {
    expect('reply' in hooks).toBe(false);
  });
});
