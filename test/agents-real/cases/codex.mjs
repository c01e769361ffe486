import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../until.mjs';
import { choose, closed, heard, play, prompted, rests } from './steps.mjs';

const only = ['codex'];
const run = promisify(execFile);

const question = (id, text) => ({
  id,
  header: id,
  question: text,
  options: [
    { label: 'Red (Recommended)', description: 'Like a rose' },
    { label: 'Blue', description: 'Like the sea' },
  ],
});
const answers = ['Red (Recommended)', 'Blue', 'None of the above'];
const ask = (...questions) => [{ calls: [{ name: 'request_user_input', input: { questions } }] }];
const proposal = [
  {
    text: 'Here it is.\n<proposed_plan>\n# The plan\n\n1. Dig a hole\n2. Fill it again\n</proposed_plan>\n',
  },
];
const planAsked = {
  kind: 'plan',
  options: ['Yes, implement this plan', /^Yes, clear context/, 'No, stay in Plan mode'],
  shows: ['Implement this plan?', 'Dig a hole', 'Fill it again'],
};

/** Questions and plans exist in plan mode only. */
async function inPlanMode(stage, check) {
  await stage.fresh(check);
  const id = stage.current();
  await check.read('the mode', async () => (await stage.send(id, '/plan')).kind !== 'refused');
  await check.read('plan mode', () =>
    until(
      async () => (await stage.screen(id)).lines.some((line) => line.includes('Plan mode (')),
      'it is not on',
    ),
  );
  return id;
}

export const codexCases = [
  {
    name: 'questions: two in one form',
    only,
    async run(stage, check) {
      const id = await inPlanMode(stage, check);
      const { asked } = await play(
        stage,
        check,
        ask(question('one', 'Which one first?'), question('two', 'Which one then?')),
      );
      const wanted = (text) => ({ kind: 'choice', options: answers, shows: [text] });
      const first = await prompted(stage, check, id, wanted('Which one first?'));
      await choose(stage, check, id, first, 'Blue');
      const second = await prompted(stage, check, id, wanted('Which one then?'));
      await choose(stage, check, id, second, { text: 'rather green; yes' });
      await heard(stage, check, asked, 'Blue', 'rather green; yes');
      await rests(stage, check, id);
    },
  },
  {
    name: 'plan: no, then yes',
    only,
    async run(stage, check) {
      const id = await inPlanMode(stage, check);
      await play(stage, check, proposal);
      const first = await prompted(stage, check, id, planAsked);
      await choose(stage, check, id, first, /^No/);
      await rests(stage, check, id);
      await closed(stage, check, first, 'answered');
      const { asked } = await play(stage, check, proposal);
      const second = await prompted(stage, check, id, planAsked);
      await choose(stage, check, id, second, /^Yes, implement/);
      await heard(stage, check, asked, 'Implement the plan.');
      await rests(stage, check, id);
      await stage.forget();
    },
  },
  {
    name: 'trust the folder',
    only,
    async run(stage, check) {
      await stage.forget();
      const cwd = join(stage.root, 'strange');
      await mkdir(cwd, { recursive: true });
      await run('git', ['init', '-q', cwd]);
      const { id } = await stage.create({ cwd });
      stage.take(id);
      const decision = await prompted(stage, check, id, {
        kind: 'trust',
        options: ['Trust and continue', /^Back/],
        shows: ['Folder access', cwd],
      });
      await choose(stage, check, id, decision, 'Trust and continue');
      await rests(stage, check, id);
      await stage.forget();
    },
  },
  {
    name: 'hooks that are new',
    only,
    async run(stage, check) {
      await stage.forget();
      const file = join(stage.home, '.codex', 'hooks.json');
      const mark = join(stage.root, 'hooked');
      const hook = { hooks: [{ type: 'command', command: `touch ${mark}` }] };
      await stage.write(file, JSON.stringify({ hooks: { Stop: [hook] } }));
      const wanted = {
        kind: 'trust',
        options: ['Review hooks', 'Trust all and continue', /^Continue without/],
        shows: ['1 hook is new or changed'],
      };
      try {
        const { id } = await stage.create();
        stage.take(id);
        const decision = await prompted(stage, check, id, wanted);
        await choose(stage, check, id, decision, 'Trust all and continue');
        await rests(stage, check, id);
        await play(stage, check, []);
        await check.confirmed('the hook runs', () => until(() => stage.exists(mark), 'no mark'));
      } finally {
        await rm(file, { force: true });
        await stage.forget();
      }
    },
  },
];
