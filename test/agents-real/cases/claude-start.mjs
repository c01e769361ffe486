import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { same } from '../check.mjs';
import { until } from '../until.mjs';
import { calling, serverIn } from './claude-servers.mjs';
import { choiceOf, choose, heard, play, prompted, rests } from './steps.mjs';

const only = ['claude'];
const trust = {
  kind: 'trust',
  options: [/^No, exit/, /^Yes, /],
  shows: ['Accessing workspace', 'strange'],
};

/** A folder that nobody has trusted yet. */
async function inStrange(stage, name, files = {}) {
  await stage.forget();
  const cwd = join(stage.root, 'strange', name);
  await stage.write(join(cwd, 'README.md'), 'hello\n');
  for (const [file, text] of Object.entries(files)) await stage.write(join(cwd, file), text);
  const { id } = await stage.create({ cwd });
  stage.take(id);
  return id;
}

export const claudeStart = [
  {
    name: 'trust the folder: no',
    only,
    async run(stage, check) {
      const id = await inStrange(stage, 'one');
      const decision = await prompted(stage, check, id, trust);
      // The prompt goes with its program, so that nobody can say whether it was the key that ended it.
      await check.answered('pressed', async () => {
        const choice = choiceOf(decision.ask, /^No/);
        const { kind } = await stage.sessions.answer(id, decision.id, choice, 'test');
        return same(kind, 'unknown');
      });
      await check.confirmed('it ended', () =>
        until(async () => (await stage.sessions.get(id)).lifecycle === 'stopped', 'it runs on'),
      );
      await stage.forget();
    },
  },
  {
    name: 'trust the folder, then its tool server',
    only,
    async run(stage, check) {
      const id = await inStrange(stage, 'two', { '.mcp.json': JSON.stringify(serverIn(stage)) });
      await choose(stage, check, id, await prompted(stage, check, id, trust), /^Yes/);
      const server = await prompted(stage, check, id, {
        kind: 'trust',
        options: [
          'Use this MCP server',
          'Use this and all future MCP servers in this project',
          'Continue without using this MCP server',
        ],
        shows: ['New MCP server', 'demo'],
      });
      await choose(stage, check, id, server, 'Use this MCP server');
      await rests(stage, check, id);
      const { asked } = await play(stage, check, calling('poke', { target: 'alpha' }));
      const leave = await prompted(stage, check, id, {
        kind: 'permission',
        options: ['Yes', /^Yes, and don/, 'No'],
        shows: ['Poke Tool'],
      });
      await choose(stage, check, id, leave, 'Yes');
      await heard(stage, check, asked, 'poked alpha');
      await rests(stage, check, id);
      await stage.forget();
    },
  },
  {
    name: 'the key of the environment',
    only,
    async run(stage, check) {
      await stage.forget();
      const file = join(stage.home, '.claude', '.claude.json');
      const { customApiKeyResponses, ...rest } = JSON.parse(await readFile(file, 'utf8'));
      await writeFile(file, JSON.stringify(rest));
      const { id } = await stage.create();
      stage.take(id);
      const decision = await prompted(stage, check, id, {
        kind: 'trust',
        options: ['Yes', /^No/],
        shows: ['custom API key', 'ANTHROPIC_API_KEY'],
      });
      await choose(stage, check, id, decision, 'Yes');
      await rests(stage, check, id);
      await check.confirmed('it keeps the answer', () =>
        until(async () => {
          const kept = JSON.parse(await readFile(file, 'utf8')).customApiKeyResponses;
          return kept?.approved?.[0] === customApiKeyResponses.approved[0];
        }, 'it does not'),
      );
    },
  },
  {
    name: 'a menu that somebody opened',
    only,
    async run(stage, check) {
      const id = await stage.idle(check);
      await stage.keyboard(id, '-l', '/model');
      await stage.keyboard(id, 'Enter');
      const menu = await prompted(stage, check, id, {
        kind: 'menu',
        options: ['Close (Esc)'],
        shows: ['Select model'],
      });
      await choose(stage, check, id, menu, 'Close (Esc)');
      await rests(stage, check, id);
      // What the menu said goes to the model along with the next text.
      await stage.forget();
    },
  },
];
