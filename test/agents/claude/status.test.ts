import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { status } from '../../../src/agents/claude/status.ts';

const folder = fileURLToPath(new URL('../../fixtures/agents/claude/sessions/', import.meta.url));
const record = (name: string) => readFileSync(`${folder}${name}.json`, 'utf8');

it.each([
  ['busy', 'working'],
  ['idle', 'idle'],
  ['shell', 'idle'],
  ['waiting-permission-prompt', 'asking'],
  ['waiting-input-needed', 'asking'],
  ['waiting-dialog-open', 'asking'],
])('its own word %s is read as %s', (name, state) => {
  expect(status.parse('3551.json', record(name))).toEqual({
    pid: 3551,
    procStart: '566356',
    state,
    conversation: '1b535cbe-46f1-417e-86bd-1fe4b9620486',
    pane: '%86',
  });
});

it('a word that nobody knows yet, and fields that are missing, are unknown', () => {
  const changed = record('idle').replace('"status":"idle"', '"status":"dreaming"');
  expect(status.parse('3551.json', changed)?.state).toBe('unknown');
  expect(status.parse('7.json', '{"pid":7}')).toEqual({
    pid: 7,
    procStart: null,
    state: 'unknown',
    conversation: null,
    pane: null,
  });
});

it.each([
  ['3551.0a1b.key', record('idle')],
  ['3552.json', record('idle')],
  ['3551.json', record('idle').slice(0, 200)],
  ['3551.json', ''],
  ['3551.json', 'null'],
  ['x.json', '{"pid":null}'],
])('P18 %s with %j tells nothing', (name, text) => {
  expect(status.parse(name, text)).toBeNull();
});

it('lies beside its other state', () => {
  expect(status.folder({ HOME: '/home/ada' })).toBe('/home/ada/.claude/sessions');
  expect(status.folder({ CLAUDE_CONFIG_DIR: '/c', HOME: '/x' })).toBe('/c/sessions');
});
