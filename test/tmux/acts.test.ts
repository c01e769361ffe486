import { mkdir, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LaunchSpec, PaneRef, Tmux } from '../../src/tmux/tmux.ts';
import { createTmuxServer, launchSpec, mustBeCreated } from '../support/tmux-server.ts';
import type { OpenTmux, TmuxServer } from '../support/tmux-server.ts';
import { until } from '../support/until.ts';

let server: TmuxServer;
let opened: OpenTmux;
let tmux: Tmux;
beforeAll(async () => {
  server = await createTmuxServer();
  opened = await server.open();
  ({ tmux } = opened);
});
afterAll(() => server.close());

const idle = ['cat', '-'];
const start = async (name: string, argv = idle) =>
  mustBeCreated(await tmux.create(launchSpec(name, argv)));

describe('create', () => {
  it('S2.26 T2.15 starts the server and the program in its folder, marked as ours', async () => {
    const folder = join(server.dir, 'work #{pid} "q" \\ $HOME;');
    await mkdir(folder);
    const created = mustBeCreated(await tmux.create(launchSpec('one', idle, { workdir: folder })));
    await until(async () => {
      const found = await tmux.inspect(created.ref);
      return found.kind === 'yes' && found.value.path === folder;
    }, 'the folder');
    expect(await tmux.inspect(created.ref)).toMatchObject({
      kind: 'yes',
      value: { sessionName: 'one', owner: 'owner-of-one', attached: false, dead: false },
    });
    await until(async () => {
      const found = await tmux.inspect(created.ref);
      return found.kind === 'yes' && found.value.command === 'cat';
    }, 'the name of the program');
    expect(
      await server.tmux(
        'display-message',
        '-p',
        '-t',
        created.ref.pane,
        '#{window_width}x#{window_height}',
      ),
    ).toBe('200x50');
  });

  it('names the window after the program, once and for all', async () => {
    const program = join(server.dir, 'a #{pid} ; program');
    await writeFile(program, '#!/bin/sh\nexec cat\n', { mode: 0o755 });
    const { ref } = await start('named', [program]);
    const format = '#{window_name} #{?automatic-rename,renamed,fixed}';
    expect(await server.tmux('display-message', '-p', '-t', ref.pane, format)).toBe(
      'a___pid____program fixed',
    );
  });

  it('hands every argument and variable on as it is, and types nothing', async () => {
    const file = join(server.dir, 'argv.json');
    const odd = [
      'a b',
      "it's",
      '"',
      '\\',
      '$HOME',
      '`id`',
      '#{pid}',
      '#(id)',
      '~',
      ';',
      'x;',
      'x\\;',
      '{',
      '}',
      '%1',
      '-x',
      '',
      '*',
      '日本😀',
      'two\nlines',
      '\ttab',
      "'\"'",
      '!',
      'a'.repeat(40_000),
    ];
    const script = `require('fs').writeFileSync(${JSON.stringify(file)}, JSON.stringify({ argv: process.argv.slice(1), odd: process.env.ODD, int: process.listenerCount('SIGINT') }))`;
    const value = 'a=b;"\n#{pid} $HOME \\;';
    await tmux.create(
      launchSpec('odd', [process.execPath, '-e', script, '--', ...odd], { env: { ODD: value } }),
    );
    const seen = await until(() => {
      try {
        return JSON.parse(readFileSync(file, 'utf8')) as { argv: string[]; odd: string };
      } catch {
        return null;
      }
    });
    expect(seen.argv).toEqual(odd);
    expect(seen.odd).toBe(value);
  });

  it.each([
    ['a.b:c', 'a_b_c'],
    ['sp ace', 'sp ace'],
    ['#{pid}', '#{pid}'],
    ['#S #(id)', '#S #(id)'],
    ['%0', '%0'],
    ['@1', '@1'],
    ['=eq', '=eq'],
    ['-dash', '-dash'],
    ['x*y', 'x*y'],
    ['{last}', '{last}'],
    ['日本', '日本'],
    ['%H;"', '%H;"'],
  ])('reads the name %j back as %j', async (name, expected) => {
    const created = await start(name);
    expect(created.name).toBe(expected);
    const found = await tmux.find(expected);
    expect(found).toMatchObject({ kind: 'yes', value: { ref: created.ref } });
    expect(await tmux.kill(created.ref)).toEqual({ kind: 'done' });
  });

  it('S2.31 says that a name is taken, and leaves the one that has it alone', async () => {
    const first = await start('twice');
    expect(await tmux.create(launchSpec('twice', idle))).toEqual({ kind: 'taken' });
    expect((await tmux.inspect(first.ref)).kind).toBe('yes');
  });

  it('S2.82 refuses a folder that is not there, where tmux would take the home folder', async () => {
    const spec = (workdir: string) => launchSpec('nowhere', idle, { workdir });
    await writeFile(join(server.dir, 'file'), '');
    for (const workdir of [join(server.dir, 'missing'), join(server.dir, 'file'), 'relative']) {
      expect(await tmux.create(spec(workdir))).toMatchObject({ kind: 'failed' });
    }
    expect((await tmux.find('nowhere')).kind).toBe('no');
  });

  it.each(['', 'a\nb', 'a\tb', 'a\\b'])('refuses the name %j', async (name) => {
    expect((await tmux.create(launchSpec(name, idle))).kind).toBe('failed');
  });

  it(
    'keeps the pane of a program that exits at once, 200 times',
    { timeout: 120_000 },
    async () => {
      const runs: { spec: LaunchSpec; created: { ref: PaneRef } }[] = [];
      for (let index = 0; index < 200; index += 1) {
        const spec = launchSpec(`quick-${index}`, ['true']);
        runs.push({ spec, created: mustBeCreated(await tmux.create(spec)) });
      }
      const exits = () =>
        new Map(
          opened.events.flatMap((event) =>
            event.kind === 'exit' ? [[event.status.run, event.status]] : [],
          ),
        );
      await until(() => runs.every(({ spec }) => exits().has(spec.run)), 'all exits', 60_000);
      for (const { spec, created } of runs) {
        expect(exits().get(spec.run)).toMatchObject({ code: 0, signal: null });
        expect(await tmux.inspect(created.ref)).toMatchObject({
          kind: 'yes',
          value: { owner: spec.owner },
        });
      }
      await Promise.all(runs.map(({ created }) => tmux.kill(created.ref)));
    },
  );
});

