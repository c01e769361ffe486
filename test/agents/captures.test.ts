import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agentById } from '../../src/agents/index.ts';
import type { Reading } from '../../src/domain/ask.ts';
import { spacedAlike } from '../../src/domain/fingerprint.ts';
import type { Screen } from '../../src/domain/screen.ts';
import { captureNames, capturedScreen, capturesFolder, screenOf } from '../support/screens.ts';

/**
 * Walks `test/fixtures/agents/<agent>/`: every capture has one line in `expected.json`.
 * Adding a screen means adding its three files and that line.
 */
const captured = ['claude', 'codex', 'gemini', 'opencode', 'copilot', 'qwen'];

type Expected =
  | { readonly kind: Exclude<Reading['kind'], 'asking'>; readonly draft?: string }
  | { readonly kind: 'asking'; readonly ask: string; readonly options: readonly string[] };

function expectedOf(agent: string): Readonly<Record<string, Expected>> {
  const text = readFileSync(join(capturesFolder, agent, 'expected.json'), 'utf8');
  return JSON.parse(text) as Record<string, Expected>;
}

function read(agent: string, screen: Screen): Reading {
  const known = agentById(agent);
  if (known === undefined) throw new Error(`no agent ${agent}`);
  return known.read(screen);
}

/** What `expected.json` says of a reading. */
function summary(reading: Reading): object {
  switch (reading.kind) {
    case 'asking': {
      const { kind, title, options, mayBeCut } = reading.ask;
      const labels = options.map((option) => option.label);
      return { kind: 'asking', ask: kind, title, options: labels, mayBeCut };
    }
    case 'unknown':
      return { kind: 'unknown' };
    default:
      return reading;
  }
}

const dialogsOf = (agent: string) =>
  Object.entries(expectedOf(agent)).flatMap(([name, one]) => (one.kind === 'asking' ? [name] : []));

describe.each(captured)('captures of %s', (agent) => {
  const expected = expectedOf(agent);

  it('all stand in expected.json, and nothing else does', () => {
    expect(captureNames(agent)).toEqual(Object.keys(expected).sort());
  });

  it.each(Object.entries(expected))('%s', (name, wanted) => {
    expect(summary(read(agent, capturedScreen(agent, name)))).toEqual(wanted);
  });

  it('P5 read as neither idle nor asking once their program is dead', () => {
    const others = captureNames(agent).filter(
      (name) => read(agent, { ...capturedScreen(agent, name), dead: true }).kind !== 'exited',
    );
    expect(others).toEqual([]);
  });

  it('P5 read as neither idle nor asking when a shell is in front of the pane', () => {
    const believed = captureNames(agent).filter((name) => {
      const { kind } = read(agent, { ...capturedScreen(agent, name), command: 'bash' });
      return kind !== 'exited' && kind !== 'unknown';
    });
    expect(believed).toEqual([]);
  });

  it('P5 read as neither idle nor asking with a shell prompt below them', () => {
    const believed = captureNames(agent).filter((name) => {
      const { kind } = read(agent, withPrompt(capturedScreen(agent, name)));
      return kind === 'idle' || kind === 'asking';
    });
    expect(believed).toEqual([]);
  });
});

/** The screen scrolled up by one row, with a shell's prompt as its last. */
function withPrompt(screen: Screen): Screen {
  const last = screen.lines.findLastIndex((line) => line !== '');
  const upTo = (rows: readonly string[]) => [...rows.slice(0, last + 1), 'dev@box:~/shop$ '];
  const lines = upTo(screen.lines).slice(-screen.rows);
  const styled = upTo(screen.styled).slice(-screen.rows);
  return screenOf({ ...screen, lines, styled });
}

/** The input box as it stands at the bottom of an idle screen of the same size. */
const idleScreens = {
  claude: { name: '29-idle-after-turn', rows: 5 },
  codex: { name: '34-interrupted', rows: 5 },
  gemini: { name: '34-interrupted', rows: 9 },
  opencode: { name: '11-after-allow', rows: 9 },
  copilot: { name: '02-idle-120x40-v1.0.102', rows: 5 },
  qwen: { name: '61-fp-quoted-question-busy-v0.24.4', rows: 5 },
} as const;

describe.each(Object.entries(idleScreens))('dialogs that %s quotes', (agent, { name, rows }) => {
  it.each(dialogsOf(agent))('%s is only text above an input box', (dialog) => {
    const idle = capturedScreen(agent, name);
    const quoted = capturedScreen(agent, dialog);
    const tail = (lines: readonly string[]) => lines.slice(idle.rows - rows);
    const screen = screenOf({
      ...idle,
      lines: [...quoted.lines, ...tail(idle.lines)],
      styled: [...quoted.styled, ...tail(idle.styled)],
      rows: quoted.lines.length + rows,
    });
    expect(read(agent, idle).kind).toBe('idle');
    expect(read(agent, screen).kind).not.toBe('asking');
  });
});

function print(agent: string, name: string): string | null {
  const reading = read(agent, capturedScreen(agent, name));
  return reading.kind === 'asking' ? reading.ask.fingerprint : null;
}

