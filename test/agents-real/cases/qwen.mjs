import { join } from 'node:path';
import { same } from '../check.mjs';
import { until } from '../until.mjs';
import { choose, closed, play, rests } from './steps.mjs';

const only = ['qwen'];
let count = 0;

/** Its own kind of agents for the background are refused by themselves; those that may ask are made so. */
const mover = `---
name: mover
description: makes files
approvalMode: bubble
background: true
---
You do as told.
`;

const pending = async (stage, id) =>
  (await stage.sessions.pending()).filter((one) => one.sessionId === id);

function named(stage, id, title) {
  return until(
    async () => (await pending(stage, id)).find((one) => one.ask.title === title),
    title,
  );
}

async function waits(stage, check, hooked, cols) {
  await stage.forget();
  await stage.write(join(stage.home, '.qwen', 'agents', 'mover.md'), mover);
  const file = `behind-${(count += 1)}.txt`;
  const prompt = `please run: touch ${file}`;
  const input = { description: 'Make a file', prompt, subagent_type: 'mover' };
  const { id } = await play(stage, check, [{ calls: [{ name: 'agent', input }] }]);
  if (cols !== null) await stage.window(id, 'resize-window', '-x', String(cols));
  const start = await check.read('whether it may start', () => named(stage, id, 'Agent'));
  await choose(stage, check, id, start, /^Yes/);
  const title = hooked ? 'Shell' : 'An agent in the background needs approval';
  const decision = await check.read('what it asks', () => named(stage, id, title));
  // A narrow pane has no room for all of them.
  const words = cols === null ? `touch ${file}` : 'mover: Make a file';
  await check.read('its words', () => decision.ask.body.includes(words));
  await check.read('how to get there', () => decision.note?.includes('press ↓') === true);
  await rests(stage, check, id);
  await stage.keep(check.name, id);
  return { id, file, decision };
}

/** As its card says. */
async function opened(stage, check, id) {
  for (const key of ['Down', 'Down', 'Enter']) {
    await stage.keyboard(id, key);
    await stage.pastGuard();
  }
  return check.read('it is on the screen', () =>
    until(
      async () => (await pending(stage, id)).find((one) => one.ask.options.length > 0 && one.shown),
      'nothing can be answered',
    ),
  );
}

/** Below 80 columns what its screen says of them is cut. */
const narrow = [40, 60, 79].map((cols) => ({
  answer: `yes, in ${cols} columns`,
  label: /^Yes/,
  made: true,
  cols,
}));

/** `hooked`: it tells of its prompts by itself, and its screen only says that there is one. */
export const behind = (hooked) =>
  [
    { answer: 'yes', label: /^Yes/, made: true, cols: null },
    { answer: 'no', label: /^No/, made: false, cols: null },
    ...(hooked ? [] : narrow),
  ].map(({ answer, label, made, cols }) => ({
    name: `an agent in the background asks${hooked ? '' : ', without hooks'}: ${answer}`,
    only,
    async run(stage, check) {
      const { id, file, decision } = await waits(stage, check, hooked, cols);
      if (hooked) {
        await check.answered('nothing is pressed before it is seen', async () => {
          const choice = { kind: 'option', index: 0 };
          return same(
            (await stage.sessions.answer(id, decision.id, choice, 'test')).kind,
            'refused',
          );
        });
      }
      const shown = await opened(stage, check, id);
      if (hooked) await check.read('it is the same', () => same(shown.id, decision.id));
      await stage.keep(check.name, id, shown.ask);
      await choose(stage, check, id, shown, label);
      await check.confirmed('the agent was told', () =>
        until(
          () => stage.model.seen.some((one) => one.text.includes(file) && one.result !== null),
          'no result came',
        ),
      );
      await check.confirmed(made ? 'it was made' : 'nothing was made', async () =>
        same(await stage.exists(file), made),
      );
      await closed(stage, check, shown, 'answered');
      await rests(stage, check, id);
      await check.confirmed('nothing is open', async () =>
        same((await pending(stage, id)).length, 0),
      );
      await stage.forget();
    },
  }));
