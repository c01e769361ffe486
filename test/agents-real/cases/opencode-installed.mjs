import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { same } from '../check.mjs';
import { until } from '../until.mjs';
import { closed, heard, play, prompted, rests } from './steps.mjs';

const only = ['opencode'];
const run = promisify(execFile);
const program = fileURLToPath(new URL('../../../src/bootstrap.mjs', import.meta.url));
const folderOf = (stage) => join(stage.home, '.config', 'opencode', 'plugin');
const buttons = ['Allow once', /^Allow always/, 'Reject'];

function hooks(stage, action) {
  const env = { PATH: process.env.PATH, HOME: stage.home, TAPMUX_HOME: join(stage.root, 'state') };
  return run(process.execPath, [program, 'hooks', action, 'opencode', '--yes'], { env });
}

/** In a shell of the operator's, who knows nothing of tapmux yet. */
async function byHand(stage, check, name) {
  await stage.forget();
  const size = ['-x', '120', '-y', '40'];
  await stage.tmux('new-session', '-d', '-s', name, ...size, '-c', stage.folder, 'bash --norc');
  await stage.tmux('send-keys', '-t', `${name}:`, 'opencode', 'Enter');
  await check.read('its first screen', () =>
    until(
      async () =>
        (await stage.tmux('capture-pane', '-p', '-t', `${name}:`)).stdout.includes('ctrl+p'),
      'no input box',
      60_000,
    ),
  );
}

async function adopt(stage, check, name) {
  const session = await stage.sessions.adopt(name);
  await check.read('whose it is', () => same(session.agent, 'opencode'));
  stage.take(session.id);
  await check.read('idle', () => stage.untilReading(session.id, 'idle', 60_000));
  return session.id;
}

/** The prompts that reach the door, as often as they are told, as long as this works. */
async function listening(stage, work) {
  const { hookDoor } = stage.sessions;
  const { knock } = hookDoor;
  const told = [];
  hookDoor.knock = (caller, event, gone) => {
    if (event.type === 'tapmux.prompt') told.push(event.properties.text);
    return knock(caller, event, gone);
  };
  try {
    await work((text) => told.filter((one) => one === text).length);
  } finally {
    hookDoor.knock = knock;
  }
}

function command(name) {
  return [{ calls: [{ name: 'bash', input: { command: `touch ${name}`, description: 'Asked' } }] }];
}

export const installedCases = [
  {
    name: 'its plugin, installed: started by hand, adopted',
    only,
    async run(stage, check) {
      const taken = stage.sessions.hookDoor.counts;
      const refused = taken.refused;
      await hooks(stage, 'install');
      try {
        await byHand(stage, check, 'hand');
        const id = await adopt(stage, check, 'hand');
        const { asked } = await play(stage, check, command('by-hand-1.txt'));
        const wanted = { kind: 'permission', options: buttons, shows: ['touch by-hand-1.txt'] };
        const first = await prompted(stage, check, id, { ...wanted, cut: false });
        await check.read('told by the plugin', () => first.about !== null);
        await check.answered('no, with a reason: that is no key', async () => {
          const choice = { kind: 'text', text: 'use another name' };
          const outcome = await stage.sessions.answer(id, first.id, choice, 'test');
          return same(outcome.kind, 'answered');
        });
        await heard(stage, check, asked, 'use another name');
        await closed(stage, check, first, 'answered');
        await rests(stage, check, id);
        await check.confirmed('nothing ran', async () => !(await stage.exists('by-hand-1.txt')));

        await play(stage, check, command('by-hand-2.txt'));
        const second = await prompted(stage, check, id, {
          ...wanted,
          shows: ['touch by-hand-2.txt'],
        });
        // Keys would have to leave it.
        await stage.window(id, 'copy-mode');
        await check.answered('yes', async () => {
          const choice = { kind: 'option', index: 0 };
          const outcome = await stage.sessions.answer(id, second.id, choice, 'test');
          return same(outcome.kind, 'answered');
        });
        await check.confirmed('it ran', () =>
          until(() => stage.exists('by-hand-2.txt'), 'no file'),
        );
        await check.confirmed('without a key', async () =>
          same(await stage.window(id, 'display-message', '-p', '#{pane_in_mode}'), '1'),
        );
        await stage.window(id, 'send-keys', '-X', 'cancel');
        await rests(stage, check, id);
        await check.confirmed('its conversation is known', () =>
          until(async () => (await stage.sessions.get(id)).agentSessionId !== null, 'it is not'),
        );
        await check.confirmed('nobody was turned away', () => same(taken.refused, refused));
      } finally {
        await stage.forget();
        await hooks(stage, 'remove');
      }
      await check.confirmed('no trace', async () => {
        const left = await readdir(join(stage.home, '.config', 'opencode'));
        return !left.includes('plugin');
      });
    },
  },
  {
    name: 'its plugin, installed: what tapmux starts tells nothing twice',
    only,
    async run(stage, check) {
      await hooks(stage, 'install');
      try {
        const id = await stage.fresh(check);
        await listening(stage, async (times) => {
          for (const text of ['tell of this', 'and of that']) {
            await stage.send(id, text);
            await check.read('told', () => until(() => times(text) > 0, 'nobody told'));
            await rests(stage, check, id);
          }
          // The one of the second turn has come, so whatever there is of the first has long been here.
          await check.confirmed('once', () => same(times('tell of this'), 1));
        });
      } finally {
        await stage.forget();
        await hooks(stage, 'remove');
      }
    },
  },
  {
    name: 'its plugin, installed: tapmux is gone',
    only,
    async run(stage, check) {
      await hooks(stage, 'install');
      const file = join(folderOf(stage), 'tapmux.js');
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replaceAll(/"[^"]*\/(hook|plugin\.mjs)"/g, '"/nowhere/$1"'));
      try {
        await byHand(stage, check, 'gone');
        const id = await adopt(stage, check, 'gone');
        const { lines } = await stage.screen(id);
        await check.confirmed('not a word of it', () =>
          lines.every((line) => !/plugin|fail|error/i.test(line)),
        );
        await play(stage, check, command('gone.txt'));
        const decision = await prompted(stage, check, id, {
          kind: 'permission',
          options: buttons,
          shows: ['touch gone.txt'],
        });
        await check.read('seen on the screen', () => decision.about === null);
        await check.answered('yes, with keys', async () => {
          const choice = { kind: 'option', index: 0 };
          const outcome = await stage.sessions.answer(id, decision.id, choice, 'test');
          return same(outcome.kind, 'answered');
        });
        await check.confirmed('it ran', () => until(() => stage.exists('gone.txt'), 'no file'));
        await rests(stage, check, id);
      } finally {
        await stage.forget();
        await hooks(stage, 'remove');
      }
    },
  },
];
