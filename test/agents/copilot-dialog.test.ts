import { describe, expect, it } from 'vitest';
import { copilot } from '../../src/agents/copilot/index.ts';
import type { Ask, Reading } from '../../src/domain/ask.ts';
import type { Screen } from '../../src/domain/screen.ts';
import { capturedScreen, screenOf } from '../support/screens.ts';

const version = 'v1.0.102';

function captured(name: string): Screen {
  return capturedScreen('copilot', `${name}-${version}`);
}

function askOf(reading: Reading): Ask {
  if (reading.kind !== 'asking') throw new Error(`it asks nothing: ${JSON.stringify(reading)}`);
  return reading.ask;
}

/** A dialog as Copilot frames it, on a pane of 60 columns. */
function framed(...rows: readonly string[]): Screen {
  const inner = rows.map((row) => `│ ${row.padEnd(56)} │`);
  const lines = [`╭${'─'.repeat(58)}╮`, ...inner, `╰${'─'.repeat(58)}╯`];
  return screenOf({ lines, cols: 60, command: 'node' });
}

const keys = '↑/↓ to navigate · enter to select · esc to cancel';
const options = ['❯ 1. Yes', '  2. No (Esc)', '', keys];

describe('a framed prompt of GitHub Copilot CLI', () => {
  it('has the command without its frame, and the program’s own question for a title', () => {
    const { title, body } = askOf(copilot.read(captured('10-approval-command-80x24')));
    expect(title).toBe('Do you want to run this command?');
    expect(body).toBe('Asked for\ntouch made-1.txt');
  });

  it('shows all paths that it asks for', () => {
    const { body } = askOf(copilot.read(captured('17-path-access-120x40')));
    expect(body).toContain('/home/dev/elsewhere.txt\n/etc/hostname');
  });

  it('P1 takes its options from the last block, whatever the command looks like', () => {
    const command = ['Do you want to run this command?', '', '❯ 1. No', '  2. Yes (Esc)', '', keys];
    const reading = copilot.read(
      framed(
        'A title',
        '─'.repeat(56),
        ...command,
        '',
        'Do you want to allow this?',
        '',
        ...options,
      ),
    );
    const { title, body, options: shown } = askOf(reading);
    expect(title).toBe('Do you want to allow this?');
    expect(body).toContain('❯ 1. No');
    expect(shown.map(({ label, tone }) => [label, tone])).toEqual([
      ['Yes', 'allow'],
      ['No (Esc)', 'deny'],
    ]);
  });

  it.each([
    ['a gap in the numbers', ['❯ 1. Yes', '  3. No (Esc)', '', keys]],
    ['a number twice', ['❯ 1. Yes', '  2. Maybe', '  2. No (Esc)', '', keys]],
    ['no cursor', ['  1. Yes', '  2. No (Esc)', '', keys]],
    ['other keys', ['❯ 1. Yes', '  2. No (Esc)', '', 'enter to select']],
    ['a last option that is none of its own', ['❯ 1. Yes', '  2. Perhaps', '', keys]],
  ])('P1 with %s is no prompt that can be answered', (_what, rows) => {
    const reading = copilot.read(framed('A title', '', 'Do you want to allow this?', '', ...rows));
    expect(reading.kind).toBe('unknown');
  });

  it('P5 a reason that somebody is typing is nothing to type into', () => {
    const typed = captured('11b-approval-reason-typed-80x24');
    expect(typed.lines.some((line) => line.includes('❯ 3. use mkdir'))).toBe(true);
    expect(copilot.read(typed).kind).toBe('unknown');
  });
});

describe('a form of GitHub Copilot CLI', () => {
  it('shows the message, the field and its description, without the other fields', () => {
    const { title, body, options: shown } = askOf(copilot.read(captured('22-form-first-120x40')));
    expect([title, body]).toEqual(['Colour', 'Some details, please.\nOf the roof']);
    expect(shown.every((one) => one.tone === 'plain')).toBe(true);
  });

  it('P5 the composer is never taken for the field below a question, nor the other way round', () => {
    for (const name of ['23b-question-other-80x24', '23c-question-other-typed-80x24']) {
      expect(copilot.read(captured(name)).kind).toBe('unknown');
    }
  });
});
