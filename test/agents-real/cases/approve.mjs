import { same } from '../check.mjs';
import { request } from './steps.mjs';
import { until } from '../until.mjs';

/** The two things that every agent asks leave for. */
const kinds = [
  {
    what: 'command',
    ask: (name) => `please run: touch ${name}`,
    mentions: (name) => `touch ${name}`,
    // A rule outlives its session, so it is made for another command than that of the other cases.
    always: {
      ask: (name) => `please run: mkfifo ${name}`,
      mentions: (name) => `mkfifo ${name}`,
    },
  },
  { what: 'new file', ask: (name) => `please write: ${name} some words`, mentions: (name) => name },
];

let count = 0;

export const approving = kinds.flatMap(({ what, ask, mentions, always = { ask, mentions } }) => [
  {
    name: `${what}: yes`,
    async run(stage, check) {
      const { id, file, decision, asked } = await asking(stage, check, ask, mentions);
      await answer(stage, check, id, decision, 'allow');
      await check.confirmed('the file is there', () => until(() => stage.exists(file), file));
      await check.confirmed('the model was told', () =>
        until(() => stage.model.seen.slice(asked).some((one) => one.result !== null), 'no result'),
      );
      await check.confirmed('idle again', () => stage.untilReading(id, 'idle'));
      await closed(stage, check, decision, 'answered');
    },
  },
  {
    name: `${what}: no`,
    async run(stage, check) {
      const { id, file, decision } = await asking(stage, check, ask, mentions);
      await answer(stage, check, id, decision, 'deny');
      await check.confirmed('idle again', () => stage.untilReading(id, 'idle'));
      await check.confirmed('no file', async () => !(await stage.exists(file)));
      await closed(stage, check, decision, 'answered');
      const before = stage.model.seen.length;
      await check.confirmed('the next text', async () =>
        same((await stage.send(id, 'never mind')).kind, 'delivered'),
      );
      await check.confirmed('received', () =>
        until(
          () => stage.model.seen.slice(before).some((one) => one.text === 'never mind'),
          'the model was not asked',
          30_000,
        ),
      );
      await check.confirmed('idle at the end', () => stage.untilReading(id, 'idle'));
    },
  },
  {
    name: `${what}: answered at the keyboard`,
    async run(stage, check) {
      const { id, file, decision } = await asking(stage, check, ask, mentions);
      await stage.pastGuard();
      await stage.keyboard(id, 'Escape');
      await closed(stage, check, decision, 'superseded');
      await check.answered('a late tap', async () => {
        const at = decision.ask.options.findIndex((one) => one.tone === 'allow');
        const choice = { kind: 'option', index: at };
        const { kind } = await stage.sessions.answer(id, decision.id, choice, 'test');
        return same(kind, 'superseded');
      });
      await check.confirmed('idle again', () => stage.untilReading(id, 'idle'));
      await check.confirmed('no file', async () => !(await stage.exists(file)));
    },
  },
  {
    name: `${what}: always`,
    async run(stage, check) {
      const first = await asking(stage, check, always.ask, always.mentions);
      await answer(stage, check, first.id, first.decision, 'always');
      await check.confirmed('the file is there', () =>
        until(() => stage.exists(first.file), first.file),
      );
      await check.confirmed('idle again', () => stage.untilReading(first.id, 'idle'));
      // What the rule covers differs from agent to agent; the very same thing is always within it.
      await stage.remove(first.file);
      await check.confirmed('asked again', async () =>
        same((await stage.send(first.id, always.ask(first.file))).kind, 'delivered'),
      );
      await check.confirmed('not asked again', () =>
        until(() => stage.exists(first.file), 'the second time'),
      );
      await check.confirmed('idle at the end', () => stage.untilReading(first.id, 'idle'));
      // The rule would answer for the cases that follow.
      await stage.forget();
    },
  },
]);

export const twice = {
  name: 'the same prompt twice',
  async run(stage, check) {
    const first = await asking(stage, check, kinds[0].ask, kinds[0].mentions);
    await answer(stage, check, first.id, first.decision, 'allow');
    await check.confirmed('idle between', () => stage.untilReading(first.id, 'idle'));
    await check.answered('asked again', async () =>
      same((await stage.send(first.id, kinds[0].ask(first.file))).kind, 'delivered'),
    );
    const second = await check.read('a second decision', () => stage.untilDecision(first.id));
    await check.read('not the first', () => second.id !== first.decision.id);
    await answer(stage, check, first.id, second, 'deny');
    await check.confirmed('idle again', () => stage.untilReading(first.id, 'idle'));
  },
};

