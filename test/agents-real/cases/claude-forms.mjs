import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { same } from '../check.mjs';
import { until } from '../until.mjs';
import { calling, withServer } from './claude-servers.mjs';
import { choiceOf, choose, closed, heard, play, prompted, rests } from './steps.mjs';

const only = ['claude'];
const title = 'MCP server “demo” requests your input';
const notes = (stage) => readFile(join(stage.root, 'notes.txt'), 'utf8').catch(() => '');

const along = ['Next field', 'Previous field'];
const text = (first, ...words) => ({
  kind: 'text',
  options: [...(first ? ['Next field', 'Go to Decline'] : along), 'Cancel (Esc)'],
  shows: [title, ...words],
});
const name = (...words) =>
  text(true, 'What shall be delivered?', '❯ Name:', 'Who gets it', ...words);
const count = (...words) => text(false, 'Count:', ...words);
const sizes = (...words) => ({
  kind: 'choice',
  options: ['Choose …', ...along, 'Cancel (Esc)'],
  shows: [title, 'Size', ...words],
});
const sizesOpen = {
  kind: 'choice',
  options: ['small', 'large', 'huge', 'Close the list'],
  shows: [title, 'Size'],
};
const extras = { ...sizes(), shows: [title, 'Extras'] };
const extrasOpen = { kind: 'multi', options: ['olives', 'capers', 'basil'], shows: [title] };
const gift = (...words) => ({
  kind: 'choice',
  options: ['Yes', 'No', 'Go to Accept', 'Previous field', 'Cancel (Esc)'],
  shows: [title, 'Gift', ...words],
});
const complete = (...words) => ({
  kind: 'choice',
  options: ['Accept', 'Previous field', 'Go to Decline', 'Cancel (Esc)'],
  shows: [title, ...words],
});
const incomplete = {
  kind: 'choice',
  options: ['Previous field', 'Go to Decline', 'Cancel (Esc)'],
  shows: [title],
};
const declining = {
  kind: 'choice',
  options: ['Decline', 'Go to Accept', 'Go to the first field', 'Cancel (Esc)'],
  shows: [title],
};

