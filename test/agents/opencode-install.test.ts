import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it, vi } from 'vitest';
import { install } from '../../src/agents/opencode/hooks-install.ts';
import { pluginUrl } from '../../src/agents/opencode/plugin-url.ts';
import { tempFolder } from '../support/temp.ts';

const relay = '/home/o\'neil/my "state"/run/hook';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** What opencode gets from the file; a module of its own each time, and one by its name. */
async function loaded(text: string): Promise<object> {
  const file = join(await tempFolder(), 'tapmux.mjs');
  await writeFile(file, text);
  const exported = (await import(file)) as Record<string, (input: object) => Promise<object>>;
  expect(Object.keys(exported)).toEqual(['Tapmux']);
  return (await exported['Tapmux']?.({ client: {} })) ?? {};
}

it('stands where opencode looks for plugins', () => {
  const name = 'opencode/plugin/tapmux.js';
  expect(install.file({ HOME: '/home/ada' })).toBe(`/home/ada/.config/${name}`);
  expect(install.file({ HOME: '/home/ada', XDG_CONFIG_HOME: '' })).toBe(
    `/home/ada/.config/${name}`,
  );
  expect(install.file({ HOME: '/home/ada', XDG_CONFIG_HOME: '/c' })).toBe(`/c/${name}`);
});

it('loads the plugin from where tapmux is, with the relay', async () => {
  expect(await readFile(fileURLToPath(pluginUrl), 'utf8')).toContain('export const Tapmux');
  vi.stubEnv('TMUX_PANE', '%1');
  vi.stubEnv('TAPMUX_HOOK', '');
  const text = install.add(null, relay);
  expect(text).toContain(`const relay = ${JSON.stringify(relay)};`);
  expect(Object.keys(await loaded(text))).toEqual(['event', 'chat.message']);
});

it.each([
  ['an opencode of tapmux’s own, which has it already', { TAPMUX_HOOK: relay, TMUX_PANE: '%1' }],
  ['an opencode outside tmux', { TAPMUX_HOOK: '', TMUX_PANE: '' }],
])('P16 does nothing in %s', async (_, env) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  expect(await loaded(install.add(null, relay))).toEqual({});
});

it.each([
  ['is gone', null],
  ['is broken', 'export const Tapmux = ('],
  ['throws', 'export const Tapmux = () => { throw new Error("x") }'],
  ['has nothing of it', 'export const Other = 1'],
])('P16 opencode does not notice that what tapmux left %s', async (_, text) => {
  const gone = join(await tempFolder(), 'src', 'plugin.mjs');
  await mkdir(dirname(gone));
  if (text !== null) await writeFile(gone, text);
  expect(await loaded(install.add(null, relay).replace(pluginUrl, `file://${gone}`))).toEqual({});
});

it('once it is there nothing changes, and one of an earlier state folder gives way', () => {
  const once = install.add(null, relay);
  expect(install.add(once, relay)).toBe(once);
  expect(install.add(install.add(null, '/old/run/hook'), relay)).toBe(once);
  expect(install.remove(once)).toBeNull();
});

it.each(['', 'export const Tapmux = async () => ({});\n', `// mine\n${install.add(null, relay)}`])(
  'P17 a file that is somebody else’s is refused: %j',
  (text) => {
    expect(() => install.add(text, relay)).toThrow('it is not from tapmux');
    expect(() => install.remove(text)).toThrow('it is not from tapmux');
  },
);