export const long = {
  name: 'a command of 60 lines',
  async run(stage, check) {
    const id = await stage.idle(check);
    const lines = Array.from({ length: 60 }, (_, at) => `echo line ${at} >/dev/null`);
    const file = `long-${(count += 1)}.txt`;
    const before = stage.notices.length;
    await stage.send(id, `please run: ${[...lines, `touch ${file}`].join('\n')}`);
    const decision = await check.read('a decision', () => stage.untilSettled(id));
    await check.read('options', () => tones(decision));
    await stage.keep(check.name, id, decision.ask);
    await check.read('said to be cut, or all there', () => {
      const { mayBeCut, body } = decision.ask;
      const whole = body.includes('line 0 ') && body.includes(file);
      return whole || (mayBeCut && !stage.agent.has.includes('hooks'));
    });
    await answer(stage, check, id, decision, 'allow');
    await check.confirmed('the file is there', () => until(() => stage.exists(file), file));
    await check.confirmed('idle again', () => stage.untilReading(id, 'idle'));
    // Some draw it more than once, with other parts of it in sight.
    await check.confirmed('one card', () => {
      const opened = stage.notices.slice(before).filter((one) => one.kind === 'decision_opened');
      if (opened.length === 1) return true;
      const told = opened.map(({ decision: { openedAt, about, ask } }) => [openedAt, about, ask]);
      throw new Error(JSON.stringify(told));
    });
  },
};

export const reasoned = {
  name: 'command: no, with a reason',
  needs: 'reason',
  async run(stage, check) {
    const { id, file, decision, asked } = await asking(
      stage,
      check,
      kinds[0].ask,
      kinds[0].mentions,
    );
    await check.answered('the answer', async () => {
      const choice = { kind: 'text', text: 'use another name' };
      const outcome = await stage.sessions.answer(id, decision.id, choice, 'test');
      return same(outcome.kind, 'answered');
    });
    await check.confirmed('the model was told why', () =>
      until(
        () => stage.model.seen.slice(asked).some((one) => one.result?.includes('use another name')),
        'no reason came',
      ),
    );
    await check.confirmed('idle again', () => stage.untilReading(id, 'idle'));
    await check.confirmed('no file', async () => !(await stage.exists(file)));
    await closed(stage, check, decision, 'answered');
  },
};

export const sent = {
  name: 'text into an open prompt',
  async run(stage, check) {
    const { id, file, decision } = await asking(stage, check, kinds[0].ask, kinds[0].mentions);
    await stage.pastGuard();
    await check.answered('refused', async () => {
      const outcome = await stage.send(id, 'please stop');
      return same(outcome.reason ?? outcome.kind, 'dialog_open');
    });
    await check.confirmed('still open', async () =>
      same((await stage.sessions.desk.get(decision.id)).state, 'open'),
    );
    await check.confirmed('no file', async () => !(await stage.exists(file)));
    await answer(stage, check, id, decision, 'deny');
    await check.confirmed('idle again', () => stage.untilReading(id, 'idle'));
  },
};

async function asking(stage, check, ask, mentions) {
  const id = await stage.idle(check);
  const file = `made-${(count += 1)}.txt`;
  const asked = stage.model.seen.length;
  await request(stage, check, id, ask(file));
  const decision = await check.read('a decision', () => stage.untilDecision(id));
  await check.read('its kind', () => same(decision.ask.kind, 'permission'));
  await check.read('options', () => tones(decision));
  await check.read('what it is about', () => {
    const { title, body } = decision.ask;
    if (`${title}\n${body}`.includes(mentions(file))) return true;
    throw new Error(`it says ${JSON.stringify(body)}`);
  });
  if (check.name.endsWith(': yes')) await stage.keep(check.name, id, decision.ask);
  return { id, file, decision, asked };
}

/** One yes, at least one no; labels that are words. */
export function tones({ ask }) {
  const list = ask.options.map((one) => one.tone);
  const right = list.filter((tone) => tone === 'allow').length === 1 && list.includes('deny');
  if (right && ask.options.every((one) => /\p{L}/u.test(one.label))) return true;
  throw new Error(JSON.stringify(ask.options));
}

export async function answer(stage, check, id, decision, tone) {
  const index = decision.ask.options.findIndex((one) =>
    tone === 'confirm' ? one.label === 'Confirm' : one.tone === tone,
  );
  await check.answered(`${tone} is offered`, () => index >= 0);
  await check.answered('the answer', async () => {
    const choice = { kind: 'option', index };
    const outcome = await stage.sessions.answer(id, decision.id, choice, 'test');
    if (outcome.kind === 'answered') return true;
    throw new Error(`${outcome.kind}: ${outcome.detail}`);
  });
  // On the screen some have the rule confirmed on a page of its own.
  if (tone !== 'always' || stage.agent.confirmsRules !== true) return;
  if ((await stage.sessions.desk.get(decision.id)).about !== null) return;
  const page = await check.answered('the page that confirms', () => stage.untilDecision(id));
  await answer(stage, check, id, page, 'confirm');
}

async function closed(stage, check, decision, state) {
  await check.confirmed(`the decision is ${state}`, () =>
    until(
      async () => (await stage.sessions.desk.get(decision.id)).state === state,
      'its state stays as it was',
      30_000,
    ),
  );
}
