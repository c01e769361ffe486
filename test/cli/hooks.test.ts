import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createClient } from '../../src/cli/client.ts';
import { hooks } from '../../src/cli/hooks.ts';
import { readSettings, replaceSettings } from '../../src/cli/settings-file.ts';
import { UsageError } from '../../src/cli/verb.ts';
import { program } from '../support/daemon.ts';
import { tempFolder } from '../support/temp.ts';

interface Cli {
  readonly home: string;
  readonly settings: string;
  readonly said: string[];
  readonly run: (...argv: readonly string[]) => Promise<number>;
}

async function cli(text?: string): Promise<Cli> {
  const home = await tempFolder();
  const config = join(home, '.claude');
  const settings = join(config, 'settings.json');
  await mkdir(config);
  if (text !== undefined) await writeFile(settings, text, { mode: 0o640 });
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const bin = join(home, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'claude'), '#!/bin/sh\necho "2.1.330 (Claude Code)"\n', {
    mode: 0o755,
  });
  const env = { HOME: home, PATH: `${bin}:${process.env['PATH']}` };
  const state = join(home, 'state');
  const io = {
    out: say,
    err: say,
    env,
    cwd: home,
    home: state,
    client: createClient('/none', 'x'),
    root: '/',
  };
  return { home, settings, said, run: (...argv) => hooks(argv, io) };
}

const before = '{\n    "model": "large",\n    "hooks": {"Stop": []}\n}\n';

it('install shows what changes, keeps a copy, and writes the settings and the relay', async () => {
  const { home, settings, said, run } = await cli(before);
  await chmod(settings, 0o640);
  expect(await run('install', 'claude', '--yes')).toBe(0);
  const relay = join(home, 'state', 'run', 'hook');
  const after = JSON.parse(await readFile(settings, 'utf8')) as { hooks: Record<string, unknown> };
  expect(after).toMatchObject({ model: 'large' });
  expect(after.hooks['PermissionRequest']).toEqual([
    { hooks: [{ type: 'command', command: `${relay} claude wait`, timeout: 86_400 }] },
  ]);
  expect((await stat(relay)).mode & 0o777).toBe(0o700);
  expect((await stat(settings)).mode & 0o777).toBe(0o640);
  const names = await readdir(join(home, '.claude'));
  const copy = names.find((name) => name.startsWith('settings.json.before-tapmux-'));
  expect(names).toHaveLength(2);
  expect(await readFile(join(home, '.claude', String(copy)), 'utf8')).toBe(before);
  expect(said.some((line) => line.startsWith('  +') && line.includes('claude wait'))).toBe(true);
  expect(said.some((line) => line.startsWith('  -') && line.includes('model'))).toBe(false);
});

it('twice changes nothing, removing gives back what was there', async () => {
  const { settings, said, run } = await cli(before);
  await run('install', 'claude', '--yes');
  const once = await readFile(settings, 'utf8');
  expect(await run('install', 'claude', '--yes')).toBe(0);
  expect(said.at(-1)).toContain('needs no change');
  expect(await readFile(settings, 'utf8')).toBe(once);
  expect(await run('remove', 'claude', '--yes')).toBe(0);
  expect(await readFile(settings, 'utf8')).toBe(before);
});

it('settings that are not there yet are made, and there is nothing to remove from them', async () => {
  const { settings, run } = await cli();
  expect(await run('remove', 'claude', '--yes')).toBe(0);
  expect(await readFile(settings, 'utf8').catch(() => 'none')).toBe('none');
  expect(await run('install', 'claude', '--yes')).toBe(0);
  expect((await stat(settings)).mode & 0o777).toBe(0o600);
});

it('P17 a file that it cannot parse is left alone', async () => {
  const { settings, run } = await cli('{ "model": "x", // mine\n}');
  await expect(run('install', 'claude', '--yes')).rejects.toThrow(
    `${settings} was left alone: it is not valid JSON.`,
  );
  expect(await readFile(settings, 'utf8')).toBe('{ "model": "x", // mine\n}');
});

it('settings that are a link stay one', async () => {
  const { home, settings, run } = await cli();
  const real = join(home, 'dotfiles.json');
  await writeFile(real, '{}');
  await symlink(real, settings);
  await run('install', 'claude', '--yes');
  expect(await readFile(real, 'utf8')).toContain('PermissionRequest');
  expect(await readFile(settings, 'utf8')).toBe(await readFile(real, 'utf8'));
});

it('P17 what changed while somebody was asked is not overwritten', async () => {
  const { settings } = await cli(before);
  const file = await readSettings(settings);
  await writeFile(settings, '{"theirs":true}');
  await expect(replaceSettings(file, '{}', new Date())).rejects.toThrow('changed meanwhile');
  expect(await readFile(settings, 'utf8')).toBe('{"theirs":true}');
});

it('P17 without --yes nothing is written unless somebody says so', async () => {
  const { home, settings } = await cli(before);
  const { CLAUDE_CONFIG_DIR: _, ...rest } = process.env;
  const env = { ...rest, HOME: home, TAPMUX_HOME: join(home, 'state') };
  const answered = (text: string) =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [program, 'hooks', 'install', 'claude'], { env });
      onTestFinished(() => void child.kill());
      child.on('close', resolve);
      child.stdin.end(text);
    });
  expect(await answered('n\n')).toBe(1);
  expect(await answered('')).toBe(1);
  expect(await readFile(settings, 'utf8')).toBe(before);
  expect(await answered('y\n')).toBe(0);
  expect(await readFile(settings, 'utf8')).toContain('/run/hook claude');
});

it.each([[['add', 'claude']], [['install']], [['install', 'claude', '--json']]])(
  '%j is wrong usage',
  async (argv) => {
    const { run } = await cli();
    await expect(run(...argv)).rejects.toThrow(UsageError);
  },
);

it('an agent without such settings is refused by name', async () => {
  const { run } = await cli();
  await expect(run('install', 'demo', '--yes')).rejects.toThrow('no hooks to install for "demo"');
});