/** The tool is called and allowed; then its question is on the screen. */
async function asked(stage, check, tool, always = /^Yes, and don['’]t ask again for demo/) {
  await withServer(stage, check);
  const { id, asked } = await play(stage, check, calling(tool));
  const leave = await prompted(stage, check, id, {
    kind: 'permission',
    options: ['Yes', always, 'No'],
    shows: [`${tool[0].toUpperCase()}${tool.slice(1)} Tool`],
    keep: tool === 'survey',
  });
  await choose(stage, check, id, leave, 'Yes');
  /** One place of the form after the other. */
  const answer = async (wanted, choice) => {
    const decision = await prompted(stage, check, id, wanted);
    await choose(stage, check, id, decision, choice);
    return decision;
  };
  return { id, asked, answer };
}

/** Through a list of which only a part is in sight, to one of its values. */
async function further(stage, check, id, label) {
  for (let tries = 0; tries < 9; tries += 1) {
    const decision = await check.read('a part of the list', () => stage.untilSettled(id));
    await stage.keep(check.name, id, decision.ask);
    const found = decision.ask.options.some((one) => one.label === label);
    await choose(stage, check, id, decision, found ? label : 'Further down …');
    if (found) return;
  }
  await check.read(`${label} in the list`, () => false);
}

async function ended(stage, check, { id, asked }, line) {
  await heard(stage, check, asked, JSON.stringify(line).slice(1, -1));
  await check.confirmed('what its server was told', async () =>
    same((await notes(stage)).trimEnd().split('\n').at(-1), line),
  );
  await rests(stage, check, id);
  await stage.forget();
}

export const claudeForms = [
  {
    name: 'form of a tool server: filled in and accepted',
    only,
    async run(stage, check) {
      const form = await asked(stage, check, 'order');
      const { answer } = form;
      await answer(name(), { text: 'Ada & Zoë' });
      await answer(count('Name: Ada & Zoë'), { text: '3' });
      await answer(sizes('✔ Count: 3'), 'Choose …');
      await answer(sizesOpen, 'huge');
      await answer(extras, 'Choose …');
      await answer(extrasOpen, ['olives', 'basil']);
      await answer(gift('✔ Extras: olives, basil'), 'No');
      const last = await answer(complete('✔ Size: huge', '✔ Gift: ☐'), 'Accept');
      await closed(stage, check, last, 'answered');
      const extrasTold = ['olives', 'basil'];
      const told = { count: 3, extras: extrasTold, gift: false, name: 'Ada & Zoë', size: 'huge' };
      await ended(stage, check, form, `order: accept ${JSON.stringify(told)}`);
    },
  },
  {
    name: 'form of a tool server: a wrong number, then the right one',
    only,
    async run(stage, check) {
      const form = await asked(stage, check, 'order');
      const { answer } = form;
      const known = (wanted, choice) => answer({ ...wanted, keep: false }, choice);
      await known(name(), 'Next field');
      await known(count('* Count:'), { text: '99' });
      await answer(sizes('⚠ Count: 99', 'Must be an integer between 1 and 10'), 'Choose …');
      await known(sizesOpen, 'small');
      // Nothing of it: Enter would take what its cursor stands on.
      await known(extras, 'Choose …');
      await known(extrasOpen, []);
      await known(gift('Extras: not set'), 'Previous field');
      await known(extras, 'Next field');
      await known(gift(), 'Go to Accept');
      await answer(incomplete, 'Go to Decline');
      await answer(declining, 'Go to the first field');
      await known(name(), 'Next field');
      await answer(count('⚠ Count: 99'), { text: '7' });
      await known(sizes('✔ Count: 7', '✔ Size: small'), 'Next field');
      await known(extras, 'Next field');
      await known(gift(), 'Yes');
      await known(complete('✔ Gift: ☒'), 'Accept');
      const told = { count: 7, gift: true, size: 'small' };
      await ended(stage, check, form, `order: accept ${JSON.stringify(told)}`);
    },
  },
  {
    name: 'form of a tool server: declined',
    only,
    async run(stage, check) {
      const form = await asked(stage, check, 'order');
      await form.answer({ ...name(), keep: false }, 'Go to Decline');
      await form.answer({ ...declining, keep: false }, 'Decline');
      await ended(stage, check, form, 'order: decline {}');
    },
  },
  {
    name: 'form of a tool server: cancelled from afar',
    only,
    async run(stage, check) {
      const form = await asked(stage, check, 'survey');
      const colour = {
        kind: 'choice',
        options: ['Choose …', 'Go to Accept', 'Go to Decline', 'Cancel (Esc)'],
        shows: ['demo', 'Which colour shall it be?'],
      };
      await form.answer(colour, 'Cancel (Esc)');
      await ended(stage, check, form, 'survey: cancel {}');
    },
  },
  {
    name: 'form of a tool server: somebody types in it',
    only,
    async run(stage, check) {
      const form = await asked(stage, check, 'order');
      const { id } = form;
      const before = await prompted(stage, check, id, { ...name(), keep: false });
      await stage.pastGuard();
      await stage.keyboard(id, '-l', 'Somebody');
      await stage.untilSaid(id, 'Name: Somebody');
      await check.read('it is still the same prompt', async () =>
        same((await stage.untilSettled(id)).id, before.id),
      );
      await stage.keep(check.name, id, before.ask);
      await choose(stage, check, id, before, { text: 'Ada' });
      await prompted(stage, check, id, { ...count('✔ Name: Ada'), keep: false });
      await stage.keyboard(id, 'Down');
      await closed(stage, check, before, 'answered');
      await form.answer({ ...sizes(), keep: false }, 'Cancel (Esc)');
      await ended(stage, check, form, 'order: cancel {}');
    },
  },
  {
    name: 'form of a tool server: lists that scroll on a small pane',
    only,
    async run(stage, check) {
      const form = await asked(stage, check, 'pick');
      const { id } = form;
      const wanted = {
        kind: 'choice',
        options: ['Choose …', 'Next field', 'Go to Decline', 'Cancel (Esc)'],
        shows: ['First'],
      };
      await prompted(stage, check, id, wanted);
      await stage.window(id, 'resize-window', '-x', '80', '-y', '24');
      await form.answer(wanted, 'Choose …');
      await further(stage, check, id, 'month 13');
      const others = {
        kind: 'choice',
        options: ['Choose …', 'Go to Accept', 'Previous field', 'Cancel (Esc)'],
        shows: ['✔ First: month 13', 'Others'],
      };
      await form.answer(others, 'Choose …');
      await further(stage, check, id, '☐ month 9');
      await further(stage, check, id, 'Done');
      await form.answer(complete('month 13', '✔ Others: month 9'), 'Accept');
      const told = { first: 'month 13', others: ['month 9'] };
      await ended(stage, check, form, `pick: accept ${JSON.stringify(told)}`);
    },
  },
  {
    name: 'form of a tool server: Accept that it does not take',
    only,
    async run(stage, check) {
      const form = await asked(stage, check, 'words');
      const { id } = form;
      const first = text(true, '❯ * word1:');
      await prompted(stage, check, id, { ...first, keep: false });
      await stage.window(id, 'resize-window', '-x', '80', '-y', '24');
      await form.answer({ ...first, cut: true }, 'Go to Decline');
      await form.answer({ ...declining, keep: false }, 'Go to Accept');
      // What has to be set is out of sight, so that only the form itself knows.
      const last = await prompted(stage, check, id, { ...complete('word9'), cut: true });
      const accept = choiceOf(last.ask, 'Accept');
      const { kind, detail } = await stage.sessions.answer(id, last.id, accept, 'test');
      await check.answered('that it did not take', () => same(kind, 'superseded'));
      await check.answered('why', () => detail.includes('missing or wrong'));
      const lacking = text(true, '❯ ⚠ word1:', 'This field is required');
      await form.answer(lacking, { text: 'tree' });
      const second = { ...text(false, '✔ word1: tree', '❯ word2:'), keep: false };
      await form.answer(second, 'Previous field');
      await form.answer({ ...first, shows: ['❯ ✔ word1: tree'], keep: false }, 'Go to Decline');
      await form.answer({ ...declining, keep: false }, 'Go to Accept');
      await form.answer({ ...complete('word9'), keep: false }, 'Accept');
      await ended(stage, check, form, 'words: accept {"word1":"tree"}');
    },
  },
  {
    name: 'form of a tool server: on a narrow pane',
    only,
    async run(stage, check) {
      const form = await asked(stage, check, 'order');
      const { id } = form;
      await prompted(stage, check, id, { ...name(), keep: false });
      await stage.window(id, 'resize-window', '-x', '40', '-y', '40');
      const narrow = { ...name(), shows: ['requests your input', '❯ Name:'], cut: true };
      await form.answer(narrow, { text: 'Ada' });
      const counting = { ...count(), shows: ['✔ Name: Ada', '❯ * Count:'] };
      await form.answer(counting, 'Cancel (Esc)');
      await ended(stage, check, form, 'order: cancel {}');
    },
  },
  {
    name: 'form of a tool server: words that do not fit',
    only,
    async run(stage, check) {
      const form = await asked(stage, check, 'deploy');
      const { id } = form;
      const first = {
        kind: 'choice',
        options: ['Choose …', 'Next field', 'Go to Decline', 'Cancel (Esc)'],
        shows: ['step 3 of the plan', '❯ * Target:'],
        cut: true,
      };
      await prompted(stage, check, id, first);
      await stage.window(id, 'resize-window', '-x', '80', '-y', '24');
      await form.answer(first, 'Choose …');
      const part = { kind: 'choice', options: [/^region 1$/, /^region 2$/, /./, /./, /./] };
      await form.answer({ ...part, shows: ['❯ * Target:'], cut: true }, 'region 2');
      const second = { ...first, options: ['Choose …', ...along, 'Cancel (Esc)'] };
      await form.answer({ ...second, shows: ['✔ Target: region 2'] }, 'Choose …');
      const ticks = await prompted(stage, check, id, {
        kind: 'choice',
        options: [/^☐ "Check region 1 /, /^☐ "Check region 2 /, /^☐ /, 'Further down …', 'Done'],
        cut: true,
      });
      await choose(stage, check, id, ticks, 'Done');
      await form.answer(
        { ...text(false, 'Checks: not set', 'Reason why 1'), options: [/./, /./, /./] },
        'Cancel (Esc)',
      );
      await ended(stage, check, form, 'deploy: cancel {}');
    },
  },
  {
    name: 'form of a tool server: words that look like its fields',
    only,
    async run(stage, check) {
      const form = await asked(stage, check, 'trick');
      const doubtful = {
        kind: 'menu',
        options: ['Close or cancel (Esc)'],
        shows: ['Delete everything'],
      };
      await form.answer(doubtful, 'Close or cancel (Esc)');
      await ended(stage, check, form, 'trick: cancel {}');
    },
  },
  {
    name: 'link of a tool server: declined',
    only,
    async run(stage, check) {
      const form = await asked(stage, check, 'visit');
      const link = {
        shows: [
          'MCP server “demo” wants to open a URL',
          'Please sign in first',
          'http://127.0.0.1:9/sign-in?state=0123456789',
        ],
      };
      const options = ['Accept', 'Go to Decline', 'Cancel (Esc)'];
      await form.answer({ ...link, kind: 'choice', options }, 'Go to Decline');
      const refusing = ['Decline', 'Go to Accept', 'Cancel (Esc)'];
      const last = await form.answer({ ...link, kind: 'choice', options: refusing }, 'Decline');
      await until(
        async () => (await stage.sessions.desk.get(last.id)).state === 'answered',
        'open',
      );
      await ended(stage, check, form, 'visit: decline {}');
    },
  },
];

/** Its tool is allowed through the hook that waits, and the form behind it gets keys. */
export const hookedForm = {
  name: 'form of a tool server, after a hook that was answered',
  only,
  async run(stage, check) {
    // In the words of the hook, or of the screen where that was faster.
    const form = await asked(stage, check, 'order', /^Yes, and don['’]t ask again for/);
    await form.answer(name(), { text: 'Ada' });
    await form.answer(count('✔ Name: Ada'), { text: '3' });
    await form.answer(sizes(), 'Choose …');
    await form.answer(sizesOpen, 'small');
    await form.answer(extras, 'Next field');
    await form.answer(gift(), 'Go to Accept');
    await form.answer(complete(), 'Accept');
    const told = { count: 3, name: 'Ada', size: 'small' };
    await ended(stage, check, form, `order: accept ${JSON.stringify(told)}`);
    await check.confirmed('one card for each place of it', () =>
      same(stage.notices.filter((one) => isOpened(one, form.id, 'Tool use')).length, 1),
    );
  },
};

const placesOf = (word, count) =>
  Array.from({ length: count }, (_, at) => `${word} ${at + 1}`).join(', ');
const regions = Array.from({ length: 12 }, (_, at) => `region ${at + 1}`);

/** Of a message of 60 lines, its descriptions and its lists the screen shows a few words. */
export const wholeForm = {
  name: 'form of a tool server: all of its words, from its hook',
  only,
  async run(stage, check) {
    const form = await asked(stage, check, 'deploy', /^Yes, and don['’]t ask again for/);
    const { id } = form;
    const message = Array.from({ length: 60 }, (_, at) => `step ${at + 1} of the plan`).join('\n');
    const about = `Where it goes: ${placesOf('place', 40)}`;
    const target = {
      kind: 'choice',
      options: ['Choose …', 'Next field', 'Go to Decline', 'Cancel (Esc)'],
      shows: [message, '❯ * Target: not set', about, ...regions.map((one) => `· ${one}`)],
      cut: false,
    };
    await prompted(stage, check, id, target);
    const { lines } = await check.read('its screen', () => stage.screen(id));
    // The classic renderer, which comes by itself after a kill, moves the whole form out of a small pane, cursor and all.
    const isClassic = lines.some((line) => line.includes('│ Where it goes'));
    if (!isClassic) await stage.window(id, 'resize-window', '-x', '80', '-y', '24');
    // On the small pane the last field is out of sight, and what stands in it nobody knows.
    const small = { ...target, shows: [...target.shows, '↓ Reason'], cut: true };
    await form.answer(isClassic ? target : small, 'Choose …');
    const part = await check.read('a part of the list', () => stage.untilSettled(id));
    await check.read('all that may be chosen', () =>
      regions.every((one) =>
        isClassic
          ? part.ask.options.some(({ label }) => label === one)
          : part.ask.body.includes(`· ${one}\n`),
      ),
    );
    await choose(stage, check, id, part, 'region 2');
    await stage.window(id, 'resize-window', '-x', '200', '-y', '50');
    const checks = { ...target, shows: [message, '✔ Target: region 2', about] };
    await form.answer({ ...checks, options: ['Choose …', ...along, 'Cancel (Esc)'] }, 'Choose …');
    const title = (one) => `Check ${one} ${placesOf('well', 30)}`;
    const list = { kind: 'multi', options: regions.map(title), shows: [message], cut: false };
    await form.answer(list, [title('region 1'), title('region 12')]);
    const reason = await prompted(stage, check, id, {
      ...text(false, message, `❯ Reason ${placesOf('why', 40)}: not set`),
      options: ['Go to Accept', 'Previous field', 'Cancel (Esc)'],
      // Of the two that were ticked the screen shows a part.
      cut: true,
    });
    await choose(stage, check, id, reason, { text: 'because' });
    await form.answer({ ...complete(message, 'because'), keep: false }, 'Accept');
    const told = { checks: ['region 1', 'region 12'], reason: 'because', target: 'region 2' };
    await ended(stage, check, form, `deploy: accept ${JSON.stringify(told)}`);
  },
};

function isOpened({ kind, decision }, id, title) {
  return kind === 'decision_opened' && decision.sessionId === id && decision.ask.title === title;
}
