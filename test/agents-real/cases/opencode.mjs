import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../until.mjs';
import { choose, closed, heard, play, prompted, rests } from './steps.mjs';

const only = ['opencode'];
let count = 0;

const options = [
  { label: 'Red', description: 'Like a rose' },
  { label: 'Blue', description: 'Like the sea' },
];
const colour = { question: 'Which colour is it?', header: 'Colour', options };
const shades = { ...colour, question: 'Which shades?', header: 'Shades', multiple: true };
const ask = (...questions) => [{ calls: [{ name: 'question', input: { questions } }] }];
const answers = ['Red', 'Blue', 'Type your own answer'];
const colourAsked = { kind: 'choice', options: answers, shows: ['Which colour is it?'] };
const shadesAsked = { kind: 'multi', options: answers, shows: ['Which shades?'] };
const review = (...shows) => ({
  kind: 'choice',
  options: ['Submit'],
  shows: ['Review your answers', ...shows],
});
const buttons = ['Allow once', 'Allow always', 'Reject'];

async function edit(stage, check) {
  const path = join(stage.folder, `code-${(count += 1)}.js`);
  await writeFile(path, 'const a = 1;\nconst b = 2;\nconst c = 4;\n');
  const input = { filePath: path, oldString: 'const b = 2;', newString: 'const b = 22;' };
  const { id } = await play(stage, check, [
    { calls: [{ name: 'read', input: { filePath: path } }] },
    { calls: [{ name: 'edit', input }] },
  ]);
  const decision = await prompted(stage, check, id, {
    kind: 'permission',
    options: buttons,
    shows: [`code-${count}.js`, 'const b = 22;'],
  });
  return { id, decision, text: () => readFile(path, 'utf8') };
}

export const opencodeCases = [
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
      await choose(stage, check, no.id, no.decision, 'Reject');
      await rests(stage, check, no.id);
      await check.confirmed('unchanged', async () => (await no.text()).includes('b = 2;'));
    },
  },
  {
    name: 'fetch: yes',
    only,
    async run(stage, check) {
      const url = `${stage.model.url}/page-opencode`;
      const input = { url, format: 'text' };
      const { id, asked } = await play(stage, check, [{ calls: [{ name: 'webfetch', input }] }]);
      const decision = await prompted(stage, check, id, {
        kind: 'permission',
        options: buttons,
        shows: ['WebFetch', url],
      });
      await choose(stage, check, id, decision, 'Allow once');
      await heard(stage, check, asked, 'words of a page');
      await rests(stage, check, id);
    },
  },
  {
    name: 'outside the folder, then the command, back to back',
    only,
    async run(stage, check) {
      const path = join(stage.root, 'outside', 'made.txt');
      await stage.write(join(stage.root, 'outside', 'here'), '');
      const { id } = await play(stage, check, [
        {
          calls: [{ name: 'bash', input: { command: `touch ${path}`, description: 'Asked for' } }],
        },
      ]);
      const folder = await prompted(stage, check, id, {
        kind: 'permission',
        options: buttons,
        shows: ['Access external directory', 'outside'],
      });
      await choose(stage, check, id, folder, 'Allow once');
      await check.confirmed('nothing ran yet', async () => !(await stage.exists(path)));
      const command = { kind: 'permission', options: buttons, shows: ['Shell command', 'touch'] };
      const first = await prompted(stage, check, id, command);
      await choose(stage, check, id, first, 'Allow always');
      const page = await prompted(stage, check, id, {
        kind: 'permission',
        options: ['Confirm', 'Cancel'],
        shows: ['Always allow', 'touch *'],
      });
      await choose(stage, check, id, page, 'Cancel');
      const again = await prompted(stage, check, id, command);
      await check.confirmed('still nothing ran', async () => !(await stage.exists(path)));
      await choose(stage, check, id, again, 'Allow once');
      await check.confirmed('it ran', () => until(() => stage.exists(path), 'no file'));
      await rests(stage, check, id);
    },
  },
  {
    name: 'questions: two in one form, and the review',
    only,
    async run(stage, check) {
      const { id, asked } = await play(stage, check, ask(colour, shades));
      await choose(stage, check, id, await prompted(stage, check, id, colourAsked), 'Blue');
      const second = await prompted(stage, check, id, shadesAsked);
      await choose(stage, check, id, second, ['Red', 'Blue']);
      const last = await prompted(stage, check, id, review('Colour: Blue', 'Shades: Red, Blue'));
      await choose(stage, check, id, last, 'Submit');
      await heard(stage, check, asked, 'Red, Blue');
      await rests(stage, check, id);
    },
  },
  {
    name: 'questions: own words in a form',
    only,
    async run(stage, check) {
      const { id, asked } = await play(stage, check, ask(colour, shades));
      const first = await prompted(stage, check, id, colourAsked);
      await choose(stage, check, id, first, { text: 'rather green; 1' });
      const second = await prompted(stage, check, id, shadesAsked);
      await choose(stage, check, id, second, ['Red']);
      const last = await prompted(stage, check, id, review('rather green; 1', 'Shades: Red'));
      await choose(stage, check, id, last, 'Submit');
      await heard(stage, check, asked, 'rather green; 1');
      await rests(stage, check, id);
    },
  },
  {
    name: 'question: left at the keyboard',
    only,
    async run(stage, check) {
      const { id } = await play(stage, check, ask(colour));
      const decision = await prompted(stage, check, id, colourAsked);
      await stage.keyboard(id, 'Escape');
      await closed(stage, check, decision, 'superseded');
      await rests(stage, check, id);
    },
  },
];
