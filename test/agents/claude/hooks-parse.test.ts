import { describe, expect, it } from 'vitest';
import { parse } from '../../../src/agents/claude/hooks-parse.ts';
import type { Report } from '../../../src/domain/report.ts';
import { claudeEvent, claudeEvents, request } from '../../support/hook-events.ts';

function only(event: unknown): Report {
  const [report, ...more] = parse(event);
  if (report === undefined || more.length > 0) throw new Error(JSON.stringify(parse(event)));
  return report;
}

function aboutOf(event: unknown): string {
  const report = only(event);
  if (report.kind !== 'asks' && report.kind !== 'settled') throw new Error(report.kind);
  return report.about;
}

describe('what Claude Code tells', () => {
  it('a start names the conversation and its file', () => {
    expect(only(claudeEvent('SessionStart.startup'))).toEqual({
      kind: 'conversation',
      id: 'cd68a9d8-a875-4496-b462-0207a9d30691',
      transcript:
        '/home/dev/conf01/.claude/projects/-home-dev-proj01/cd68a9d8-a875-4496-b462-0207a9d30691.jsonl',
    });
  });

  it('the form of a tool server with all of its words, and its end', () => {
    expect(only(claudeEvent('Elicitation'))).toEqual({
      kind: 'form',
      form: {
        from: 'demo',
        message: 'Please give the deploy target',
        fields: [
          { label: 'Environment', about: '', options: ['staging', 'prod'] },
          { label: 'Note', about: '', options: [] },
        ],
      },
    });
    expect(only(claudeEvent('ElicitationResult'))).toEqual({ kind: 'form_over', from: 'demo' });
  });

  it.each([
    [{ enum: ['a', 'b'], enumNames: ['A', 'B'] }, ['A', 'B']],
    [{ enum: ['a', 'b'], enumNames: ['A'] }, ['a', 'b']],
    [{ oneOf: [{ const: 'a', title: 'A' }, { const: 'b' }] }, ['A', 'b']],
    [{ type: 'array', items: { anyOf: [{ const: 'a', title: 'A' }] } }, ['A']],
    [{ type: 'array', items: { enum: ['a', 1] } }, ['a']],
    [{ enum: 'a' }, []],
    [null, []],
  ])('what there is to choose from: %j', (schema, options) => {
    const requested_schema = { properties: { one: schema } };
    expect(only({ ...claudeEvent('Elicitation'), requested_schema })).toMatchObject({
      form: { fields: [{ label: 'one', about: '', options }] },
    });
  });

  it('the link of a tool server, and nothing of a form without a sender', () => {
    const { requested_schema: _, ...event } = claudeEvent('Elicitation');
    expect(only({ ...event, mode: 'url', message: 'Sign in', url: 'http://a/b' })).toEqual({
      kind: 'form',
      form: { from: 'demo', message: 'Sign in\n\nhttp://a/b', fields: [] },
    });
    expect(parse({ ...event, mcp_server_name: undefined })).toEqual([]);
  });

  it('a cleared conversation is not the end of the process', () => {
    expect(parse(claudeEvent('SessionEnd.clear'))).toEqual([]);
    const left = { ...claudeEvent('SessionEnd.clear'), reason: 'prompt_input_exit' };
    expect(only(left)).toEqual({ kind: 'ended' });
  });

  it('a prompt is told, one that nobody wrote is not', () => {
    const prompt = claudeEvent('UserPromptSubmit');
    const [conversation, ...rest] = parse(prompt);
    expect(conversation).toEqual(only(claudeEvent('SessionStart.startup')));
    expect(rest).toEqual([{ kind: 'prompted', text: 'go scn:b1' }]);
    expect(parse({ ...prompt, prompt: '<task-notification>\ndone' })).toEqual([conversation]);
  });

  it('the end of a turn comes with its last words', () => {
    expect(only(claudeEvent('Stop'))).toEqual({
      kind: 'turn_over',
      words: 'Finished b1',
      problem: null,
    });
  });

  it('P8 a turn whose subagents go on is not over: they may still ask', () => {
    const tasks = claudeEvent('SubagentStop.in-subagent')['background_tasks'];
    expect(parse({ ...claudeEvent('Stop'), background_tasks: tasks })).toEqual([]);
    const done = { id: 'x', type: 'subagent', status: 'completed' };
    const shell = { id: 'y', type: 'shell', status: 'running' };
    expect(only({ ...claudeEvent('Stop'), background_tasks: [done, shell] }).kind).toBe(
      'turn_over',
    );
  });

  it.each([
    ['rate_limit', 'API Error: 429', 'rate_limit'],
    ['authentication_failed', 'API Error: 401', 'key'],
    ['billing_error', 'Credit balance is too low', 'billing'],
    ['server_error', 'API Error: 529 overloaded', 'overloaded'],
    ['server_error', 'API Error: Unable to connect to API (ECONNREFUSED)', 'network'],
    ['invalid_request', 'Prompt is too long', 'too_long'],
    ['invalid_request', 'API Error: 400 bad field', 'other'],
    ['something new', '', 'other'],
  ])('%s, “%s” is a problem of the kind %s', (error, words, kind) => {
    const event = { ...claudeEvent('StopFailure'), error, last_assistant_message: words };
    const text = words === '' ? error : words;
    expect(only(event)).toEqual({ kind: 'turn_over', words: null, problem: { kind, text } });
  });

  it('the failure of a subagent does not end the turn', () => {
    expect(parse({ ...claudeEvent('StopFailure'), agent_id: 'a1' })).toEqual([]);
  });

  it('what was asked for and what ran bear the same name, also within a subagent', () => {
    expect(aboutOf(claudeEvent('PostToolUse.Bash'))).toBe(
      aboutOf(claudeEvent('PermissionRequest.Bash')),
    );
    const inside = aboutOf(claudeEvent('PermissionRequest.in-subagent.Bash'));
    expect(aboutOf(claudeEvent('PostToolUseFailure.in-subagent.Bash'))).toBe(inside);
    const same = { ...claudeEvent('PermissionRequest.in-subagent.Bash'), agent_id: 'another' };
    expect(aboutOf(same)).not.toBe(inside);
  });

  it('the name does not hang on the order of the fields, and hangs on every value', () => {
    const one = aboutOf(request('Bash', { command: 'ls', description: 'x' }));
    expect(aboutOf(request('Bash', { description: 'x', command: 'ls' }))).toBe(one);
    expect(aboutOf(request('Bash', { description: 'x', command: 'ls ' }))).not.toBe(one);
  });

  it('answers that were added to a question, and an approved plan, bear the name of their request', () => {
    const questions = [{ question: 'Which?', header: 'H', options: [{ label: 'A' }] }];
    const after = { ...claudeEvent('PostToolUse.Bash'), tool_name: 'AskUserQuestion' };
    expect(aboutOf({ ...after, tool_input: { questions, answers: { 'Which?': 'A' } } })).toBe(
      aboutOf(request('AskUserQuestion', { questions })),
    );
    // Seen with 2.1.330: the plan is in the request and no longer in what follows.
    expect(aboutOf({ ...after, tool_name: 'ExitPlanMode', tool_input: {} })).toBe(
      aboutOf(request('ExitPlanMode', { plan: '1. do it', planFilePath: '/x.md' })),
    );
  });

  it('P18 no event, real or broken, throws; what is not understood is no report', () => {
    const broken = [null, 1, 'x', [], {}, { hook_event_name: 7 }, { hook_event_name: 'Stop' }];
    const damage = (event: Readonly<Record<string, unknown>>) =>
      Object.keys(event).flatMap((field) =>
        [undefined, null, 7, [], {}, [null], [{}]].map((value) => ({ ...event, [field]: value })),
      );
    const all = [...broken, ...claudeEvents().flatMap((name) => damage(claudeEvent(name)))];
    for (const event of all) expect(() => parse(event)).not.toThrow();
    expect(parse({ ...claudeEvent('Stop'), hook_event_name: 'Invented' })).toEqual([]);
    expect(parse(request('Bash', [] as object))).toEqual([]);
  });
});
