import { describe, expect, it } from 'vitest';
import { namesOf } from '../../src/sessions/native-command.ts';
import { parseCmdline, parseStat, ttyName } from '../../src/sessions/native-linux.ts';
import {
  macosProcesses,
  parseFolders,
  parseNames,
  parseRows,
} from '../../src/sessions/native-macos.ts';

describe('a line of /proc', () => {
  const rest = 'S 41 42 42 34817 42 4194304 1 0 0 0 1 2 0 0 20 0 1 0 987654321 1 2 3';

  it.each(['claude', 'a b', 'x) S 1 (y', '((', 'tmux: server'])(
    'is read behind the name %j',
    (name) => {
      expect(parseStat(`42 (${name}) ${rest}`)).toEqual({
        state: 'S',
        parent: 41,
        group: 42,
        leader: 42,
        tty: 34_817,
        start: '987654321',
      });
    },
  );

  it('that is cut short is no process', () => {
    expect(parseStat('42 (claude) S 41 42')).toBeNull();
    expect(parseStat('')).toBeNull();
  });

  it('holds arguments with blanks, line ends and empty words; the padding of a renamed program is dropped', () => {
    expect(parseCmdline('claude\0a b\n\0\0x\0')).toEqual(['claude', 'a b\n', '', 'x']);
    expect(parseCmdline('claude\0\0\0\0\0')).toEqual(['claude']);
    expect(parseCmdline('')).toEqual(['']);
  });

  it.each([
    [0, null],
    [34_816, 'pts/0'],
    [34_819, 'pts/3'],
    [35_072, 'pts/256'],
    [136 * 256 + 0x100000 + 0x2c, 'pts/300'],
    [1025, 'tty1'],
  ])('device %i is the terminal %s', (device, name) => {
    expect(ttyName(device)).toBe(name);
  });
});

describe('a script', () => {
  it.each([
    [
      ['node', '/usr/local/bin/codex', '--yolo'],
      ['/usr/local/bin/codex', '--yolo'],
    ],
    [['/usr/bin/node', '--no-warnings', '/opt/x/codex.js'], ['/opt/x/codex.js']],
    [
      ['/usr/bin/node', '/opt/x/codex.js', 'a'],
      ['/opt/x/codex', 'a'],
    ],
    [
      ['/bin/sh', '/usr/local/bin/codex', 'a'],
      ['/usr/local/bin/codex', 'a'],
    ],
  ])('%j is also known as %j', async (argv, name) => {
    expect(await namesOf(argv)).toContainEqual(name);
  });

  it.each([
    [['codex', 'claude']],
    [['grep', 'claude']],
    [['node', '-e', 'claude']],
    [['node', '--require', 'claude']],
    [['sh', '-c', 'claude']],
    [['bash', '-lc', 'claude']],
    [['python3', '-m', 'claude']],
    [['node']],
    [[]],
  ])('%j is not one with another name', async (argv) => {
    expect(await namesOf(argv)).toEqual([]);
  });
});

describe('the process table of macOS', () => {
  const names = `  501 /Applications/Claude.app/Contents/MacOS/Claude
  777 claude
  778 /Users/ada/my tools/claude
  779 node
`;
  const rows = `  501     1 ??       Mon Jul  6 10:00:00 2026 /Applications/Claude.app/Contents/MacOS/Claude --flag
  777   700 ttys003  Tue Jul  7 09:05:01 2026 claude --resume abc
  778   700 ttys004  Tue Jul  7 09:05:02 2026 /Users/ada/my tools/claude fix it
  779   777 ttys003  Tue Jul  7 09:05:03 2026 node /opt/homebrew/bin/codex
rubbish
`;

  it('is read with paths that have blanks in them', () => {
    const parsed = parseRows(rows, parseNames(names));
    expect(parsed.map((row) => row.argv[0])).toEqual([
      '/Applications/Claude.app/Contents/MacOS/Claude',
      'claude',
      '/Users/ada/my tools/claude',
      'node',
    ]);
    expect(parsed[1]).toEqual({
      pid: 777,
      parent: 700,
      tty: 'ttys003',
      startedAt: Date.UTC(2026, 6, 7, 9, 5, 1),
      startMark: String(Date.UTC(2026, 6, 7, 9, 5, 1) / 1000),
      argv: ['claude', '--resume', 'abc'],
    });
    expect(parsed[0]?.tty).toBeNull();
  });

  it('gets folders from lsof', () => {
    const output = 'p777\nfcwd\nn/Users/ada/code/my shop\np778\nfcwd\nn/\np779\nfcwd\n';
    expect([...parseFolders(output)]).toEqual([
      [777, '/Users/ada/code/my shop'],
      [778, '/'],
    ]);
  });

  it('asks for 32 folders at once', async () => {
    const asked: string[] = [];
    const table = macosProcesses((_program, args) => {
      asked.push(args.at(-1) ?? '');
      return Promise.resolve('');
    });
    const pids = Array.from({ length: 70 }, (_, n) => n + 1);
    const details = await table.details(pids);
    expect(asked.map((list) => list.split(',').length)).toEqual([32, 32, 6]);
    expect(details.size).toBe(70);
  });

  it('rejects when ps does', async () => {
    await expect(macosProcesses(() => Promise.reject(new Error('no ps'))).rows()).rejects.toThrow(
      'no ps',
    );
  });
});
