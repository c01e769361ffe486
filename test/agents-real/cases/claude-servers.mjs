import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { choose, heard, play, prompted, rests } from './steps.mjs';

const only = ['claude'];
const program = fileURLToPath(new URL('../tool-server.mjs', import.meta.url));

/** Our own tool server, in the words of a `.mcp.json`. */
export function serverIn(stage) {
  const args = [program, join(stage.root, 'notes.txt')];
  return { mcpServers: { demo: { command: process.execPath, args } } };
}

/** The tools of a server are looked up before they are called. */
export function calling(tool, input = {}) {
  const name = `mcp__demo__${tool}`;
  return [
    { calls: [{ name: 'ToolSearch', input: { query: `select:${name}`, max_results: 1 } }] },
    { calls: [{ name, input }] },
  ];
}

export async function withServer(stage, check) {
  const file = join(stage.root, 'servers.json');
  await stage.write(file, JSON.stringify(serverIn(stage)));
  await stage.fresh(check, { args: ['--mcp-config', file] });
}

const poke = {
  kind: 'permission',
  options: ['Yes', /^Yes, and don['’]t ask again for demo/, 'No'],
  shows: ['Tool use', 'Poke Tool', 'alpha'],
};

export const claudeServers = [
  {
    name: 'tool server: yes, then always',
    only,
    async run(stage, check) {
      await withServer(stage, check);
      const notes = () => readFile(join(stage.root, 'notes.txt'), 'utf8').catch(() => '');
      const first = await play(stage, check, calling('poke', { target: 'alpha' }));
      const { id } = first;
      await choose(stage, check, id, await prompted(stage, check, id, poke), 'Yes');
      await heard(stage, check, first.asked, 'poked alpha');
      await check.confirmed('poked once', async () => (await notes()) === 'poked alpha\n');
      await rests(stage, check, id);
      const second = await play(stage, check, calling('poke', { target: 'alpha' }));
      await choose(stage, check, id, await prompted(stage, check, id, poke), /^Yes, and don/);
      await heard(stage, check, second.asked, 'poked alpha');
      await rests(stage, check, id);
      await play(stage, check, calling('poke', { target: 'beta' }));
      await rests(stage, check, id);
      await check.confirmed('the third one is not asked', async () =>
        (await notes()).endsWith('poked beta\n'),
      );
    },
  },
];
