import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNativeProcesses } from '../../src/sessions/native.ts';
import type { NativeProcess } from '../../src/sessions/native.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'tapmux-native-')));
const socket = `tapmux-test-native-${process.pid}`;
/** tmux leaves its socket behind: here it goes away with the folder. */
const tmuxEnvironment = { ...process.env, TMUX_TMPDIR: base };
const children: ChildProcess[] = [];
/** Only names of this run count: real agents may be at work on the machine of the tests. */
const word = `agent${process.pid}`;
const native = createNativeProcesses({ platform: process.platform });
const owns = (argv: readonly string[]) => {
  const name = basename(argv[0] ?? '');
  return name === word || name === `${word}-code` ? word : name === `other${word}` ? 'other' : null;
};

function start(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): ChildProcess {
  const child = spawn(program, args, {
    cwd: base,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  children.push(child);
  return child;
}

/** A real program under another name: /bin/sleep reads its own arguments only. */
function program(name: string): string {
  const path = join(base, name);
  copyFileSync('/bin/sleep', path);
  return path;
}

async function all(panes?: ReadonlySet<number>): Promise<readonly NativeProcess[]> {
  const listing = await native.list(owns, panes);
  if (listing.kind === 'unknown') throw new Error(listing.why);
  return listing.processes;
}

async function appears(pid: number | undefined): Promise<NativeProcess> {
  let found: NativeProcess | undefined;
  await expect
    .poll(
      async () => {
        found = (await all()).find((one) => one.pid === pid);
        return found !== undefined;
      },
      { timeout: 10_000 },
    )
    .toBe(true);
  if (found === undefined) throw new Error('unreachable');
  return found;
}

function tmux(...args: readonly string[]): string {
  return execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], {
    encoding: 'utf8',
    env: tmuxEnvironment,
  }).trim();
}

beforeAll(() => {
  program(word);
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  try {
    execFileSync('tmux', ['-L', socket, 'kill-server'], { stdio: 'ignore', env: tmuxEnvironment });
  } catch {
    // The test that starts it did not get so far.
  }
  rmSync(base, { recursive: true, force: true });
});

