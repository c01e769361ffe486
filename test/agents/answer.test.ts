import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { agentById } from '../../src/agents/index.ts';
import type { Step } from '../../src/agents/keys.ts';
import type { Ask, Choice } from '../../src/domain/ask.ts';
import { capturedScreen } from '../support/screens.ts';

function agentOf(id: string): Agent {
  const agent = agentById(id);
  if (agent === undefined) throw new Error(`no agent ${id}`);
  return agent;
}

function askOf(agent: string, name: string): Ask {
  const reading = agentOf(agent).read(capturedScreen(agent, name));
  if (reading.kind !== 'asking') throw new Error(`${name} asks nothing`);
  return reading.ask;
}

/** The keys as words, without the pauses and the looks between them. */
function pressed(agent: string, ask: Ask, choice: Choice): readonly string[] | null {
  const keys = agentOf(agent).answer(ask, choice);
  return keys === null ? null : keys.flatMap((key) => wordOf(key));
}

function wordOf(key: Step): readonly string[] {
  if ('pauseMs' in key || 'shows' in key) return [];
  return ['name' in key ? key.name : key.text];
}

const pick = (index: number): Choice => ({ kind: 'option', index });
const say = (text: string): Choice => ({ kind: 'text', text });

it('of Gemini, which ticks its row for all of them by itself, all are expected to be ticked', () => {
  const ask = askOf('gemini', '21-ask-user-multi');
  const looks = (...indexes: number[]) =>
    agentOf('gemini')
      .answer(ask, { kind: 'options', indexes })
      ?.filter((step) => 'shows' in step);
  expect(looks(0)).toEqual([{ shows: { ticked: [0] } }]);
  expect(looks(0, 1)).toEqual([{ shows: { ticked: [0, 1, 2] } }]);
  expect(looks(2)).toEqual([{ shows: { ticked: [0, 1, 2] } }]);
});

