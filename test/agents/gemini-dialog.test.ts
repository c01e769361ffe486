import { expect, it } from 'vitest';
import { gemini } from '../../src/agents/gemini/index.ts';
import { capturedScreen } from '../support/screens.ts';

function bodyOf(name: string): string {
  const reading = gemini.read(capturedScreen('gemini', name));
  return reading.kind === 'asking' ? reading.ask.body : reading.kind;
}

it('an edit names its file, a command stands there once', () => {
  expect(bodyOf('15-approval-write')).toMatch(/^Writing to \S+\n1 /);
  expect(bodyOf('10-approval-shell').match(/touch/g)).toHaveLength(1);
});

it('P7 its first picture, a box with nothing but a hint above it, takes no text yet', () => {
  const idle = capturedScreen('gemini', '04-idle');
  expect(gemini.read(idle).kind).toBe('idle');
  const rule = idle.lines.findLastIndex((line) => /^─+$/.test(line));
  const lines = idle.lines.map((line, at) => (at < rule - 1 ? '' : line));
  expect(gemini.read({ ...idle, lines }).kind).toBe('starting');
});