describe('agents among the processes of this machine', () => {
  it('a program of the exact name is found with its folder, start and identity', async () => {
    const child = start(join(base, word), ['600']);
    const found = await appears(child.pid);
    expect(found).toMatchObject({ agent: word, cwd: base, argv0: join(base, word), inTmux: false });
    const told = execFileSync('ps', ['-o', 'lstart=', '-p', String(child.pid)], {
      env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' },
      encoding: 'utf8',
    });
    // The start of the machine is told in whole seconds, and so is this.
    expect(Math.abs(found.startedAt - Date.parse(`${told.trim()} UTC`))).toBeLessThan(3_000);
    expect(found.key).toMatch(new RegExp(`^${child.pid}:\\d+$`));
    expect((await appears(child.pid)).key).toBe(found.key);
  });

  it('a script named like it is found through its interpreter', async () => {
    const script = join(base, 'bin', word);
    mkdirSync(join(base, 'bin'));
    writeFileSync(script, '#!/bin/sh\nread line\n', { mode: 0o755 });
    expect((await appears(start(script, []).pid)).agent).toBe(word);
  });

  it('a program of a package is found under the name the package gives it', async () => {
    const folder = join(base, 'node_modules', '@vendor', 'thing', 'dist');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.js'), 'setTimeout(() => {}, 600_000)');
    writeFileSync(
      join(folder, '..', 'package.json'),
      JSON.stringify({
        name: '@vendor/thing',
        bin: { [word]: 'dist/index.js', unrelated: 'x.js' },
      }),
    );
    const child = start(process.execPath, ['--no-warnings', join(folder, 'index.js')]);
    expect((await appears(child.pid)).agent).toBe(word);
  });

  it('no other process is taken for it, however much it speaks of it', async () => {
    const named = start(program(`${word}-desktop`), ['600']);
    const upper = start(program(word.toUpperCase()), ['600']);
    const told = start(process.execPath, ['-e', 'setTimeout(() => {}, 600_000)', word]);
    const shell = start('/bin/sh', ['-c', `read line; : ${word}`]);
    const marker = start(join(base, word), ['601']);
    await appears(marker.pid);
    const pids = (await all()).map((one) => one.pid);
    for (const child of [named, upper, told, shell]) expect(pids).not.toContain(child.pid);
  });

  it('what an agent starts of its own kind is not listed beside it, another kind is', async () => {
    const script = join(base, 'family', word);
    mkdirSync(join(base, 'family'));
    program(`other${word}`);
    const text = `#!/bin/sh\n'${base}/${word}' 600 & echo $!\n'${base}/other${word}' 600 & echo $!\nwait\n`;
    writeFileSync(script, text, { mode: 0o755 });
    const parent = start(script, []);
    let printed = '';
    parent.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
    });
    await expect.poll(() => printed.trim().split('\n').length, { timeout: 10_000 }).toBe(2);
    const [same, other] = printed.trim().split('\n').map(Number);
    expect((await appears(other)).agent).toBe('other');
    const pids = (await all()).map((one) => one.pid);
    expect(pids).toContain(parent.pid);
    expect(pids).not.toContain(same);
    for (const pid of [same, other]) if (pid !== undefined) process.kill(pid, 'SIGKILL');
  });

  it('one in tmux is told apart, by its pane or by its environment', async () => {
    const free = start(join(base, word), ['602']);
    const bound = start(join(base, word), ['603'], { TMUX: '/tmp/somewhere,1,0' });
    expect((await appears(free.pid)).inTmux).toBe(false);
    expect((await appears(bound.pid)).inTmux).toBe(true);
    tmux(
      'new-session',
      '-d',
      '-s',
      'one',
      '--',
      'env',
      '-u',
      'TMUX',
      'sh',
      '-c',
      `'${base}/${word}' 604; true`,
    );
    const pane = Number(tmux('display-message', '-p', '-t', '=one:', '#{pane_pid}'));
    await expect
      .poll(async () => (await all(new Set([pane]))).filter((one) => one.inTmux).length, {
        timeout: 10_000,
      })
      .toBe(2);
    const inPane = (await all(new Set([pane]))).find((one) => one.inTmux && one.pid !== bound.pid);
    expect(inPane?.tty).toMatch(/^pts\/\d+$/);
    expect((await all()).find((one) => one.pid === inPane?.pid)?.inTmux).toBe(false);
  });

  it('one whose folder was deleted has none', async () => {
    mkdirSync(join(base, 'gone'));
    const child = spawn(join(base, word), ['605'], { cwd: join(base, 'gone'), stdio: 'ignore' });
    children.push(child);
    expect((await appears(child.pid)).cwd).toBe(join(base, 'gone'));
    rmSync(join(base, 'gone'), { recursive: true });
    expect((await appears(child.pid)).cwd).toBeNull();
  });

  it('one that ended is no longer listed', async () => {
    const child = start(join(base, word), ['606']);
    await appears(child.pid);
    child.kill('SIGKILL');
    await expect
      .poll(async () => (await all()).map((one) => one.pid), { timeout: 10_000 })
      .not.toContain(child.pid);
  });

  it('a process table that cannot be read is unknown, not empty', async () => {
    mkdirSync(join(base, 'empty'));
    for (const proc of [join(base, 'no'), join(base, 'empty')]) {
      const listing = await createNativeProcesses({ platform: 'linux', proc }).list(owns);
      expect(listing.kind).toBe('unknown');
    }
    expect(await createNativeProcesses({ platform: 'win32' }).list(owns)).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('win32'),
    });
  });

  it('a link to a program keeps the name it was called by', async () => {
    mkdirSync(join(base, 'links'));
    symlinkSync('/bin/sleep', join(base, 'links', word));
    expect((await appears(start(join(base, 'links', word), ['607']).pid)).agent).toBe(word);
  });
});