describe('keys that answer captured dialogs', () => {
  it.each([
    ['claude', '30-perm-bash-200x50', pick(0), ['1']],
    ['claude', '30-perm-bash-200x50', pick(3), ['4']],
    ['claude', '30-perm-bash-80x10', pick(2), ['Escape']],
    ['claude', '30-perm-bash-200x50', say('not now'), ['Up', 'Tab', 'not now', 'Enter']],
    ['claude', '38-perm-webfetch-120x40', pick(2), ['3']],
    ['claude', '50-ask-single-120x40', pick(1), ['2']],
    ['claude', '50-ask-single-120x40', say('MySQL'), ['4', 'MySQL', 'Enter']],
    ['claude', '51-ask-multi-120x40', { kind: 'options', indexes: [0, 2] }, ['1', '3', 'Right']],
    ['claude', '52b-ask-several-q2', { kind: 'options', indexes: [1] }, ['2', 'Right']],
    ['claude', '52d-ask-several-review', pick(0), ['1']],
    ['claude', '61-plan-approval-120x40', pick(1), ['2']],
    ['claude', '61-plan-approval-120x40', say('add tests'), ['3', 'add tests', 'Enter']],
    ['claude', '02-trust-folder-dialog', pick(1), ['Down', 'Enter']],
    ['claude', '02b-trust-folder-yes-selected', pick(1), ['Enter']],
    ['claude', '03-apikey-approval-dialog', pick(0), ['Up', 'Enter']],
    ['claude', '08b-unknown-hook-event', pick(2), ['Down', 'Down', 'Enter']],
    ['claude', '71-menu-permissions', pick(0), ['Escape']],
    ['codex', '10-approval-exec-escalated', pick(0), ['y']],
    ['codex', '10-approval-exec-escalated', pick(1), ['2']],
    ['codex', '10-approval-exec-escalated', pick(2), ['Escape']],
    ['codex', '71-approval-80x24-longcmd', pick(2), ['Escape']],
    ['codex', '20-request-user-input-q1', pick(1), ['2']],
    ['codex', '04-trust-folder', pick(0), ['Enter']],
    ['codex', '20-request-user-input-q1', say('green'), ['Down', 'Down', 'Tab', 'green', 'Enter']],
    ['codex', 'run-plan-no-then-yes-1-200x50', pick(2), ['3']],
    ['gemini', '20-ask-user-choice', say('green'), ['3', 'green', 'Enter']],
    ['gemini', 'run-questions-a-field-left-1-200x50', say('Ada'), ['Ada', 'Enter']],
    ['gemini', 'run-questions-a-field-left-1-200x50', pick(0), ['Escape']],
    ['gemini', 'run-trust-the-folder-no-1-200x50', pick(2), ['3']],
    ['opencode', '20-question-v1.18.33', say('green'), ['3', 'green', 'Enter']],
    [
      'opencode',
      'run-questions-two-in-one-form-and-the-review-2-200x50',
      { kind: 'options', indexes: [0, 1] },
      ['1', '2', 'Tab'],
    ],
    ['opencode', 'run-questions-two-in-one-form-and-the-review-3-200x50', pick(0), ['Enter']],
    ['claude', 'run-plan-nothing-written-no-and-yes-1-200x50', pick(1), ['2']],
    ['gemini', '10-approval-shell', pick(0), ['1']],
    ['gemini', '15-approval-write', pick(3), ['Escape']],
    ['gemini', '20-ask-user-choice', pick(1), ['2']],
    ['gemini', '23-ask-user-review', pick(0), ['Enter']],
    [
      'gemini',
      '21-ask-user-multi',
      { kind: 'options', indexes: [0, 1] },
      ['1', '2', 'Up', 'Up', 'Enter'],
    ],
    ['opencode', '20-question-v1.18.33', pick(1), ['2']],
    ['opencode', '10-approval-bash', pick(0), ['Enter']],
    ['opencode', '10-approval-bash', pick(1), ['Right', 'Enter']],
    ['opencode', '10-approval-bash', pick(2), ['Escape']],
    ['opencode', '15-always-confirm', pick(1), ['Right', 'Enter']],
    ['copilot', '10-approval-command-80x24-v1.0.102', pick(0), ['1']],
    ['copilot', '10-approval-command-80x24-v1.0.102', pick(1), ['2']],
    ['copilot', '10-approval-command-80x24-v1.0.102', pick(2), ['Escape']],
    [
      'copilot',
      '10-approval-command-80x24-v1.0.102',
      say('use mkdir'),
      ['3', 'use mkdir', 'Enter'],
    ],
    // With the cursor on the field a digit would be typed into it.
    ['copilot', '11-approval-cursor-on-no-v1.0.102', pick(0), ['Up', 'Up', 'Enter']],
    ['copilot', '11-approval-cursor-on-no-v1.0.102', say('use mkdir'), ['use mkdir', 'Enter']],
    // Its cursor begins on a wider answer, so Enter alone is none.
    ['copilot', '17-path-access-120x40-v1.0.102', pick(0), ['1']],
    ['copilot', '17-path-access-80x24-v1.0.102', pick(3), ['Escape']],
    ['copilot', '01b-trust-folder-second-80x24-v1.0.102', pick(0), ['1']],
    ['copilot', '18-approval-url-120x40-v1.0.102', say('no'), ['4', 'no', 'Enter']],
    ['copilot', '20-question-80x24-v1.0.102', pick(1), ['Down', 'Enter']],
    ['copilot', '20b-question-second-80x24-v1.0.102', pick(0), ['Up', 'Enter']],
    ['copilot', '20b-question-second-80x24-v1.0.102', say('green'), ['Down', 'green', 'Enter']],
    [
      'copilot',
      '21-question-several-200x50-v1.0.102',
      { kind: 'options', indexes: [0, 1] },
      ['Space', 'Down', 'Space', 'Enter'],
    ],
    [
      'copilot',
      '21b-question-several-ticked-200x50-v1.0.102',
      { kind: 'options', indexes: [1] },
      ['Up', 'Space', 'Enter'],
    ],
    ['copilot', '22c-form-name-120x40-v1.0.102', say('Ada'), ['Ada', 'Enter']],
    ['copilot', '25-plan-80x24-v1.0.102', pick(0), ['1']],
    ['copilot', '25-plan-80x24-v1.0.102', say('add tests'), ['4', 'add tests', 'Enter']],
    ['copilot', '26-autopilot-start-v1.0.102', pick(1), ['Down', 'Enter']],
    ['copilot', '26-autopilot-start-v1.0.102', pick(2), ['Escape']],
    ['qwen', '10-approval-command-80x24-v0.24.4', pick(0), ['1']],
    ['qwen', '10-approval-command-80x24-v0.24.4', pick(2), ['3']],
    ['qwen', '10-approval-command-80x24-v0.24.4', pick(3), ['Escape']],
    ['qwen', '15-approval-write-80x24-v0.24.4', pick(2), ['Escape']],
    ['qwen', '01-trust-folder-80x24-v0.24.4', pick(0), ['1']],
    ['qwen', '25-plan-120x40-v0.24.4', pick(2), ['3']],
    ['qwen', '20-question-200x50-v0.24.4', pick(1), ['2']],
    ['qwen', '20-question-200x50-v0.24.4', say('green'), ['3', 'green', 'Enter']],
    [
      'qwen',
      '21-question-several-200x50-v0.24.4',
      { kind: 'options', indexes: [0, 1] },
      ['1', 'Space', '2', 'Space', 'Enter'],
    ],
    [
      'qwen',
      '21b-question-several-ticked-200x50-v0.24.4',
      { kind: 'options', indexes: [1] },
      ['1', 'Space', '2', 'Space', 'Enter'],
    ],
    // On this page a digit only moves the cursor.
    ['qwen', '22c-questions-submit-80x24-v0.24.4', pick(0), ['Enter']],
  ] as const)('%s %s %j', (agent, name, choice, keys) => {
    expect(pressed(agent, askOf(agent, name), choice)).toEqual(keys);
  });

  it('only those ticks change that stand otherwise on the screen', () => {
    const ask = askOf('claude', '51-ask-multi-120x40');
    const options = ask.options.map((one, index) => ({ ...one, checked: index === 1 }));
    const wanted: Choice = { kind: 'options', indexes: [1, 2] };
    expect(pressed('claude', { ...ask, options }, wanted)).toEqual(['3', 'Right']);
  });
});

