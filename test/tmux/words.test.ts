import { describe, expect, it } from 'vitest';
import { complaintOf } from '../../src/tmux/errors.ts';
import { createFormat } from '../../src/tmux/format.ts';
import { pasteable } from '../../src/tmux/inject.ts';
import { installHint } from '../../src/tmux/install-hint.ts';
import { strokes } from '../../src/tmux/keys.ts';
import { quote } from '../../src/tmux/quote.ts';
import { socketArgs, tmuxEnvironment } from '../../src/tmux/socket.ts';
import { plainRow, styledRows } from '../../src/tmux/styled.ts';
import { isSupported, leaksOnPrint, parseVersion, pasteFlags } from '../../src/tmux/version.ts';

describe('version', () => {
  it.each([
    ['tmux 3.3a', 3, 3, true],
    ['tmux 3.2', 3, 2, true],
    ['tmux 3.1c', 3, 1, false],
    ['tmux 2.9a', 2, 9, false],
    ['tmux next-3.6', 3, 6, true],
    ['tmux 3.4-rc2', 3, 4, true],
    ['tmux 4.0', 4, 0, true],
    ['tmux 10.1', 10, 1, true],
    ['tmux master', 99, 0, true],
    ['tmux openbsd-7.5', 3, 3, true],
    ['tmux openbsd-6.8', 3, 1, false],
  ])('%s', (text, major, minor, supported) => {
    const version = parseVersion(`${text}\n`);
    expect(version).toEqual({ text, major, minor });
    expect(version !== null && isSupported(version)).toBe(supported);
  });

  it('is null for anything else', () => {
    expect(parseVersion('screen 4.9')).toBeNull();
    expect(parseVersion('')).toBeNull();
  });

  it('knows which ones leak on printed captures, and which rewrite pasted bytes', () => {
    const of = (minor: number) => ({ text: '', major: 3, minor });
    expect([2, 3, 4, 5, 6, 7].map((minor) => leaksOnPrint(of(minor)))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(pasteFlags(of(6))).toBe('-d -r');
    expect(pasteFlags(of(7))).toBe('-d -r -S');
  });
});

describe('installHint', () => {
  it.each([
    ['darwin', '', 'brew install tmux'],
    ['freebsd', '', 'pkg install tmux'],
    ['linux', 'NAME="Debian"\nID=debian\n', 'apt install tmux'],
    ['linux', 'ID="linuxmint"\nID_LIKE="ubuntu debian"\n', 'apt install tmux'],
    ['linux', 'ID=fedora\n', 'dnf install tmux'],
    ['linux', 'ID=arch\n', 'pacman -S tmux'],
    ['linux', 'ID=alpine\n', 'apk add tmux'],
    ['linux', '', 'package manager'],
    ['win32', '', 'package manager'],
  ] as const)('%s %j', (platform, osRelease, expected) => {
    expect(installHint(platform, osRelease)).toContain(expected);
  });
});

it.each([
  ['no server running on /tmp/tmux-0/default', 'no_server'],
  ['error connecting to /tmp/tmux-0/x (No such file or directory)', 'no_socket'],
  ['error connecting to /tmp/tmux-0/x (Permission denied)', 'denied'],
  ['access not allowed', 'denied'],
  ['directory /tmp/tmux-0 has unsafe permissions', 'denied'],
  ['no sessions', 'no_sessions'],
  ['duplicate session: a', 'duplicate'],
  ["can't find pane: %7", 'missing_target'],
  ['server exited unexpectedly', 'lost'],
  ['command too long', 'too_long'],
  ['a session named no server running on mars', 'other'],
])('complaintOf(%j) is %s', (text, complaint) => {
  expect(complaintOf(text)).toBe(complaint);
});

it('formats give back values that contain newlines, and nothing that only looks like a record', () => {
  const { format, record, begun } = madeUp();
  const output = `%begin 1 2 1\n${record('%1', '/a\n%end 1 2 1\nb')}\n${record('%2')}\n${begun('%3', 'cut')}`;
  expect(format.parse(output)).toEqual([['%1', '/a\n%end 1 2 1\nb']]);
  expect(createFormat(['pane_id']).quoted).not.toBe(createFormat(['pane_id']).quoted);
});

it('formats give back dollars as they are, also from a tmux that prints backslashes before them', () => {
  const { format, record } = madeUp();
  const path = String.raw`/$HOME/\$x/$_/$1/$`;
  expect(format.parse(record('%1', path))).toEqual([['%1', path]]);
  const printed = record('%1', path).replaceAll(/\$(?=[A-Za-z_{])/g, String.raw`\$&`);
  expect(format.parse(printed)).toEqual([['%1', path]]);
});

/** A format of two fields, and records of it as tmux would print them. */
function madeUp() {
  const format = createFormat(['pane_id', 'pane_current_path']);
  const [open, between, close] =
    /^"(\w+)\\044x#\{pane_id\}(\w+)#\{pane_current_path\}(\w+)"$/.exec(format.quoted)?.slice(1) ??
    [];
  const begun = (...values: string[]) => `${open}$x${values.join(between)}`;
  return { format, begun, record: (...values: string[]) => begun(...values) + close };
}

it('quote leaves nothing that could end an argument, a line or a block', () => {
  const all = Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1));
  expect(quote(all)).toMatch(/^"(?:[A-Za-z0-9 ,.:=@%+/_-]|\\[0-7]{3})*"$/);
});

