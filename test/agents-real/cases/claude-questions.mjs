import { same } from '../check.mjs';
import { choose, closed, heard, play, prompted, rests } from './steps.mjs';

const only = ['claude'];

const colour = {
  question: 'Which colour is it?',
  header: 'Colour',
  multiSelect: false,
  options: [
    { label: 'Red', description: 'Like a rose' },
    { label: 'Blue', description: 'Like the sea' },
  ],
};
const sizes = {
  question: 'Which sizes are there?',
  header: 'Sizes',
  multiSelect: true,
  options: [
    { label: 'Small', description: 'Like a mouse' },
    { label: 'Large', description: 'Like a house' },
    { label: 'Odd', description: 'Like nothing else' },
  ],
};
const ask = (...questions) => [{ calls: [{ name: 'AskUserQuestion', input: { questions } }] }];

const colourAsked = {
  kind: 'choice',
  options: ['Red', 'Blue', /^Type something/],
  shows: ['Which colour is it?'],
};
const sizesAsked = {
  kind: 'multi',
  options: ['Small', 'Large', 'Odd', /^Type something/],
  shows: ['Which sizes are there?'],
};
const review = (...shows) => ({
  kind: 'choice',
  options: ['Submit answers', 'Cancel'],
  shows: ['Review your answers', ...shows],
});

export const claudeQuestions = [
  {
    name: 'questions: two in one form',
    only,
    async run(stage, check) {
      const { id, asked } = await play(stage, check, ask(colour, sizes));
      await choose(stage, check, id, await prompted(stage, check, id, colourAsked), 'Blue');
      const second = await prompted(stage, check, id, sizesAsked);
      await choose(stage, check, id, second, ['Small', 'Odd']);
      const last = await prompted(stage, check, id, review('Blue', 'Small', 'Odd'));
      await choose(stage, check, id, last, 'Submit answers');
      await heard(stage, check, asked, 'Blue', 'Small, Odd');
      await rests(stage, check, id);
    },
  },
  {
    name: 'questions: own words, then cancelled',
    only,
    async run(stage, check) {
      const { id, asked } = await play(stage, check, ask(colour, sizes));
      const first = await prompted(stage, check, id, colourAsked);
      await choose(stage, check, id, first, { text: 'rather green' });
      const second = await prompted(stage, check, id, sizesAsked);
      await choose(stage, check, id, second, ['Large']);
      const last = await prompted(stage, check, id, review('rather green', 'Large'));
      await choose(stage, check, id, last, 'Cancel');
      await rests(stage, check, id);
      await check.confirmed('the model got no answers', () =>
        stage.model.seen.slice(asked).every(({ result }) => !result?.includes('rather green')),
      );
      await closed(stage, check, last, 'answered');
    },
  },
];

/** A question that takes words of one's own, in the words of its hook or of the screen. */
async function open(stage, check, id, { kind, shows }) {
  const decision = await check.read(shows[0], () => stage.untilSettled(id));
  await check.read('its kind', () => same(decision.ask.kind, kind));
  await check.read('its words', () => decision.ask.body.includes(shows[0]));
  await check.read('that words answer it', () => decision.ask.ownWords === true);
  return decision;
}

const words = 'neither, but 2; or 1';

/** The same by the hook that waits, and by keys. */
const ownWords = (way) => [
  {
    name: `question, ${way}: own words for one of several`,
    only,
    async run(stage, check) {
      const { id, asked } = await play(stage, check, ask(colour));
      const decision = await open(stage, check, id, colourAsked);
      await choose(stage, check, id, decision, { text: words });
      await heard(stage, check, asked, words);
      await rests(stage, check, id);
      await closed(stage, check, decision, 'answered');
    },
  },
  {
    name: `question, ${way}: own words for some of several`,
    only,
    async run(stage, check) {
      const { id, asked } = await play(stage, check, ask(sizes));
      const decision = await open(stage, check, id, sizesAsked);
      await stage.pastGuard();
      // What somebody has ticked before is no part of these words.
      await stage.keyboard(id, '2');
      await stage.untilSaid(id, '[✔] Large');
      await choose(stage, check, id, decision, { text: words });
      if (way === 'by keys') {
        const last = await prompted(stage, check, id, { ...review(words), keep: false });
        await check.read('nothing else', () => !last.ask.body.includes('Large'));
        await choose(stage, check, id, last, 'Submit answers');
      }
      await heard(stage, check, asked, words);
      await rests(stage, check, id);
    },
  },
  {
    name: `questions, ${way}: own words for each of two`,
    only,
    async run(stage, check) {
      const { id, asked } = await play(stage, check, ask(sizes, colour));
      const first = await open(stage, check, id, sizesAsked);
      await choose(stage, check, id, first, { text: 'tiny ones' });
      const second = await open(stage, check, id, colourAsked);
      await choose(stage, check, id, second, { text: words });
      const last = await prompted(stage, check, id, {
        ...review('tiny ones', words),
        keep: false,
      });
      await choose(stage, check, id, last, 'Submit answers');
      await heard(stage, check, asked, 'tiny ones', words);
      await rests(stage, check, id);
    },
  },
];

export const wordsByHook = ownWords('by its hook');
export const wordsByKeys = ownWords('by keys');
