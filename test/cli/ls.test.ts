import { describe, expect, it } from 'vitest';
import { age, tableOf } from '../../src/cli/ls.ts';
import { columns, fit, oneLine } from '../../src/cli/print.ts';
import { newSession } from '../../src/domain/session.ts';
import type { Session } from '../../src/domain/session.ts';
import { sessionToJson } from '../../src/domain/wire.ts';

const now = Date.parse('2026-11-20T12:00:00Z');

function session(change: Partial<Session> = {}): ReturnType<typeof sessionToJson> {
  const made = newSession({ workdir: '/home/ada/code/shop', agent: 'claude', now: now - 125_000 });
  return sessionToJson({ ...made, name: 'tap-shop', lifecycle: 'active', ...change });
}

describe('the table of tapmux ls', () => {
  it('has status, attention, agent, folder, age and activity in 80 columns', () => {
    const lines = tableOf(
      [
        session({ attention: 'working', activity: 'running the tests' }),
        session({
          name: 'tap-with-quite-a-long-name-of-its-own',
          attention: 'awaiting_approval',
          workdir: '/srv/プロジェクト-a-long-folder-name',
          activity: '漢字'.repeat(40),
        }),
      ],
      now,
    ).split('\n');
    expect(lines[0]).toMatch(/^NAME +STATUS +ATTENTION +AGENT +FOLDER +AGE +ACTIVITY$/);
    expect(lines[1]).toMatch(/^tap-shop +Active +working +claude +shop +2m +running the tests$/);
    expect(lines[2]).toContain('APPROVE?');
    for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(80);
  });

  it('T1.11 shows what was recorded, for every state', () => {
    for (const [lifecycle, word] of [
      ['provisioning', 'Starting'],
      ['detached', 'Detached'],
      ['paused', 'Paused'],
      ['stopped', 'Stopped'],
      ['errored', 'Errored'],
    ] as const) {
      expect(tableOf([session({ lifecycle })], now)).toContain(word);
    }
  });

  it('S1.14 S1.17 sessions that are not in tmux are shown like the others', () => {
    const native = session({ control: 'Pty', origin: 'native', pid: 4242, lifecycle: 'detached' });
    expect(tableOf([native], now)).toContain('Detached');
  });

  it('T1.12 text from outside cannot drive the terminal', () => {
    const hostile = session({ task: '\u001b[2J\u202eevil\nsecond line', workdir: '/x/\u0007bell' });
    const table = tableOf([hostile], now);
    for (const byte of ['\u001b', '\u0007', '\u202e']) expect(table).not.toContain(byte);
    expect(table.split('\n')).toHaveLength(2);
  });

  it('an empty list names the next step', () => {
    expect(tableOf([], now)).toBe('No sessions. tapmux new starts one.');
  });
});

describe('columns', () => {
  it.each([
    ['plain', 5],
    ['漢字', 4],
    ['e\u0301', 1],
    ['🚀', 2],
  ])('%s takes %i', (text, width) => {
    expect(columns(text)).toBe(width);
  });

  it('fits text exactly', () => {
    expect(fit('ab', 4)).toBe('ab  ');
    expect(fit('abcdef', 4)).toBe('abc…');
    expect(columns(fit('漢字漢字', 4))).toBe(4);
    expect(oneLine('  a\n\tb ')).toBe('a b');
  });
});

describe('ages', () => {
  it.each([
    [5, '5s'],
    [125, '2m'],
    [7300, '2h'],
    [200_000, '2d'],
  ])('%i seconds is %s', (seconds, text) => {
    expect(age(new Date(now - seconds * 1000).toISOString(), now)).toBe(text);
  });

  it('T1.2 an unknown age is not shown as fresh, and a clock set back is no negative age', () => {
    expect(age(null, now)).toBe('?');
    expect(age(new Date(now + 60_000).toISOString(), now)).toBe('0s');
  });
});
