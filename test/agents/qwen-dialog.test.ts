import { describe, expect, it } from 'vitest';
import { qwen } from '../../src/agents/qwen/index.ts';
import type { Ask, Reading } from '../../src/domain/ask.ts';
import type { Screen } from '../../src/domain/screen.ts';
import { capturedScreen, screenOf } from '../support/screens.ts';

const version = 'v0.24.4';

function captured(name: string): Screen {
  return capturedScreen('qwen', `${name}-${version}`);
}

function askOf(reading: Reading): Ask {
  if (reading.kind !== 'asking') throw new Error(`it asks nothing: ${JSON.stringify(reading)}`);
  return reading.ask;
}

const waiting = ['', '  ⠏ Waiting for user confirmation...'];
const approval = [
  '  ? Shell rm -rf / ←',
  '',
  '     rm -rf /',
  '',
  "   Allow execution of: 'rm'?",
  '',
  '   › 1. Yes, allow once',
  '     2. No, suggest changes (esc)',
  '',
];

function shown(...lines: readonly string[]): Screen {
  return screenOf({ lines: [...lines, ...waiting], cols: 80, command: 'node' });
}

describe('a prompt of Qwen Code', () => {
  it('has the command, without the description that stands beside the tool', () => {
    const { title, body } = askOf(qwen.read(captured('10-approval-command-80x24')));
    expect([title, body]).toEqual(['Shell', 'touch made-1.txt']);
  });

  it('has what a tool is called with, which stands beside its name only', () => {
    const { title, body } = askOf(qwen.read(captured('19-approval-tool-80x24')));
    expect(title).toBe('deploy (box MCP Server)');
    expect(body).toContain('{"where":"staging"}');
  });

  it('keeps how the lines of a command are indented', () => {
    const lines = approval.map((line) =>
      line.replace('     rm -rf /', '     if x; then\n       y\n     fi'),
    );
    const { body } = askOf(qwen.read(shown(...lines.flatMap((line) => line.split('\n')))));
    expect(body).toBe('if x; then\n  y\nfi');
  });

  it('is that of the tool with the arrow, whatever waits above and below it', () => {
    expect(askOf(qwen.read(captured('13-approval-first-of-two-120x40'))).body).toBe(
      'mkfifo pipe-0',
    );
    expect(askOf(qwen.read(captured('13b-approval-second-of-two-120x40'))).body).toBe(
      'mkfifo pipe-1',
    );
  });

  it('P1 takes no options from a command that waits below it', () => {
    const next = [
      '  ? Shell true',
      '    › 1. Yes, allow once',
      '      2. Perhaps',
      '    3. No (esc)',
    ];
    const { body, options } = askOf(qwen.read(shown(...approval, ...next)));
    expect(body).toBe('rm -rf /');
    expect(options.map(({ label }) => label)).toEqual([
      'Yes, allow once',
      'No, suggest changes (esc)',
    ]);
  });

  it('P1 takes no options from a command that waits below it when its own name is out of sight', () => {
    const next = [
      '  ? Shell true',
      '',
      "    Allow execution of: 'true'?",
      '',
      '    › 1. Yes, allow once',
      '      2. No, indeed (esc)',
    ];
    expect(qwen.read(shown(...approval.slice(2), ...next)).kind).toBe('unknown');
  });

  it('says that it may be cut when part of it is hidden', () => {
    for (const size of ['80x24', '120x40', '200x50']) {
      const { mayBeCut, body } = askOf(qwen.read(captured(`12-approval-long-command-${size}`)));
      expect(mayBeCut).toBe(true);
      expect(body).not.toContain('hidden');
    }
  });

  it.each([
    ['another last row', [...approval, '  ⠏ Thinking...']],
    ['no question', shown(...approval.filter((line) => !line.endsWith('?'))).lines],
    ['no cursor', shown(...approval.map((line) => line.replace('›', ' '))).lines],
    ['no No', shown(...approval.map((line) => line.replace('No, suggest', 'Suggest'))).lines],
  ])('P1 with %s is no prompt that can be answered', (_what, lines) => {
    expect(qwen.read(screenOf({ lines, cols: 80, command: 'node' })).kind).toBe('unknown');
  });
});

