import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { agentById } from '../../src/agents/index.ts';
import type { Ask } from '../../src/domain/ask.ts';
import type { Screen } from '../../src/domain/screen.ts';
import { capturedScreen, screenOf } from '../support/screens.ts';

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

/** The last row with these words has others in their place. */
function rewritten(screen: Screen, from: string, to: string): Screen {
  const at = screen.lines.findLastIndex((line) => line.includes(from));
  if (at < 0) throw new Error(`${from} is not on the screen`);
  const lines = screen.lines.map((line, row) => (row === at ? line.replace(from, to) : line));
  return screenOf({ ...screen, lines, styled: lines });
}

/** A question, its field open and empty, and the words that stand there until something is typed. */
const questions = [
  [
    'claude',
    'run-question-own-words-1-200x50',
    '50d-ask-single-field-open-200x50',
    'Type something.',
  ],
  [
    'claude',
    'run-question-some-of-several-1-200x50',
    '51b-ask-multi-field-open-200x50',
    'Type something',
  ],
  ['codex', '21-request-user-input-q2', '22-request-user-input-notes', 'Add notes'],
  [
    'gemini',
    'run-question-one-of-several-1-200x50',
    '20b-ask-user-field-open-200x50',
    'Enter a custom value',
  ],
  ['opencode', '20-question-v1.18.33', '20b-question-field-open-200x50', 'Type your own answer'],
  [
    'qwen',
    '20-question-200x50-v0.24.4',
    '20b-question-own-words-200x50-v0.24.4',
    'Type something...',
  ],
  [
    'copilot',
    '23-question-boolean-80x24-v1.0.102',
    '23b-question-other-80x24-v1.0.102',
    'Type your answer...',
  ],
] as const;

describe('P1 the field of a question', () => {
  it.each(questions)('%s %s is seen open, and of this very question', (agent, asked, open) => {
    const ask = askOf(agent, asked);
    expect(ask.ownWords).toBe(true);
    const reading = agentOf(agent).read(capturedScreen(agent, open));
    expect(reading).toMatchObject({ kind: 'unknown', field: ask.fingerprint });
  });

  it.each(questions)(
    '%s %s is not seen open once something stands in it',
    (agent, _asked, open, hint) => {
      const typed = rewritten(capturedScreen(agent, open), hint, 'perhaps');
      const reading = agentOf(agent).read(typed);
      expect(reading.kind).toBe('unknown');
      expect(reading).not.toHaveProperty('field');
    },
  );

  it.each(questions)('%s %s gets the words only after the look', (agent, asked) => {
    const steps = agentOf(agent).answer(askOf(agent, asked), { kind: 'text', text: 'green' }) ?? [];
    const what = steps.flatMap((step) => ('pauseMs' in step ? [] : [step]));
    const words = what.findIndex((step) => 'text' in step && step.text === 'green');
    expect(words).toBeGreaterThan(1);
    expect(what[words - 1]).toEqual({ shows: { field: true } });
  });

  it.each([
    ['claude', '61-plan-approval-120x40', 2],
    ['copilot', '25-plan-80x24-v1.0.102', 3],
  ] as const)(
    '%s %s: the field for changes gets them only with the cursor on it',
    (agent, plan, at) => {
      const steps =
        agentOf(agent).answer(askOf(agent, plan), { kind: 'text', text: 'green' }) ?? [];
      const what = steps.flatMap((step) => ('pauseMs' in step ? [] : [step]));
      expect(what.slice(1, 3)).toEqual([{ shows: { cursor: at } }, { text: 'green' }]);
    },
  );
});

it('a question without a field takes no words', () => {
  expect(askOf('claude', 'run-the-key-of-the-environment-1-200x50').ownWords).toBeUndefined();
  expect(askOf('claude', '52d-ask-several-review').ownWords).toBeUndefined();
  expect(askOf('gemini', 'run-question-some-of-several-1-200x50').ownWords).toBeUndefined();
});

describe('P1 P5 the field behind a No', () => {
  const before = '30d-perm-bash-before-amend-200x50';

  it('is seen open, and of this very prompt, until something stands in it', () => {
    const { fingerprint } = askOf('claude', before);
    const open = agentOf('claude').read(
      capturedScreen('claude', '30e-perm-bash-amend-open-200x50'),
    );
    expect(open).toMatchObject({ kind: 'unknown', field: fingerprint });
    const typed = agentOf('claude').read(
      capturedScreen('claude', '30f-perm-bash-amend-typed-200x50'),
    );
    expect(typed.kind).toBe('unknown');
    expect(typed).not.toHaveProperty('field');
  });

  it('gets the reason only after the look', () => {
    const ask = askOf('claude', before);
    const steps = agentOf('claude').answer(ask, { kind: 'text', text: 'not now' }) ?? [];
    expect(steps.filter((step) => !('pauseMs' in step))).toEqual([
      { name: 'Up' },
      { shows: { cursor: 3 } },
      { name: 'Tab' },
      { shows: { field: true } },
      { text: 'not now' },
      { name: 'Enter' },
    ]);
  });
});

it('P1 with the cursor in the field of a plan no digit is pressed, which would be a word', () => {
  const ask = askOf('claude', '61-plan-approval-120x40');
  const last = ask.options.length - 1;
  const inField: Ask & { selected: number } = { ...ask, selected: last };
  const steps = agentOf('claude').answer(inField, { kind: 'option', index: 1 }) ?? [];
  expect(steps.filter((step) => !('pauseMs' in step))).toEqual([
    { name: 'Up' },
    { shows: { cursor: 1 } },
    { name: 'Enter' },
  ]);
});
