import {
  chmod,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import type { HookInstall } from '../../src/agents/hooks.ts';
import { createClient } from '../../src/cli/client.ts';
import { hooks } from '../../src/cli/hooks.ts';
import { tempFolder } from '../support/temp.ts';

interface House {
  readonly path: string;
  readonly run: (action: 'install' | 'remove') => Promise<number>;
  /** All files beside it, the settings themselves among them. */
  readonly names: () => Promise<readonly string[]>;
}

async function houseOf(agent: string, install: HookInstall): Promise<House> {
  const home = await tempFolder();
  const env = { HOME: home, PATH: '/nowhere' };
  const path = install.file(env);
  await mkdir(dirname(path), { recursive: true });
  const io = {
    out: () => undefined,
    err: () => undefined,
    env,
    cwd: home,
    home: join(home, 'state'),
    client: createClient('/none', 'x'),
    root: '/',
  };
  return {
    path,
    run: (action) => hooks([action, agent, '--yes'], io),
    names: () => readdir(dirname(path)).catch(() => []),
  };
}

const installs = agents.flatMap(({ id, hooks: { install } = {} }) =>
  install === undefined ? [] : [[id, install] as const],
);
/** Those that share their file with the operator. */
const shared = installs.filter(([id]) => id !== 'opencode');

it('P17 where nothing was, nothing is left of hooks that were installed and removed', async () => {
  for (const [agent, install] of installs) {
    const { path, run, names } = await houseOf(agent, install);
    expect(await run('install')).toBe(0);
    expect(await names()).toEqual([basename(path)]);
    expect(await run('install')).toBe(0);
    expect(await run('remove')).toBe(0);
    expect([agent, await names()]).toEqual([agent, []]);
  }
});

describe.each(shared)('hooks of %s, installed and removed', (agent, install) => {
  it.each([
    ['an empty file', ''],
    ['a blank one', ' \n'],
    ['an empty object', '{}'],
    ['no hooks', '{"hooks":{}}\n'],
    ['lists in one line', '{\n  "a": ["x", "y"], "b": {}\n}\n'],
    ['lines of Windows', '{\r\n\t"a": 1\r\n}\r\n'],
    ['a mark in front', '\u{feff}{"a": 1}'],
    ['no end of the last line', '{\n    "a": 1\n}'],
    ['the same name twice', '{"a": 1, "a": 2}\n'],
  ])('P17 leave %s letter by letter', async (_what, text) => {
    const { path, run, names } = await houseOf(agent, install);
    await writeFile(path, text);
    await run('install');
    expect(await readFile(path, 'utf8')).toContain('/run/hook');
    await run('remove');
    expect(await readFile(path, 'utf8')).toBe(text);
    // Its copy has become the file again.
    expect(await names()).toEqual([basename(path)]);
  });

  it('P17 leave what came meanwhile, its lines as they end there', async () => {
    const { path, run } = await houseOf(agent, install);
    await writeFile(path, '{\r\n\t"a": 1\r\n}');
    await run('install');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"a": 1', '"a": 1,\r\n\t"b": 2'));
    await run('remove');
    expect(await readFile(path, 'utf8')).toBe('{\r\n\t"a": 1,\r\n\t"b": 2\r\n}');
  });

  it('P17 leave the file when something else is in it by now', async () => {
    const { path, run } = await houseOf(agent, install);
    await run('install');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('{', '{\n  "theirs": true,'));
    await run('remove');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ theirs: true });
  });

  it('P17 leave a file that somebody emptied meanwhile, because it was theirs', async () => {
    const { path, run } = await houseOf(agent, install);
    await writeFile(path, '{"a": 1}\n');
    await run('install');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"a": 1,', ''));
    await run('remove');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({});
  });

  it.each([
    ['to settings', '{"a":[1]}'],
    ['to nothing yet', null],
  ])('P17 a link %s stays one', async (_what, text) => {
    const { path, run } = await houseOf(agent, install);
    const real = join(dirname(path), 'elsewhere', 'real.json');
    await mkdir(dirname(real));
    if (text !== null) await writeFile(real, text);
    await symlink('elsewhere/real.json', path);
    await run('install');
    expect(await readFile(real, 'utf8')).toContain('/run/hook');
    await run('remove');
    expect(await readlink(path)).toBe('elsewhere/real.json');
    expect(await readFile(real, 'utf8')).toBe(text ?? '{}\n');
  });

  it('P17 a file that is read-only is left alone, in so many words', async () => {
    const { path, run, names } = await houseOf(agent, install);
    await writeFile(path, '{}', { mode: 0o444 });
    await expect(run('install')).rejects.toThrow(`${path} is read-only; it was left as it is.`);
    expect(await readFile(path, 'utf8')).toBe('{}');
    await chmod(path, 0o644);
    await run('install');
    await chmod(path, 0o444);
    await expect(run('remove')).rejects.toThrow('is read-only');
    expect(await readFile(path, 'utf8')).toContain('/run/hook');
    expect(await names()).toHaveLength(2);
  });

  it('P17 comments are refused, and stay', async () => {
    const { path, run } = await houseOf(agent, install);
    const text = '{\n  // mine\n  "a": 1\n}\n';
    await writeFile(path, text);
    await expect(run('install')).rejects.toThrow('was left alone');
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});

it('a folder that cannot be written is a sentence, and nothing of ours stays in it', async () => {
  const [agent, install] = shared[0] ?? [];
  if (agent === undefined || install === undefined) throw new Error('there are none');
  const { path, run } = await houseOf(agent, install);
  const folder = dirname(path);
  await rm(folder, { recursive: true });
  await writeFile(folder, 'a file in its place');
  await expect(run('install')).rejects.toMatchObject({ name: 'UserError' });
});
