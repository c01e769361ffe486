import { until } from '../until.mjs';
import { choose, closed, play, prompted, rests } from './steps.mjs';

const only = ['claude'];
const bash = (command) => ({ name: 'Bash', input: { command, description: 'Asked for' } });
const commandAsked = {
  kind: 'permission',
  options: ['Yes', /^Yes, and /, /^Yes, and switch to auto mode/, 'No'],
};

/** Several prompts wait, one is shown, and which one comes first is the agent's own affair. */
async function eachOf(stage, check, id, files, title) {
  const left = new Set(files);
  while (left.size > 0) {
    const decision = await prompted(stage, check, id, {
      ...commandAsked,
      shows: [title, 'touch'],
    });
    const file = [...left].find((one) => decision.ask.body.includes(one));
    await check.read('one of those that are left', () => file !== undefined);
    await check.confirmed('not made before', async () => !(await stage.exists(file)));
    await choose(stage, check, id, decision, 'Yes');
    await check.confirmed(`${file} is there`, () => until(() => stage.exists(file), file));
    await closed(stage, check, decision, 'answered');
    left.delete(file);
  }
}

export const claudeSeveral = [
  {
    name: 'two commands at once: yes to each',
    only,
    async run(stage, check) {
      const files = ['both-1', 'both-2'];
      const { id } = await play(stage, check, [
        { calls: files.map((file) => bash(`touch ${file}`)) },
      ]);
      await eachOf(stage, check, id, files, 'Bash command');
      await rests(stage, check, id);
    },
  },
  {
    name: 'two commands at once: no',
    only,
    async run(stage, check) {
      const files = ['neither-1', 'neither-2'];
      const { id } = await play(stage, check, [
        { calls: files.map((file) => bash(`touch ${file}`)) },
      ]);
      const decision = await prompted(stage, check, id, commandAsked);
      await choose(stage, check, id, decision, 'No');
      await rests(stage, check, id);
      for (const file of files) {
        await check.confirmed('nothing ran', async () => !(await stage.exists(file)));
      }
      await check.confirmed(
        'nothing is left to decide',
        async () => (await stage.sessions.pending()).length === 0,
      );
    },
  },
  {
    name: 'two sub-agents ask',
    only,
    async run(stage, check) {
      const files = ['sub-1', 'sub-2'];
      const { id } = await play(stage, check, [
        {
          calls: files.map((file) => ({
            name: 'Agent',
            input: {
              description: `Make ${file}`,
              prompt: `please run: touch ${file}`,
              subagent_type: 'general-purpose',
            },
          })),
        },
      ]);
      await eachOf(stage, check, id, files, 'from the general-purpose agent');
      await rests(stage, check, id);
      await stage.forget();
    },
  },
];
