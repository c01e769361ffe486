import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pasteable } from '../../src/tmux/inject.ts';
import type { PaneRef, Tmux } from '../../src/tmux/tmux.ts';
import { createTmuxServer, launchSpec, mustBeCreated } from '../support/tmux-server.ts';
import type { TmuxServer } from '../support/tmux-server.ts';
import { until } from '../support/until.ts';

const recorder = fileURLToPath(new URL('fixtures/recorder.mjs', import.meta.url));

let server: TmuxServer;
let tmux: Tmux;
beforeAll(async () => {
  server = await createTmuxServer();
  ({ tmux } = await server.open());
});
afterAll(() => server.close());

interface Recorder {
  readonly ref: PaneRef;
  /** What arrived since the last call, once `length` bytes are there. */
  next(length: number): Promise<Buffer>;
  rest(): Promise<Buffer>;
}

let count = 0;
async function record(mode: 'plain' | 'bracketed', driver: Tmux = tmux): Promise<Recorder> {
  count += 1;
  const file = join(server.dir, `record-${count}`);
  const spec = launchSpec(`recorder-${count}`, [process.execPath, recorder, file, mode]);
  const { ref } = mustBeCreated(await driver.create(spec));
  if (driver === tmux) await server.hubIsUp();
  await until(async () => {
    const captured = await driver.capture(ref);
    return captured.kind === 'screen' && captured.screen.lines[0] === 'recording';
  }, 'the recorder');
  let read = 0;
  const rest = async () => (await readFile(file)).subarray(read);
  return {
    ref,
    rest,
    async next(length) {
      const bytes = await until(async () => {
        const all = await rest();
        return all.length >= length ? all : null;
      }, `${length} bytes`);
      read += bytes.length;
      return bytes;
    },
  };
}

const brackets = (text: string) => `\u001B[200~${text}\u001B[201~`;