it('pasteable removes NUL and paste brackets, also those that form by removing', () => {
  expect(pasteable('a\u0000b')).toBe('ab');
  expect(pasteable('\u001B[20\u001B[201~1~x')).toBe('x');
  expect(pasteable('\u001B[2\u001B[200~0\u00000~x\u001B[31m')).toBe('x\u001B[31m');
});

it('strokes keeps keys together up to a pause', () => {
  expect(
    strokes([{ name: 'Up' }, { text: 'a' }, { pauseMs: 5 }, { text: '' }, { name: 'Enter' }]),
  ).toEqual([
    { kind: 'press', keys: [{ name: 'Up' }, { text: 'a' }] },
    { kind: 'pause', ms: 5 },
    { kind: 'press', keys: [{ name: 'Enter' }] },
  ]);
});

describe('rows', () => {
  it('keep their colours and lose links; line drawing becomes what it draws', () => {
    const [row = ''] = styledRows([
      '\u001B]8;;http://x\u001B\\link\u001B]8;;\u001B\\ \u000Elq\u001B[1mk\u000F \u001B[0mq  ',
    ]);
    expect(row).toBe('link ┌─\u001B[1m┐ \u001B[0mq  ');
    expect(plainRow(row)).toBe('link ┌─┐ q');
  });

  it('stand alone: what a row before switched on is named again', () => {
    expect(
      styledRows([
        '\u001B[2m\u001B[38;5;6mdim \u000Elq',
        'q\u000Fq\u001B[0;1m\u001B[48;2;1;2;3m',
        'bold\u001B[49m',
        '\u001B[0mplain',
        'plain',
      ]),
    ).toEqual([
      '\u001B[2m\u001B[38;5;6mdim ┌─',
      '\u001B[2;38;5;6m─q\u001B[0;1m\u001B[48;2;1;2;3m',
      '\u001B[1;48;2;1;2;3mbold\u001B[49m',
      '\u001B[1m\u001B[0mplain',
      'plain',
    ]);
  });
});

it('P15 the environment of tmux has neither another tmux nor the token', () => {
  const env = tmuxEnvironment({
    TMUX: 'x',
    TMUX_PANE: '%1',
    TELEGRAM_BOT_TOKEN: 't',
    HOME: '/h',
    NONE: undefined,
  });
  expect(env).toEqual({ HOME: '/h' });
  expect(socketArgs({ kind: 'name', name: 'x' })).toEqual(['-u', '-L', 'x']);
  expect(socketArgs({ kind: 'default' })).toEqual(['-u']);
});
