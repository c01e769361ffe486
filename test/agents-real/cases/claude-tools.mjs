import { writeFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { same } from '../check.mjs';
import { until } from '../until.mjs';
import { choose, closed, heard, play, prompted, rests } from './steps.mjs';

const only = ['claude'];
let count = 0;

/** An edit of a file that is there, which the model reads first. */
async function edit(stage, check) {
  const file = `code-${(count += 1)}.js`;
  const path = join(stage.folder, file);
  await writeFile(path, 'const a = 1;\nconst b = 2;\nconst c = 4;\n');
  const input = { file_path: path, old_string: 'const b = 2;', new_string: 'const b = 22;' };
  const { id, asked } = await play(stage, check, [
    { calls: [{ name: 'Read', input: { file_path: path } }] },
    { calls: [{ name: 'Edit', input }] },
  ]);
  const decision = await prompted(stage, check, id, {
    kind: 'permission',
    options: ['Yes', /^Yes, and switch to accept edits/, 'No'],
    shows: ['Edit file', file, '2 -const b = 2;', '2 +const b = 22;'],
    cut: false,
  });
  const text = () => readFile(path, 'utf8');
  return { id, asked, decision, text };
}

async function fetching(stage, check) {
  const before = stage.model.pages.length;
  const url = `${stage.model.url}/page-${(count += 1)}`;
  const input = { url, prompt: 'What does it say?' };
  const { id } = await play(stage, check, [
    { calls: [{ name: 'ToolSearch', input: { query: 'select:WebFetch', max_results: 1 } }] },
    { calls: [{ name: 'WebFetch', input }] },
  ]);
  const decision = await prompted(stage, check, id, {
    kind: 'permission',
    options: ['Yes', /^Yes, and don['’]t ask again for /, /^No, and tell Claude/],
    shows: ['Fetch', url],
  });
  const came = () => stage.model.pages.length > before;
  return { id, decision, came };
}

export const claudeTools = [
  {
    name: 'edit: somebody gives a reason at the keyboard',
    only,
    async run(stage, check) {
      const { id, asked, decision } = await edit(stage, check);
      await stage.pastGuard();
      await stage.keyboard(id, 'Up');
      await stage.keyboard(id, 'Tab');
      await stage.untilSaid(id, 'No, and tell Claude what to do differently');
      await check.answered('nothing is pressed meanwhile', async () => {
        const yes = { kind: 'option', index: 0 };
        const { kind } = await stage.sessions.answer(id, decision.id, yes, 'test');
        return same(kind, 'refused');
      });
      await check.confirmed('still the same prompt', async () => {
        const open = await stage.sessions.pending();
        return same(open.map((one) => one.id).join(), decision.id);
      });
      await stage.keyboard(id, '-l', 'use another name');
      await stage.untilSaid(id, 'No, use another name');
      await stage.keyboard(id, 'Enter');
      await heard(stage, check, asked, 'use another name');
      await closed(stage, check, decision, 'superseded');
      await rests(stage, check, id);
    },
  },
  {
    name: 'edit: yes',
    only,
    async run(stage, check) {
      const { id, decision, text } = await edit(stage, check);
      await choose(stage, check, id, decision, 'Yes');
      await check.confirmed('changed', () =>
        until(async () => (await text()).includes('b = 22;'), 'the file is as it was'),
      );
      await rests(stage, check, id);
    },
  },
  {
    name: 'edit: no, and why',
    only,
    async run(stage, check) {
      const { id, asked, decision, text } = await edit(stage, check);
      await choose(stage, check, id, decision, { text: 'rather call it beta; thanks' });
      await heard(stage, check, asked, 'rather call it beta; thanks');
      await rests(stage, check, id);
      await check.confirmed('unchanged', async () => (await text()).includes('b = 2;'));
    },
  },
  {
    name: 'edit: accept edits from now on',
    only,
    async run(stage, check) {
      const first = await edit(stage, check);
      await choose(stage, check, first.id, first.decision, /^Yes, and switch/);
      await check.confirmed('changed', () =>
        until(async () => (await first.text()).includes('b = 22;'), 'the file is as it was'),
      );
      await rests(stage, check, first.id);
      const path = join(stage.folder, `unasked-${(count += 1)}.txt`);
      await play(stage, check, [
        { calls: [{ name: 'Write', input: { file_path: path, content: 'x' } }] },
      ]);
      await check.confirmed('the next one is not asked', () =>
        until(() => readFile(path, 'utf8').catch(() => null), 'no file'),
      );
      await rests(stage, check, first.id);
      await stage.forget();
    },
  },
  {
    name: 'read outside the folder',
    only,
    async run(stage, check) {
      const path = join(stage.root, 'outside', `notes-${(count += 1)}.txt`);
      await stage.write(path, 'words from outside\n');
      const turns = [{ calls: [{ name: 'Read', input: { file_path: path } }] }];
      const wanted = {
        kind: 'permission',
        options: ['Yes', /^Yes, (?:and )?allow reading from /, 'No'],
        shows: ['Read file', path],
      };
      const no = await play(stage, check, turns);
      const refused = await prompted(stage, check, no.id, wanted);
      await choose(stage, check, no.id, refused, 'No');
      await rests(stage, check, no.id);
      await closed(stage, check, refused, 'answered');
      const yes = await play(stage, check, turns);
      await choose(stage, check, yes.id, await prompted(stage, check, yes.id, wanted), 'Yes');
      await heard(stage, check, yes.asked, 'words from outside');
      await rests(stage, check, yes.id);
    },
  },
  {
    name: 'fetch: yes',
    only,
    async run(stage, check) {
      const { id, decision, came } = await fetching(stage, check);
      await choose(stage, check, id, decision, 'Yes');
      await check.confirmed('it is fetched', () => until(came, 'nobody came'));
      await rests(stage, check, id);
    },
  },
  {
    name: 'fetch: no',
    only,
    async run(stage, check) {
      const { id, decision, came } = await fetching(stage, check);
      await choose(stage, check, id, decision, /^No, /);
      await rests(stage, check, id);
      await closed(stage, check, decision, 'answered');
      await check.confirmed('not fetched', () => !came());
    },
  },
];
