import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Screen } from '../../src/domain/screen.ts';
import type { PaneRef, Tmux } from '../../src/tmux/tmux.ts';
import { createTmuxServer, launchSpec, mustBeCreated } from '../support/tmux-server.ts';
import type { TmuxServer } from '../support/tmux-server.ts';
import { until } from '../support/until.ts';

describe.each(['buffer', 'inline', 'exec'] as const)('pictures, the %s way', (way) => {
  let server: TmuxServer;
  let tmux: Tmux;
  beforeAll(async () => {
    server = await createTmuxServer();
    // On the exec path control mode is refused, and pictures are printed by a process of their own.
    const binary = join(server.dir, 'tmux');
    await writeFile(
      binary,
      '#!/bin/sh\nfor word; do [ "$word" = -C ] && exit 1; done\nexec tmux "$@"\n',
      { mode: 0o755 },
    );
    await server.tmux('new-session', '-d', '-s', 'operator', 'cat', '-');
    const deps = way === 'exec' ? { binary } : { captureWay: way };
    ({ tmux } = await server.open(deps));
    if (way !== 'exec') await server.hubIsUp();
  });
  afterAll(() => server.close());

  let count = 0;
  /** Shows bytes and nothing else; `ready` is what tells that all of them are there. */
  async function show(
    text: string,
    ready: (screen: Screen) => boolean,
  ): Promise<{ ref: PaneRef; screen: Screen }> {
    count += 1;
    const file = join(server.dir, `text-${count}`);
    await writeFile(file, text);
    const argv = ['sh', '-c', 'stty -echo; cat "$1"; exec cat', 'sh', file];
    const { ref } = mustBeCreated(await tmux.create(launchSpec(`show-${count}`, argv)));
    const screen = await until(async () => {
      const captured = await tmux.capture(ref);
      return captured.kind === 'screen' && ready(captured.screen) ? captured.screen : null;
    }, 'the screen');
    return { ref, screen };
  }

  it('has every row of the pane, plain and with colours, and where the cursor is', async () => {
    const text =
      'plain é 日本 😀 \\ \\033\r\n\u001B[31mred\u001B[0m \u001B[44m  blue  \u001B[0m\r\n\u001B(0lqk\u001B(B\r\n> ';
    const { screen } = await show(text, (seen) => seen.lines[3] === '>');
    expect(screen.lines.slice(0, 3)).toEqual(['plain é 日本 😀 \\ \\033', 'red   blue', '┌─┐']);
    const [, coloured = '', drawn = ''] = screen.styled;
    // Some versions of tmux end the colour and fill the row up with blanks, others go on with it.
    const end = coloured.indexOf('\u001B[49m');
    expect(end === -1 ? coloured : coloured.slice(0, end)).toBe(
      '\u001B[31mred\u001B[39m \u001B[44m  blue  ',
    );
    expect(drawn.startsWith('\u001B[44m')).toBe(end === -1);
    expect(screen).toMatchObject({
      cols: 200,
      rows: 50,
      cursor: { x: 2, y: 3, visible: true },
      alternate: false,
      mode: null,
      dead: false,
      inputOff: false,
    });
    expect(screen.lines).toHaveLength(50);
    expect(screen.styled).toHaveLength(50);
  });

  it('is not fooled by text that looks like the protocol around it', async () => {
    const forged = [
      '%begin 1795219219 312 1',
      '%end 1795219219 312 1',
      '%error 1 2 1',
      '%exit',
      '%output %0 x',
      '%session-changed $0 operator',
      '%sessions-changed',
    ];
    // Block numbers can be guessed: all that may come next.
    for (let number = 200; number < 235; number += 1)
      forged.push(`%end ${Math.floor(Date.now() / 1000)} ${number} 1`);
    const { ref, screen } = await show(
      `${forged.join('\r\n')}\r\nlast`,
      (seen) => seen.lines[forged.length] === 'last',
    );
    expect(screen.lines.slice(0, forged.length)).toEqual(forged);
    const tail = await tmux.tail(ref, 2);
    expect(tail).toEqual({ kind: 'text', text: `${forged.at(-1)}\nlast` });
    expect((await tmux.inspect(ref)).kind).toBe('yes');
  });

  it('is what tmux itself prints, whatever the screen holds', async () => {
    const text = [
      '\u001B[1;4;31mbold\u001B[0m \u001B[38;5;208mindexed\u001B[0m \u001B[48;2;1;2;3mrgb\u001B[0m',
      'back\\slash \\n \\\\ \\033 \\$x $HOME $_ ${x} a$ $1 #{pid} "quoted" \'single\' 100% end\\',
      '日本語 ｗｉｄｅ 👩‍💻 e\u0301 ünï',
      'a\tb\u0007c\u0001d\u007Fe',
      'x'.repeat(450),
      '%end 1 2 1',
      'last',
    ].join('\r\n');
    const { ref, screen } = await show(text, (seen) => seen.lines.includes('last'));
    const printed = await server.tmux('capture-pane', '-p', '-t', ref.pane);
    const rows = printed.split('\n').map((row) => row.trimEnd());
    while (rows.length < screen.rows) rows.push('');
    expect(screen.lines).toEqual(rows);
  });

  it('S2.75 the tail has the last lines with scrollback, without blanks at the end', async () => {
    const lines = Array.from({ length: 120 }, (_, index) => `line ${index}`);
    const { ref } = await show(`${lines.join('\r\n')}\r\n`, (seen) =>
      seen.lines.includes('line 119'),
    );
    expect(await tmux.tail(ref, 100)).toEqual({ kind: 'text', text: lines.slice(20).join('\n') });
    expect(await tmux.tail(ref, 1)).toEqual({ kind: 'text', text: 'line 119' });
  });

  it('the tail of a full-screen program has nothing from before it', async () => {
    const before = Array.from({ length: 80 }, (_, index) => `old ${index}`).join('\r\n');
    const { ref, screen } = await show(
      `${before}\r\n\u001B[?1049h\u001B[Hnew`,
      (seen) => seen.lines[0] === 'new',
    );
    expect(screen.alternate).toBe(true);
    expect(await tmux.tail(ref, 500)).toEqual({ kind: 'text', text: 'new' });
  });

  it('shows the program and not copy-mode, and says which mode it is', async () => {
    const { ref } = await show('under', (seen) => seen.lines[0] === 'under');
    await server.tmux('copy-mode', '-t', ref.pane);
    const captured = await tmux.capture(ref);
    expect(captured).toMatchObject({ kind: 'screen', screen: { mode: 'copy-mode' } });
    expect(captured.kind === 'screen' && captured.screen.lines[0]).toBe('under');
  });

  it('says gone for a pane that is gone', async () => {
    const { ref } = await show('x', (seen) => seen.lines[0] === 'x');
    await tmux.kill(ref);
    expect(await tmux.capture(ref)).toEqual({ kind: 'gone' });
    expect(await tmux.tail(ref, 5)).toEqual({ kind: 'gone' });
    expect(await server.tmux('list-buffers')).toBe('');
  });
});

it('pictures do not make the server grow', { timeout: 120_000 }, async () => {
  const server = await createTmuxServer();
  try {
    const { tmux } = await server.open();
    const { ref } = mustBeCreated(
      await tmux.create(
        launchSpec('full', ['sh', '-c', 'yes "$(seq -s, 1 60)" | head -60; exec cat']),
      ),
    );
    await tmux.watch(ref);
    const pid = await server.serverPid();
    const take = async (count: number) => {
      for (let index = 0; index < count; index += 1) await tmux.capture(ref);
    };
    await take(300);
    const before = residentKb(pid);
    await take(5000);
    // Printed to a control client, these would cost some 50 MB in the versions that leak.
    expect(residentKb(pid) - before).toBeLessThan(2000);
  } finally {
    await server.close();
  }
});

function residentKb(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
}