describe('P1 choices that no verified key makes', () => {
  it.each([
    ['an option that is not there', 'claude', '30-perm-bash-200x50', pick(7)],
    ['an option that only opens a field', 'claude', '50-ask-single-120x40', pick(3)],
    ['feedback to a plan without words', 'claude', '61-plan-approval-120x40', pick(2)],
    ['words with a line break', 'claude', '30-perm-bash-200x50', say('no\nnever')],
    ['words that are blank', 'claude', '50-ask-single-120x40', say('  ')],
    ['a reason where No is out of sight', 'claude', '30-perm-bash-80x10', say('no')],
    ['a form', 'claude', '41-mcp-elicitation-80x24', say('production')],
    ['words', 'codex', '10-approval-exec-escalated', say('no')],
    ['a line break', 'codex', '20-request-user-input-q1', say('no\nnever')],
    ['a line break', 'gemini', 'run-questions-a-field-left-1-200x50', say('no\nnever')],
    ['a line break', 'opencode', '20-question-v1.18.33', say('no\nnever')],
    ['words', 'gemini', '10-approval-shell', say('no')],
    ['an editor', 'gemini', '15-approval-write', pick(2)],
    ['own words', 'opencode', '20-question-v1.18.33', pick(2)],
    ['signing in', 'gemini', '02-after-trust', pick(0)],
    ['words', 'opencode', '10-approval-bash', say('no')],
    ['a field without words', 'copilot', '20-question-80x24-v1.0.102', pick(2)],
    ['changes without words', 'copilot', '25-plan-80x24-v1.0.102', pick(3)],
    ['a reason that has no field', 'copilot', '17-path-access-120x40-v1.0.102', say('no')],
    ['words with a line break', 'copilot', '22c-form-name-120x40-v1.0.102', say('a\nb')],
    ['a reason', 'qwen', '10-approval-command-80x24-v0.24.4', say('no')],
    ['a field without words', 'qwen', '20-question-200x50-v0.24.4', pick(2)],
    ['an option that is not there', 'qwen', '15-approval-write-80x24-v0.24.4', pick(3)],
  ] as const)('%s: %s %s', (_what, agent, name, choice) => {
    expect(pressed(agent, askOf(agent, name), choice)).toBeNull();
  });

  it.each([
    ['opencode', '10-approval-bash'],
    ['claude', '02-trust-folder-dialog'],
    ['copilot', '20-question-80x24-v1.0.102'],
    ['qwen', '22c-questions-submit-80x24-v0.24.4'],
  ])('a move in a menu of %s whose cursor nobody saw', (agent, name) => {
    const { kind, title, body, options, fingerprint, source, mayBeCut } = askOf(agent, name);
    const unseen: Ask = { kind, title, body, options, fingerprint, source, mayBeCut };
    expect(pressed(agent, unseen, pick(1))).toBeNull();
  });

  it('a reason for a No while the cursor stands elsewhere', () => {
    const ask = { ...askOf('claude', '30-perm-bash-200x50'), selected: 1 };
    expect(pressed('claude', ask, say('no'))).toBeNull();
  });
});
