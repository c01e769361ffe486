import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { same } from '../check.mjs';
import { until } from '../until.mjs';
import { choiceOf, choose, closed, heard, play, prompted, rests } from './steps.mjs';

const only = ['gemini'];
let count = 0;

const choices = [
  { label: 'Red', description: 'Like a rose' },
  { label: 'Blue', description: 'Like the sea' },
];
const colour = {
  question: 'Which colour is it?',
  header: 'Colour',
  type: 'choice',
  options: choices,
};
const shades = { ...colour, question: 'Which shades?', header: 'Shades', multiSelect: true };
const named = {
  question: 'What is its name?',
  header: 'Name',
  type: 'text',
  placeholder: 'a name',
};
const ask = (...questions) => [{ calls: [{ name: 'ask_user', input: { questions } }] }];

const colourAsked = {
  kind: 'choice',
  options: ['Red', 'Blue', 'Enter a custom value'],
  shows: ['Which colour is it?'],
};
const nameAsked = { kind: 'text', options: ['Cancel (Esc)'], shows: ['What is its name?'] };

/** What runs no command and changes no file. */
const proceed = (...shows) => ({
  kind: 'permission',
  options: ['Allow once', 'Allow for this session', 'No, suggest changes (esc)'],
  shows,
});

async function edit(stage, check) {
  const path = join(stage.folder, `code-${(count += 1)}.js`);
  await writeFile(path, 'const a = 1;\nconst b = 2;\nconst c = 4;\n');
  const change = { old_string: 'const b = 2;', new_string: 'const b = 22;' };
  const input = { file_path: path, instruction: 'Asked for', ...change };
  const { id } = await play(stage, check, [{ calls: [{ name: 'replace', input }] }]);
  const decision = await prompted(stage, check, id, {
    kind: 'permission',
    options: ['Allow once', 'Allow for this session', /^Modify/, 'No, suggest changes (esc)'],
    shows: [`code-${count}.js`, '2 - const b = 2;', '2 + const b = 22;'],
  });
  return { id, decision, text: () => readFile(path, 'utf8') };
}

async function strange(stage, name) {
  await stage.forget();
  const cwd = join(stage.root, 'strange', name);
  await mkdir(cwd, { recursive: true });
  return cwd;
}

async function inStrange(stage, name) {
  const cwd = await strange(stage, name);
  const { id } = await stage.create({ cwd });
  stage.take(id);
  return id;
}

const trust = {
  kind: 'trust',
  options: [/^Trust folder/, /^Trust parent folder/, "Don't trust"],
  shows: ['Do you trust the files in this folder?'],
};