/** The same strings on every run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const parts = [
  'a',
  'Enter',
  ' ',
  ';',
  '\\',
  '"',
  "'",
  '$HOME',
  '#{pid}',
  '~',
  '{',
  '}',
  '\n',
  '\r',
  '\t',
  '\u0001',
  '\u0003',
  '\u001B',
  '\u001B[A',
  '\u007F',
  '\u0000',
  '\u001B[200~',
  '\u001B[201~',
  '\u001B[20',
  '1~',
  'é',
  '日本',
  '😀',
  '👩‍💻',
  'e\u0301',
  '\u0085',
  '\u009B31m',
  '-x',
  '%end 1 2 1',
  '\uFEFF',
  'x'.repeat(300),
];

function randomText(random: (below: number) => number): string {
  return Array.from({ length: 1 + random(12) }, () => parts[random(parts.length)]).join('');
}

describe('paste', () => {
  it.each(['plain', 'bracketed'] as const)(
    'P7 250 random texts arrive byte for byte in a %s program, also from copy-mode, and nothing reaches a neighbour',
    { timeout: 120_000 },
    async (mode) => {
      const random = createRandom(mode === 'plain' ? 7 : 8);
      const target = await record(mode);
      const beside = join(server.dir, `beside-${mode}`);
      await server.tmux(
        'split-window',
        '-d',
        '-t',
        target.ref.pane,
        process.execPath,
        recorder,
        beside,
        mode,
      );
      await until(
        () =>
          readFile(beside).then(
            () => true,
            () => false,
          ),
        'the neighbour',
      );
      for (let index = 0; index < 250; index += 1) {
        const text = randomText(random);
        if (random(3) === 0) await server.tmux('copy-mode', '-t', target.ref.pane);
        if (random(8) === 0) await server.tmux('clock-mode', '-t', target.ref.pane);
        await server.tmux(
          'set-option',
          '-w',
          '-t',
          target.ref.pane,
          'synchronize-panes',
          random(2) === 0 ? 'on' : 'off',
        );
        const enter = random(2) === 0;
        expect(await tmux.paste(target.ref, text, { enterDelayMs: enter ? 0 : null })).toEqual({
          kind: 'typed',
        });
        const clean = pasteable(text);
        const body = clean === '' || mode === 'plain' ? clean : brackets(clean);
        const expected = Buffer.from(body + (enter ? '\r' : ''));
        expect((await target.next(expected.length)).equals(expected), JSON.stringify(text)).toBe(
          true,
        );
      }
      expect(await readFile(beside)).toHaveLength(0);
      await server.tmux('kill-window', '-t', target.ref.window);
    },
  );

  it('P7 100 KB and 1 MB arrive whole', async () => {
    const target = await record('bracketed');
    for (const length of [100_000, 1_000_000]) {
      const text = 'ab;"\\日\n'.repeat(Math.ceil(length / 9));
      await tmux.paste(target.ref, text, { enterDelayMs: 0 });
      const expected = Buffer.from(`${brackets(text)}\r`);
      expect((await target.next(expected.length)).equals(expected)).toBe(true);
    }
  });

  it('presses Enter later when asked to, and not at all when not', async () => {
    const target = await record('bracketed');
    await tmux.paste(target.ref, 'later', { enterDelayMs: 30 });
    const bytes = await target.next(brackets('later').length + 1);
    expect(bytes.toString()).toBe(`${brackets('later')}\r`);
    await tmux.paste(target.ref, '', { enterDelayMs: 0 });
    expect((await target.next(1)).toString()).toBe('\r');
  });

  it('P5 refuses a pane whose input is off, and leaves no buffer behind', async () => {
    const target = await record('plain');
    await server.tmux('select-pane', '-d', '-t', target.ref.pane);
    const refused = { kind: 'refused', why: 'input_off' };
    expect(await tmux.paste(target.ref, 'x', { enterDelayMs: 0 })).toEqual(refused);
    expect(await tmux.keys(target.ref, [{ name: 'Enter' }])).toEqual(refused);
    await server.tmux('select-pane', '-e', '-t', target.ref.pane);
    expect(await tmux.keys(target.ref, [{ text: 'on' }])).toEqual({ kind: 'typed' });
    expect((await target.next(2)).toString()).toBe('on');
    expect(await server.tmux('list-buffers')).toBe('');
  });

  it('P5 refuses a dead pane, into which a paste would crash the server', async () => {
    const { ref } = mustBeCreated(await tmux.create(launchSpec('dead', ['true'])));
    await until(async () => {
      const found = await tmux.inspect(ref);
      return found.kind === 'yes' && found.value.dead;
    });
    const pid = await server.serverPid();
    expect(await tmux.paste(ref, 'x', { enterDelayMs: 0 })).toEqual({
      kind: 'refused',
      why: 'dead',
    });
    expect(await tmux.keys(ref, [{ name: 'Enter' }])).toEqual({ kind: 'refused', why: 'dead' });
    expect(await server.serverPid()).toBe(pid);
    expect(await server.tmux('list-buffers')).toBe('');
  });
});

describe('a pane that is not an ordinary one', () => {
  it('P5 is left alone when another server’s pane has its id', async () => {
    const target = await record('plain');
    for (const identity of [
      { ...target.ref.server, startedAt: target.ref.server.startedAt - 1 },
      { ...target.ref.server, pid: process.pid },
    ]) {
      const other = { ...target.ref, server: identity };
      const gone = { kind: 'refused', why: 'gone' };
      expect(await tmux.paste(other, 'x', { enterDelayMs: 0 })).toEqual(gone);
      expect(await tmux.keys(other, [{ name: 'Enter' }])).toEqual(gone);
    }
    expect(await tmux.keys(target.ref, [{ text: 'end' }])).toEqual({ kind: 'typed' });
    expect((await target.next(3)).toString()).toBe('end');
    expect(await server.tmux('list-buffers')).toBe('');
  });

  it('P6 gets each text once: from several modes at once, synchronised, and after both', async () => {
    const target = await record('bracketed');
    const { pane } = target.ref;
    await server.tmux('set-option', '-w', '-t', pane, 'synchronize-panes', 'on');
    await server.tmux('copy-mode', '-t', pane);
    await server.tmux('clock-mode', '-t', pane);
    for (const text of ['one', 'two']) {
      expect(await tmux.paste(target.ref, text, { enterDelayMs: 0 })).toEqual({ kind: 'typed' });
    }
    await server.tmux('set-option', '-w', '-t', pane, 'synchronize-panes', 'off');
    await tmux.paste(target.ref, 'three', { enterDelayMs: 0 });
    const expected = ['one', 'two', 'three'].map((text) => `${brackets(text)}\r`).join('');
    expect((await target.next(expected.length)).toString()).toBe(expected);
    expect(await server.tmux('list-buffers')).toBe('');
  });
});

describe('keys', () => {
  it('presses named keys and text as they are, and nothing becomes a key by its name', async () => {
    const target = await record('plain');
    const text = 'Enter C-c 0x41 -x ;é😀';
    await tmux.keys(target.ref, [{ text }, { name: 'Up' }, { name: 'C-c' }, { name: 'Enter' }]);
    const expected = Buffer.from(`${text}\u001B[A\u0003\r`);
    expect((await target.next(expected.length)).equals(expected)).toBe(true);
  });

  it('waits where it is told to, and types text longer than one command', async () => {
    const target = await record('plain');
    const text = 'y'.repeat(1000);
    await tmux.keys(target.ref, [{ name: 'Down' }, { pauseMs: 20 }, { text }]);
    expect((await target.next(1003)).toString()).toBe(`\u001B[B${text}`);
  });

  it('P1 looks at the program’s own screen in the very step that presses, copy-mode or not', async () => {
    const target = await record('plain');
    const { pane } = target.ref;
    const press = (...words: readonly string[]) =>
      tmux.keys(target.ref, [{ text: 'k' }], { while: words });
    expect(await press('recording')).toEqual({ kind: 'typed' });
    expect(await press('recording', 'recorded')).toEqual({ kind: 'refused', why: 'changed' });
    await server.tmux('copy-mode', '-t', pane);
    expect(await press('recorded')).toEqual({ kind: 'refused', why: 'changed' });
    expect(await press('recording')).toEqual({ kind: 'typed' });
    await server.tmux('set-option', '-w', '-t', pane, 'synchronize-panes', 'on');
    expect(await press('recorded')).toEqual({ kind: 'refused', why: 'changed' });
    expect(await press('recording')).toEqual({ kind: 'typed' });
    // What tmux would read as a pattern or a format of its own is not looked for at all.
    for (const words of ['', 'a*', '#{pid}', 'a,b', 'a}', '"', ' a', 'é']) {
      expect(await press(words)).toMatchObject({ kind: 'unknown' });
    }
    expect((await target.next(3)).toString()).toBe('kkk');
    await tmux.keys(target.ref, [{ text: '.' }]);
    expect((await target.next(1)).toString()).toBe('.');
  });

  it('leaves copy-mode first: a dialog needs the key', async () => {
    const target = await record('plain');
    await server.tmux('copy-mode', '-t', target.ref.pane);
    expect(await tmux.keys(target.ref, [{ text: '1' }, { name: 'Enter' }])).toEqual({
      kind: 'typed',
    });
    expect((await target.next(2)).toString()).toBe('1\r');
    const captured = await tmux.capture(target.ref);
    expect(captured.kind === 'screen' && captured.screen.mode).toBeNull();
  });

  it('reaches this pane alone when the window types into all of its panes', async () => {
    const target = await record('plain');
    const beside = join(server.dir, 'beside-keys');
    await server.tmux(
      'split-window',
      '-d',
      '-t',
      target.ref.pane,
      process.execPath,
      recorder,
      beside,
    );
    await until(
      () =>
        readFile(beside).then(
          () => true,
          () => false,
        ),
      'the neighbour',
    );
    await server.tmux('set-option', '-w', '-t', target.ref.pane, 'synchronize-panes', 'on');
    await tmux.keys(target.ref, [
      { text: 'é1' },
      { name: 'Down' },
      { name: 'Home' },
      { name: 'Enter' },
    ]);
    const expected = Buffer.from('é1\u001B[B\u001B[1~\r');
    expect((await target.next(expected.length)).equals(expected)).toBe(true);
    expect(await readFile(beside)).toHaveLength(0);
  });

  it('asks about the pane even when there is nothing to press', async () => {
    const target = await record('plain');
    expect(await tmux.keys(target.ref, [])).toEqual({ kind: 'typed' });
    await tmux.kill(target.ref);
    expect(await tmux.keys(target.ref, [])).toEqual({ kind: 'refused', why: 'gone' });
  });
});