function bodyOf(agent: string, name: string): string {
  const reading = read(agent, capturedScreen(agent, name));
  return reading.kind === 'asking' ? reading.ask.body : '';
}

describe('fingerprints of captured dialogs', () => {
  it.each([
    [
      '30-perm-bash-200x50',
      '30-perm-bash-40x40',
      'c30-classic-perm-bash',
      '97b-named-session-perm',
    ],
    ['33-perm-bash-700-chars-200x50', '33-perm-bash-700-chars-80x24'],
    ['34-perm-write-120x40', '34-perm-write-200x50', '34-perm-write-80x24'],
    ['35-perm-edit-diff-120x40', '35-perm-edit-diff-200x50'],
    ['38-perm-webfetch-120x40', '38-perm-webfetch-200x50', '38-perm-webfetch-40x40'],
    ['50-ask-single-120x40', '50-ask-single-200x50', '50-ask-single-80x24'],
    ['51-ask-multi-120x40', '51-ask-multi-40x40'],
    ['52-ask-several-q1-200x50', '52-ask-several-q1-40x15', 'c52-classic-ask'],
    ['61-plan-approval-120x40', '61-plan-approval-200x50', '61-plan-approval-80x24'],
    ['02-trust-folder-dialog', '02b-trust-folder-yes-selected'],
  ])('P1 are the same for one prompt at every width: %s', (...names) => {
    expect(new Set(names.map((name) => print('claude', name))).size).toBe(1);
    const [first = '', ...others] = names.map((name) => bodyOf('claude', name));
    for (const other of others) expect(spacedAlike(first, other)).toBe(true);
    expect(print('claude', names[0])).not.toBeNull();
  });

  it.each([
    ['copilot', '10-approval-command', ['120x40', '200x50', '80x24']],
    ['copilot', '15-approval-create', ['120x40', '200x50', '80x24']],
    ['copilot', '25-plan', ['120x40', '80x24']],
    ['copilot', '01-trust-folder', ['120x40', '80x24']],
    ['qwen', '10-approval-command', ['120x40', '200x50', '80x24']],
    ['qwen', '15-approval-write', ['120x40', '80x24']],
    ['qwen', '01-trust-folder', ['120x40', '80x24']],
  ] as const)('P1 are the same for one prompt of %s at every width: %s', (agent, name, sizes) => {
    const version = agent === 'copilot' ? 'v1.0.102' : 'v0.24.4';
    const prints = sizes.map((size) => print(agent, `${name}-${size}-${version}`));
    expect(new Set(prints).size).toBe(1);
    expect(prints).not.toContain(null);
    const [first = '', ...others] = sizes.map((size) =>
      bodyOf(agent, `${name}-${size}-${version}`),
    );
    for (const other of others) expect(spacedAlike(first, other)).toBe(true);
  });

  it('P1 are the same wherever the cursor is and whatever is ticked', () => {
    const pairs = [
      ['copilot', '10-approval-command-120x40-v1.0.102', '10b-approval-second-v1.0.102'],
      ['copilot', '10-approval-command-120x40-v1.0.102', '11-approval-cursor-on-no-v1.0.102'],
      [
        'copilot',
        '21-question-several-200x50-v1.0.102',
        '21b-question-several-ticked-200x50-v1.0.102',
      ],
      ['qwen', '21-question-several-200x50-v0.24.4', '21b-question-several-ticked-200x50-v0.24.4'],
    ] as const;
    for (const [agent, one, other] of pairs) {
      expect(print(agent, one)).not.toBeNull();
      expect(print(agent, other)).toBe(print(agent, one));
    }
  });

  it('P1 differ between prompts that differ', () => {
    const others = [
      ['claude', '30-perm-bash-200x50'],
      ['claude', '33-perm-bash-700-chars-200x50'],
      ['claude', '43-perm-from-subagent'],
      ['claude', '43b-perm-from-subagent-second'],
      ['claude', '52-ask-several-q1-120x40'],
      ['claude', '52b-ask-several-q2'],
      ['codex', '10-approval-exec-escalated'],
      ['codex', '11-approval-exec-cursor-on-3'],
      ['gemini', '10-approval-shell'],
      ['gemini', '70-approval-200x50'],
      ['opencode', '10-approval-bash'],
      ['opencode', '14-typed-during-approval'],
      ['copilot', '10-approval-command-80x24-v1.0.102'],
      ['copilot', '13-approval-first-of-two-80x24-v1.0.102'],
      ['copilot', '22-form-first-120x40-v1.0.102'],
      ['copilot', '22b-form-days-120x40-v1.0.102'],
      ['qwen', '13-approval-first-of-two-120x40-v0.24.4'],
      ['qwen', '13b-approval-second-of-two-120x40-v0.24.4'],
      ['qwen', '22-questions-first-80x24-v0.24.4'],
      ['qwen', '22b-questions-second-80x24-v0.24.4'],
    ] as const;
    const prints = others.map(([agent, name]) => print(agent, name));
    expect(new Set(prints).size).toBe(others.length);
    expect(prints).not.toContain(null);
  });
});
