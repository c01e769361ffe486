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
