import { expect, it } from 'vitest';
import { opencode } from '../../src/agents/opencode/index.ts';
import { capturedScreen } from '../support/screens.ts';

it('P1 a prompt whose command is not drawn yet is no prompt, or it would be answered unseen', () => {
  const whole = capturedScreen('opencode', '10-approval-bash');
  expect(opencode.read(whole).kind).toBe('asking');
  const command = whole.lines.findIndex((line) => /^ {2}┃ {2}\$ /.test(line));
  expect(command).toBeGreaterThan(0);
  const lines = whole.lines.map((line, at) => (at === command ? '  ┃' : line));
  expect(opencode.read({ ...whole, lines }).kind).toBe('unknown');
});

it('a change in two columns is read with what it removes and what it adds', () => {
  const reading = opencode.read(capturedScreen('opencode', 'run-edit-yes-then-no-1-200x50'));
  const body = reading.kind === 'asking' ? reading.ask.body : reading.kind;
  expect(body).toContain('- const b = 2;');
  expect(body).toContain('+ const b = 22;');
});
