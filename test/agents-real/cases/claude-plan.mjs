import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { until } from '../until.mjs';
import { choose, heard, play, prompted, rests } from './steps.mjs';

const only = ['claude'];
const plan = '# The plan\n\n1. Dig a hole\n2. Fill it again\n';

/** Plan mode tells the model where to write the plan, which is the only file that it may write. */
function planFileIn(body) {
  return /\/[^"\s\\]+\/plans\/[^"\s\\]+\.md/.exec(JSON.stringify(body))?.[0] ?? '';
}

const leaving = [
  { calls: [{ name: 'ToolSearch', input: { query: 'select:ExitPlanMode', max_results: 1 } }] },
  { calls: [{ name: 'ExitPlanMode', input: {} }] },
];

async function planned(stage, check, after = []) {
  await stage.fresh(check, { args: ['--permission-mode', 'plan'] });
  const { id, asked } = await play(stage, check, [
    (body) => ({
      calls: [{ name: 'Write', input: { file_path: planFileIn(body), content: plan } }],
    }),
    ...leaving,
    ...after,
  ]);
  const decision = await prompted(stage, check, id, {
    kind: 'plan',
    options: [/^Yes, /, 'Yes, manually approve edits', 'Tell Claude what to change'],
    shows: ['Dig a hole', 'Fill it again'],
  });
  return { id, asked, decision };
}

function writing(stage, file) {
  const input = { file_path: join(stage.folder, file), content: 'a hole\n' };
  return [{ calls: [{ name: 'Write', input }] }];
}

export const claudePlan = [
  {
    name: 'plan: approved, with the cursor in its field',
    only,
    async run(stage, check) {
      const { id, asked, decision } = await planned(stage, check);
      await stage.pastGuard();
      await stage.keyboard(id, 'Up');
      await stage.untilSaid(id, '❯ 3. Tell Claude what to change');
      // A digit would be a word for its field.
      await choose(stage, check, id, decision, 'Yes, manually approve edits');
      await heard(stage, check, asked, 'approved');
      await rests(stage, check, id);
    },
  },
  {
    name: 'plan: nothing written, no and yes',
    only,
    async run(stage, check) {
      await stage.fresh(check, { args: ['--permission-mode', 'plan'] });
      const wanted = {
        kind: 'plan',
        options: [/^Yes, and switch to default/, 'No'],
        shows: ['Claude wants to exit plan mode'],
      };
      const { id } = await play(stage, check, leaving);
      await choose(stage, check, id, await prompted(stage, check, id, wanted), 'No');
      await rests(stage, check, id);
      const again = await play(stage, check, leaving);
      await choose(stage, check, id, await prompted(stage, check, id, wanted), /^Yes/);
      await heard(stage, check, again.asked, 'approved');
      await rests(stage, check, id);
    },
  },
  {
    name: 'plan: approved, edits asked for',
    only,
    async run(stage, check) {
      const { id, decision } = await planned(stage, check, writing(stage, 'hole-1.txt'));
      await choose(stage, check, id, decision, 'Yes, manually approve edits');
      const write = await prompted(stage, check, id, {
        kind: 'permission',
        options: ['Yes', /^Yes, and switch to accept edits/, 'No'],
        shows: ['hole-1.txt'],
      });
      await choose(stage, check, id, write, 'Yes');
      await check.confirmed('the file is there', () =>
        until(() => stage.exists('hole-1.txt'), 'no file'),
      );
      await rests(stage, check, id);
    },
  },
  {
    name: 'plan: approved, edits accepted',
    only,
    async run(stage, check) {
      const { id, decision } = await planned(stage, check, writing(stage, 'hole-2.txt'));
      await choose(stage, check, id, decision, /^Yes, (?!manually)/);
      await check.confirmed('written without a question', () =>
        until(() => stage.exists('hole-2.txt'), 'no file'),
      );
      await rests(stage, check, id);
      await check.confirmed(
        'its words',
        async () => (await readFile(join(stage.folder, 'hole-2.txt'), 'utf8')) === 'a hole\n',
      );
    },
  },
  {
    name: 'plan: not like this',
    only,
    async run(stage, check) {
      const { id, asked, decision } = await planned(stage, check);
      await choose(stage, check, id, decision, { text: 'make the hole deeper' });
      await heard(stage, check, asked, 'make the hole deeper');
      await rests(stage, check, id);
      await stage.forget();
    },
  },
];