describe('mark and kill', () => {
  it('T2.15 a mark survives a rename, and can be taken away', async () => {
    await server.tmux('new-session', '-d', '-s', 'foreign', ...idle);
    const found = await tmux.find('foreign');
    const ref = found.kind === 'yes' ? found.value.ref : null;
    if (ref === null) throw new Error('not found');
    const strange = 'a"b;#{pid} $x';
    expect(await tmux.mark(ref, strange)).toEqual({ kind: 'done' });
    await server.hubIsUp();
    await server.tmux('rename-session', '-t', '=foreign', 'renamed');
    expect(await tmux.find('renamed')).toMatchObject({ kind: 'yes', value: { owner: strange } });
    expect(await tmux.mark(ref, null)).toEqual({ kind: 'done' });
    expect(await tmux.find('renamed')).toMatchObject({ kind: 'yes', value: { owner: null } });
  });

  it('S2.51 kills a watched session, program included', async () => {
    const created = await start('doomed');
    await tmux.watch(created.ref);
    const children = await server.tmux('list-panes', '-t', created.ref.pane, '-F', '#{pane_pid}');
    expect(await tmux.kill(created.ref)).toEqual({ kind: 'done' });
    expect(await tmux.kill(created.ref)).toEqual({ kind: 'gone' });
    expect((await tmux.find('doomed')).kind).toBe('no');
    await until(() => !isAlive(Number(children)), 'the end of the program');
    await until(
      () =>
        opened.events.some(
          (event) => event.kind === 'closed' && event.ref.pane === created.ref.pane,
        ),
      'closed',
    );
  });

  it('P13 leaves alone what the operator opened beside it', async () => {
    const created = await start('shared');
    await server.hubIsUp();
    await server.tmux('new-window', '-d', '-t', '=shared:', ...idle);
    await server.tmux('split-window', '-d', '-t', created.ref.pane, ...idle);
    await tmux.kill(created.ref);
    expect((await server.tmux('list-panes', '-s', '-t', '=shared')).split('\n')).toHaveLength(2);
  });

  it('X2.12 answers "gone" for the same pane id of another server', async () => {
    const created = await start('other');
    const ref = { ...created.ref, server: { ...created.ref.server, startedAt: 1 } };
    expect(await tmux.kill(ref)).toEqual({ kind: 'gone' });
    expect(await tmux.mark(ref, 'x')).toEqual({ kind: 'gone' });
    expect(await tmux.capture(ref)).toEqual({ kind: 'gone' });
    expect(await tmux.tail(ref, 3)).toEqual({ kind: 'gone' });
    expect(await tmux.paste(ref, 'x', { enterDelayMs: null })).toEqual({
      kind: 'refused',
      why: 'gone',
    });
    expect(await tmux.keys(ref, [{ name: 'Enter' }])).toEqual({ kind: 'refused', why: 'gone' });
    expect((await tmux.inspect(ref)).kind).toBe('no');
    expect(await tmux.watch(ref)).toEqual({ kind: 'gone' });
    expect((await tmux.inspect(created.ref)).kind).toBe('yes');
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
