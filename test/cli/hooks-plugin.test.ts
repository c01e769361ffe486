import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { createClient } from '../../src/cli/client.ts';
import { hooks } from '../../src/cli/hooks.ts';
import { tempFolder } from '../support/temp.ts';

interface Cli {
  readonly home: string;
  readonly plugin: string;
  readonly relay: string;
  readonly said: string[];
  readonly run: (...argv: readonly string[]) => Promise<number>;
}

/** An operator with an opencode that has been used before. */
async function cli(): Promise<Cli> {
  const home = await tempFolder();
  const config = join(home, '.config', 'opencode');
  await mkdir(join(config, 'node_modules'), { recursive: true });
  await writeFile(join(config, 'opencode.json'), '{}');
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const io = {
    out: say,
    err: say,
    env: { HOME: home, PATH: process.env['PATH'] },
    cwd: home,
    home: join(home, 'state'),
    client: createClient('/none', 'x'),
    root: '/',
  };
  return {
    home,
    plugin: join(config, 'plugin', 'tapmux.js'),
    relay: join(home, 'state', 'run', 'hook'),
    said,
    run: (...argv) => hooks([...argv, 'opencode', '--yes'], io),
  };
}

it('install shows the file that comes, and writes it and the relay', async () => {
  const { plugin, relay, said, run } = await cli();
  expect(await run('install')).toBe(0);
  expect(await readFile(plugin, 'utf8')).toContain(`const relay = "${relay}";`);
  expect((await stat(relay)).mode & 0o777).toBe(0o700);
  expect(said[0]).toBe(plugin);
  expect(said.some((line) => line.startsWith('  +') && line.includes(relay))).toBe(true);
  expect(said.some((line) => line.startsWith('  -'))).toBe(false);
  expect(said.at(-1)).toBe(`Written: ${plugin}`);
  expect(await run('install')).toBe(0);
  expect(said.at(-1)).toBe(`${plugin} needs no change.`);
  expect(await readdir(dirname(plugin))).toEqual(['tapmux.js']);
});

it('says so when the next start would wait for packages', async () => {
  const { home, said, run } = await cli();
  await rm(join(home, '.config', 'opencode', 'node_modules'), { recursive: true });
  await run('install');
  expect(said.at(-1)).toContain('Start opencode once');
  await run('remove');
  expect(said.at(-1)).toContain('Removed');
});

it('P17 remove leaves everything as it was before', async () => {
  const { home, plugin, said, run } = await cli();
  const before = await readdir(join(home, '.config'), { recursive: true });
  await run('install');
  expect(await run('remove')).toBe(0);
  expect(said.at(-1)).toBe(`Removed: ${plugin}`);
  expect(await readdir(join(home, '.config'), { recursive: true })).toEqual(before);
  expect(await run('remove')).toBe(0);
  expect(said.at(-1)).toBe(`${plugin} needs no change.`);
});

it('P17 the operator’s own plugins stay, and their folder with them', async () => {
  const { plugin, run } = await cli();
  await mkdir(dirname(plugin));
  await writeFile(join(dirname(plugin), 'mine.js'), '');
  await run('install');
  await run('remove');
  expect(await readdir(dirname(plugin))).toEqual(['mine.js']);
});

it.each(['install', 'remove'])(
  'P17 %s keeps a copy of what somebody changed in it',
  async (action) => {
    const { plugin, said, run } = await cli();
    await run('install');
    const changed = `${await readFile(plugin, 'utf8')}// mine\n`;
    await writeFile(plugin, changed);
    expect(await run(action)).toBe(0);
    const copy = (await readdir(dirname(plugin))).find((name) => name.includes('.before-tapmux-'));
    expect(await readFile(join(dirname(plugin), String(copy)), 'utf8')).toBe(changed);
    expect(said.at(-1)).toContain(String(copy));
    // opencode takes every file of the folder that looks like a program.
    expect(copy).not.toMatch(/\.(?:js|ts)$/);
    expect(existsSync(plugin)).toBe(action === 'install');
  },
);

it.each(['install', 'remove'])(
  'P17 %s refuses a plugin of that name that is not ours',
  async (action) => {
    const { plugin, run } = await cli();
    await mkdir(dirname(plugin));
    await writeFile(plugin, 'export const Mine = async () => ({});\n');
    await expect(run(action)).rejects.toThrow(`${plugin} was left alone: it is not from tapmux.`);
    expect(await readFile(plugin, 'utf8')).toContain('Mine');
    expect(await readdir(dirname(plugin))).toEqual(['tapmux.js']);
  },
);

it('of a link only the link goes', async () => {
  const { home, plugin, run } = await cli();
  await run('install');
  const elsewhere = join(home, 'dotfiles.js');
  await rename(plugin, elsewhere);
  await symlink(elsewhere, plugin);
  expect(await run('remove')).toBe(0);
  expect(existsSync(dirname(plugin))).toBe(false);
  expect(existsSync(elsewhere)).toBe(true);
});
