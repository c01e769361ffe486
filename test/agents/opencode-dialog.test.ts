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