describe('an agent in the background of Qwen Code that asks', () => {
  const asked = 'run-an-agent-in-the-background-asks-without-hooks-yes';
  const pointed = capturedScreen('qwen', `${asked}-1-200x50`);
  const opened = capturedScreen('qwen', `${asked}-2-200x50`);
  const changed = (screen: Screen, from: string | RegExp, to: string): Screen => ({
    ...screen,
    lines: screen.lines.map((line) => line.replace(from, to)),
  });
  const behind = (screen: Screen) => {
    const reading = qwen.read(screen);
    return reading.kind === 'idle' ? (reading.behind ?? null) : null;
  };

  it('P8 is told by the footer, with what the rows of the agents say, and stays one while these change', () => {
    expect(behind(pointed)?.ask.body).toContain('mover: Make a file (Shell touch behind-1.txt');
    const later = behind(changed(pointed, /Shell touch.*$/, 'Shell sleep 5) ▶ 9s'));
    expect(later?.ask.body).toContain('sleep 5)');
    expect(later?.ask.fingerprint).toBe(behind(pointed)?.ask.fingerprint);
    expect(behind(changed(pointed, ' ⚠ needs approval', ''))).toBeNull();
  });

  describe.each([40, 60, 79])('on a pane of %i columns', (cols) => {
    const narrow = (part: 1 | 2) =>
      capturedScreen('qwen', `${asked}-in-${cols}-columns-${part}-${cols}x50`);

    it('P8 is told by what is left of the footer, and so is that there is none', () => {
      const screen = narrow(1);
      expect(behind(screen)).toMatchObject({ ask: { body: expect.stringContaining('mover: ') } });
      const large = changed(screen, /⚠ needs(.*)$/, '⚠ Large$1');
      expect(qwen.read(large)).toEqual({ kind: 'idle' });
      expect(qwen.read(changed(screen, / ⚠ needs.*$/, ''))).toEqual({ kind: 'idle' });
    });

    it('P1 is one prompt with that of a wide pane', () => {
      const ask = askOf(qwen.read(narrow(2)));
      expect(ask.body).toMatch(/^touch behind-\d+\.txt$/);
      const wide = changed(opened, 'touch behind-1.txt  ', `${ask.body}  `);
      expect(ask.fingerprint).toBe(askOf(qwen.read(wide)).fingerprint);
    });
  });

  it('P8 asks in the box that shows its work, below its words', () => {
    const ask = askOf(qwen.read(opened));
    expect([ask.body, ask.mayBeCut]).toEqual(['touch behind-1.txt', true]);
    const quoted = changed(opened, 'please run: touch', 'Background agent needs approval');
    expect(askOf(qwen.read(quoted)).body).toBe('touch behind-1.txt');
  });

  it('P3 is answered as soon as that box asks nothing any more', () => {
    const hint = 'Approve or deny the request above · ← back';
    const goesOn = changed(opened, hint, '← back · Esc close'.padEnd(hint.length));
    expect(qwen.read(goesOn)).toMatchObject({ kind: 'unknown', asksNothing: true });
    expect(qwen.read(changed(opened, hint, hint.replace('Ap', 'ap')))).not.toHaveProperty(
      'asksNothing',
    );
  });

  it('P1 gets digits, for Esc has a meaning of its own there', () => {
    const ask = askOf(qwen.read(opened));
    const keys = [0, 1].map((index) => qwen.answer(ask, { kind: 'option', index }));
    expect(keys).toEqual([[{ text: '1' }], [{ text: '2' }]]);
  });

  it.each([
    ['cursor', '› 1.', '  1.'],
    ['question', 'Do you want to proceed?', 'It goes on.            '],
    ['No', '2. No', '2. On'],
    ['hint below', 'Approve or deny the request above', 'Somebody decides                 '],
  ])('P1 without its %s it is no prompt that can be answered', (_what, from, to) => {
    expect(qwen.read(changed(opened, from, to)).kind).toBe('unknown');
  });

  it('P5 whoever walks through the agents has the keys, in their rows and in the footer', () => {
    const last = pointed.lines.findLastIndex((line) => line !== '');
    const hint = '    ↑↓ navigate · Enter detail · Esc back';
    const listed = { ...pointed, lines: pointed.lines.with(last + 1, hint) };
    expect(qwen.read(listed)).toMatchObject({ kind: 'idle', keysGoTo: 'its list of agents' });
    const styled = pointed.styled.map((row) => row.replace('1 local', '\u001b[7m1 local'));
    expect(qwen.read({ ...pointed, styled })).toMatchObject({ keysGoTo: 'its list of agents' });
    expect(qwen.read(pointed)).not.toHaveProperty('keysGoTo');
  });
});

describe('the box of Qwen Code', () => {
  it('P5 a suggestion in it is no draft, but words with the cursor at their start are one', () => {
    const idle = captured('03-idle-suggestion-120x40');
    expect(qwen.read(idle)).toEqual({ kind: 'idle' });
    const typed = captured('04-idle-draft-120x40');
    const atStart = { ...typed, cursor: { ...typed.cursor, x: 2 } };
    expect(qwen.read(atStart)).toEqual({ kind: 'idle', draft: 'a draft here' });
  });

  it('P5 coloured words with the cursor behind them are a draft', () => {
    const idle = captured('03-idle-suggestion-120x40');
    const behind = { ...idle, cursor: { ...idle.cursor, x: 21 } };
    expect(qwen.read(behind)).toMatchObject({ kind: 'idle', draft: expect.any(String) });
  });

  it('P5 a footer that names no mode of approvals is no proof of rest', () => {
    const idle = captured('02-idle-80x24');
    const lines = idle.lines.map((line) => line.replace('Ask permissions', 'Something'));
    expect(qwen.read({ ...idle, lines }).kind).toBe('unknown');
  });
});
