import { describe, expect, it } from 'vitest';
import { askOf } from '../../../src/agents/claude/hooks-ask.ts';
import { reply } from '../../../src/agents/claude/hooks-reply.ts';
import type { Choice } from '../../../src/domain/ask.ts';
import { claudeEvent, request } from '../../support/hook-events.ts';

const option = (index: number): Choice => ({ kind: 'option', index });
const words = (text: string): Choice => ({ kind: 'text', text });

function decision(event: Readonly<Record<string, unknown>>, choice: Choice): unknown {
  const told = reply(event, choice) as {
    hookSpecificOutput: { hookEventName: string; decision: unknown };
  } | null;
  if (told === null) return null;
  expect(told.hookSpecificOutput.hookEventName).toBe('PermissionRequest');
  return told.hookSpecificOutput.decision;
}

const questions = [
  {
    question: 'Which?',
    header: 'H',
    multiSelect: false,
    options: [{ label: 'A' }, { label: 'B' }],
  },
];
const several = [{ ...questions[0], multiSelect: true }];

describe('what the waiting request is told', () => {
  const bash = claudeEvent('PermissionRequest.Bash');

  it('P1 yes, yes with the very suggestion that was offered, no as at the keyboard', () => {
    expect(decision(bash, option(0))).toEqual({ behavior: 'allow' });
    expect(decision(bash, option(1))).toEqual({
      behavior: 'allow',
      updatedPermissions: bash['permission_suggestions'],
    });
    expect(decision(bash, option(2))).toMatchObject({ behavior: 'deny', interrupt: true });
  });

  it('a reason denies and lets the turn go on', () => {
    expect(decision(bash, words('use git rm'))).toEqual({
      behavior: 'deny',
      message: 'use git rm',
    });
  });

  it('P1 every button means what its label says, also between suggestions that are not offered', () => {
    const never = { type: 'setMode', mode: 'bypassPermissions', destination: 'session' };
    const folder = { type: 'addDirectories', directories: ['/etc'], destination: 'session' };
    const edits = { type: 'setMode', mode: 'acceptEdits', destination: 'session' };
    const event = request(
      'Bash',
      { command: 'x' },
      { permission_suggestions: [never, folder, never, edits] },
    );
    const options = askOf(event)?.options ?? [];
    const told = options.map((_, index) => decision(event, option(index)));
    expect(told).toEqual([
      { behavior: 'allow' },
      { behavior: 'allow', updatedPermissions: [folder] },
      { behavior: 'allow', updatedPermissions: [edits] },
      expect.objectContaining({ behavior: 'deny' }),
    ]);
  });

  it('a question is answered by its text, never by a bare yes', () => {
    const event = request('AskUserQuestion', { questions });
    const answer = (answers: object) => ({
      behavior: 'allow',
      updatedInput: { questions, answers },
    });
    expect(decision(event, option(1))).toEqual(answer({ 'Which?': 'B' }));
    expect(decision(event, words('neither'))).toEqual(answer({ 'Which?': 'neither' }));
    const many = request('AskUserQuestion', { questions: several });
    expect(decision(many, { kind: 'options', indexes: [0, 1] })).toMatchObject({
      updatedInput: { answers: { 'Which?': 'A, B' } },
    });
  });

  it('an approved plan says in which mode it goes on', () => {
    const input = { plan: '1. one', planFilePath: '/p.md' };
    const event = request('ExitPlanMode', input);
    const mode = (name: string) => ({
      behavior: 'allow',
      updatedInput: input,
      updatedPermissions: [{ type: 'setMode', mode: name, destination: 'session' }],
    });
    expect(decision(event, option(0))).toEqual(mode('acceptEdits'));
    expect(decision(event, option(1))).toEqual(mode('default'));
    expect(decision(event, option(2))).toMatchObject({ behavior: 'deny', interrupt: true });
    expect(decision(event, words('add tests'))).toEqual({ behavior: 'deny', message: 'add tests' });
  });

  it.each([
    ['an option that was not offered', bash, option(3)],
    ['ticks where one is chosen', bash, { kind: 'options', indexes: [0] }],
    ['an empty reason', bash, words(' ')],
    [
      'no tick at all',
      request('AskUserQuestion', { questions: several }),
      { kind: 'options', indexes: [] },
    ],
    ['two of one', request('AskUserQuestion', { questions }), { kind: 'options', indexes: [0, 1] }],
    [
      'several questions',
      request('AskUserQuestion', { questions: [...questions, ...several] }),
      option(0),
    ],
    ['a plan’s fourth option', request('ExitPlanMode', { plan: 'x' }), option(3)],
    ['another event', claudeEvent('PostToolUse.Bash'), option(0)],
  ] satisfies readonly (readonly [string, Readonly<Record<string, unknown>>, Choice])[])(
    'P4 %s: nothing',
    (_, event, choice) => {
      expect(reply(event, choice)).toBeNull();
    },
  );

  it('P18 whatever comes in, it does not throw', () => {
    for (const event of [null, 7, 'x', [], {}, { hook_event_name: 'PermissionRequest' }]) {
      expect(reply(event, option(0))).toBeNull();
    }
  });
});
