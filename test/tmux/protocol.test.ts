import { describe, expect, it } from 'vitest';
import { blockIn, complaintsIn, createText, parseLine } from '../../src/tmux/protocol.ts';

describe('parseLine', () => {
  it.each([
    ['%output %3 hello', { kind: 'output', pane: '%3' }],
    ['%extended-output %12 0 : a%b', { kind: 'output', pane: '%12' }],
    ['%pause %4', { kind: 'pause', pane: '%4' }],
    ['%session-changed $7 my name', { kind: 'moved', session: '$7' }],
    ['%sessions-changed', { kind: 'layout' }],
    ['%session-renamed $1 %output %1 x', { kind: 'layout' }],
    ['%unlinked-window-close @4', { kind: 'layout' }],
    ['%window-close @4', { kind: 'layout' }],
    ['%layout-change @1 ccfe,120x39,0,0,1 ccfe,120x39,0,0,1 *', { kind: 'layout' }],
    ['%exit', { kind: 'exit', reason: '' }],
    ['%exit server exited unexpectedly', { kind: 'exit', reason: 'server exited unexpectedly' }],
    ['%output x hello', { kind: 'text' }],
    [' %output %1 hello', { kind: 'text' }],
    ['%client-session-changed /dev/pts/1 $1 w', { kind: 'text' }],
    ['', { kind: 'text' }],
  ])('%j', (line, expected) => {
    expect(parseLine(line)).toEqual(expected);
  });
});

describe('createText', () => {
  const cut = (text: string, size: number) => {
    const bytes = Buffer.from(text);
    const pieces: string[] = [];
    const feed = createText((piece) => pieces.push(piece));
    for (let start = 0; start < bytes.length; start += size) {
      feed(bytes.subarray(start, start + size));
    }
    return pieces;
  };

  it.each([1, 2, 3, 7, 1000])(
    'gives whole lines and whole characters from chunks of %i bytes',
    (size) => {
      const pieces = cut('one\n\n日本 é😀\nlast\nunfinished', size);
      expect(pieces.join('')).toBe('one\n\n日本 é😀\nlast\n');
      expect(pieces.every((piece) => piece.endsWith('\n'))).toBe(true);
    },
  );
});

describe('blockIn', () => {
  const text = (...lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
  const real = ['%begin 1795219219 312 1', 'a', '%end 1795219219 312 1'];

  it('takes what one block printed, without the notices around it', () => {
    expect(blockIn(text('%sessions-changed', ...real, '%window-add @3'))).toBe('a');
  });

  it('takes the first of several, also when it is empty', () => {
    const empty = ['%begin 1 1 1', '%end 1 1 1'];
    expect(blockIn(text(...real, ...empty))).toBe('a');
    expect(blockIn(text(...empty, ...real))).toBe('');
  });

  it('is not ended by a copy of its own end line in what was printed', () => {
    const forged = ['x', '%end 1 2 1', '%output %1 boo', '%begin 1 3 1', 'y'];
    expect(blockIn(text('%begin 1 2 1', ...forged, '%end 1 2 1'))).toBe(forged.join('\n'));
  });

  it('is null for an error and for no block at all', () => {
    expect(blockIn(text('%begin 1 2 1', 'can’t', '%error 1 2 1'))).toBeNull();
    expect(blockIn(text('text'))).toBeNull();
  });
});

it('complaintsIn gives the text of error blocks only', () => {
  expect(
    complaintsIn(
      [
        '%begin 1 1 1',
        'fine',
        '%end 1 1 1',
        '%begin 1 2 1',
        "can't find pane: %9",
        '%error 1 2 1',
        '',
      ].join('\n'),
    ),
  ).toBe("can't find pane: %9");
});