export const geminiCases = [
  {
    name: 'edit: yes, then no',
    only,
    async run(stage, check) {
      const yes = await edit(stage, check);
      await choose(stage, check, yes.id, yes.decision, 'Allow once');
      await check.confirmed('changed', () =>
        until(async () => (await yes.text()).includes('b = 22;'), 'the file is as it was'),
      );
      await rests(stage, check, yes.id);
      const no = await edit(stage, check);
      await choose(stage, check, no.id, no.decision, /^No/);
      await rests(stage, check, no.id);
      await check.confirmed('unchanged', async () => (await no.text()).includes('b = 2;'));
      await closed(stage, check, no.decision, 'answered');
    },
  },
  {
    name: 'fetch: no',
    only,
    async run(stage, check) {
      const page = `${stage.model.url}/page-gemini`;
      const input = { prompt: `Read ${page} please` };
      const { id } = await play(stage, check, [{ calls: [{ name: 'web_fetch', input }] }]);
      const decision = await prompted(stage, check, id, proceed('WebFetch', page));
      await choose(stage, check, id, decision, /^No/);
      await rests(stage, check, id);
      await check.confirmed('not fetched', () => !stage.model.pages.includes('/page-gemini'));
    },
  },
  {
    name: 'plan mode: no',
    only,
    async run(stage, check) {
      const input = { reason: 'to think' };
      const { id } = await play(stage, check, [{ calls: [{ name: 'enter_plan_mode', input }] }]);
      const decision = await prompted(stage, check, id, proceed('Enter Plan Mode'));
      await choose(stage, check, id, decision, /^No/);
      await rests(stage, check, id);
      await closed(stage, check, decision, 'answered');
    },
  },
  {
    name: 'questions: three in one form, and the review',
    only,
    async run(stage, check) {
      const { id, asked } = await play(stage, check, ask(colour, shades, named));
      await choose(stage, check, id, await prompted(stage, check, id, colourAsked), 'Blue');
      const second = await prompted(stage, check, id, {
        kind: 'multi',
        // Those that are further down are scrolled out of sight.
        options: ['Red', 'Blue', 'All of the above'],
        shows: ['Which shades?'],
        cut: true,
      });
      await choose(stage, check, id, second, ['Red', 'Blue']);
      const third = await prompted(stage, check, id, nameAsked);
      await choose(stage, check, id, third, { text: 'Ada; or 1' });
      const last = await prompted(stage, check, id, {
        kind: 'choice',
        options: ['Submit'],
        shows: ['Review your answers', 'Colour → Blue', 'Shades → Red, Blue', 'Name → Ada; or 1'],
      });
      await choose(stage, check, id, last, 'Submit');
      await heard(stage, check, asked, 'Ada; or 1');
      await rests(stage, check, id);
    },
  },
  {
    name: 'questions: own words',
    only,
    async run(stage, check) {
      const { id, asked } = await play(stage, check, ask(colour));
      const decision = await prompted(stage, check, id, colourAsked);
      await choose(stage, check, id, decision, { text: 'rather green; 1' });
      await heard(stage, check, asked, 'rather green; 1');
      await rests(stage, check, id);
    },
  },
  {
    name: 'questions: a field, left',
    only,
    async run(stage, check) {
      const { id } = await play(stage, check, ask(named));
      const decision = await prompted(stage, check, id, nameAsked);
      await choose(stage, check, id, decision, 'Cancel (Esc)');
      await rests(stage, check, id);
      await closed(stage, check, decision, 'answered');
    },
  },
  {
    name: 'trust the folder: no',
    only,
    async run(stage, check) {
      const id = await inStrange(stage, 'one');
      await choose(stage, check, id, await prompted(stage, check, id, trust), "Don't trust");
      await rests(stage, check, id);
      await stage.forget();
    },
  },
  {
    name: 'trust the folder: yes',
    only,
    async run(stage, check) {
      const id = await inStrange(stage, 'two');
      const decision = await prompted(stage, check, id, trust);
      // It starts itself anew, and on a busy machine nothing can be read for a while.
      await check.answered('pressed', async () => {
        const choice = choiceOf(decision.ask, /^Trust folder/);
        const { kind } = await stage.sessions.answer(id, decision.id, choice, 'test');
        return kind === 'unknown' || same(kind, 'answered');
      });
      const file = join(stage.home, '.gemini', 'trustedFolders.json');
      await check.confirmed('it is written down', () =>
        until(
          async () => /strange.two":\s*"TRUST_FOLDER"/.test(await readFile(file, 'utf8')),
          'no',
        ),
      );
      await rests(stage, check, id);
      await stage.forget();
    },
  },
  {
    name: 'a tool is asked for beside the question of trust',
    only,
    async run(stage, check) {
      const command = 'touch beside.txt';
      const call = { name: 'run_shell_command', input: { command, description: 'Touch' } };
      stage.model.plays.set('beside', [{ calls: [call] }]);
      const cwd = await strange(stage, 'three');
      const { id } = await stage.create({ cwd, prompt: 'please play beside' });
      stage.take(id);
      await check.read('both', () =>
        until(async () => {
          const text = (await stage.screen(id))?.lines.join('\n') ?? '';
          return text.includes('Allow execution') && text.includes(trust.shows[0]);
        }, 'they are not there'),
      );
      const tool = await prompted(stage, check, id, {
        kind: 'permission',
        options: ['Allow once', 'No, suggest changes (esc)'],
        shows: [command],
      });
      await choose(stage, check, id, tool, 'Allow once');
      await check.confirmed('the file is there', () =>
        until(() => readFile(join(cwd, 'beside.txt'), 'utf8').then(() => true), 'it is not'),
      );
      await choose(stage, check, id, await prompted(stage, check, id, trust), "Don't trust");
      await rests(stage, check, id);
      await stage.forget();
    },
  },
  {
    name: 'a loop that it suspects',
    only,
    async run(stage, check) {
      const { id } = await play(stage, check, [{ text: `${'so and so on, '.repeat(80)}\n` }]);
      const decision = await prompted(stage, check, id, {
        kind: 'choice',
        options: [/^Keep loop detection/, /^Disable loop detection/],
        shows: ['A potential loop was detected'],
      });
      await choose(stage, check, id, decision, /^Keep/);
      await rests(stage, check, id);
    },
  },
  {
    name: 'signing in',
    only,
    async run(stage, check) {
      await stage.forget();
      const file = join(stage.home, '.gemini', 'settings.json');
      const before = await readFile(file, 'utf8');
      const { security, ...rest } = JSON.parse(before);
      const bare = { ...rest, security: { folderTrust: security.folderTrust } };
      await writeFile(file, JSON.stringify(bare));
      try {
        const { id } = await stage.create();
        stage.take(id);
        const decision = await prompted(stage, check, id, {
          kind: 'menu',
          options: [],
          shows: ['Get started', 'How would you like to authenticate'],
        });
        await check.answered('nothing can be chosen from afar', async () => {
          const choice = { kind: 'option', index: 0 };
          return (await stage.sessions.answer(id, decision.id, choice, 'test')).kind === 'refused';
        });
      } finally {
        await stage.forget();
        await writeFile(file, before);
      }
    },
  },
];
