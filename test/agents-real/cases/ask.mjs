import { same } from '../check.mjs';
import { request } from './steps.mjs';
import { until } from '../until.mjs';

/** Questions, where the agent has a tool for them. */
export const asking = [
  {
    name: 'question: one of several',
    needs: 'ask',
    async run(stage, check) {
      const { id, decision, asked } = await question(stage, check, 'please ask: Which one is it?');
      await check.read('its kind', () => same(decision.ask.kind, 'choice'));
      await choose(stage, check, id, decision, {
        kind: 'option',
        index: labelled(decision, 'Blue'),
      });
      await told(stage, check, id, asked, 'Blue');
    },
  },
  {
    name: 'question: some of several',
    needs: 'tick',
    async run(stage, check) {
      const { id, decision, asked } = await question(
        stage,
        check,
        'please tick: Which ones are it?',
      );
      await check.read('its kind', () => same(decision.ask.kind, 'multi'));
      const indexes = [labelled(decision, 'Red'), labelled(decision, 'Blue')];
      await choose(stage, check, id, decision, { kind: 'options', indexes });
      await told(stage, check, id, asked, 'Blue');
    },
  },
  {
    name: 'question: own words',
    needs: 'words',
    async run(stage, check) {
      const { id, decision, asked } = await question(stage, check, 'please ask: Which one is it?');
      await choose(stage, check, id, decision, { kind: 'text', text: 'rather green' });
      await told(stage, check, id, asked, 'rather green');
    },
  },
];

async function question(stage, check, text) {
  const id = await stage.idle(check);
  const asked = stage.model.seen.length;
  await request(stage, check, id, text);
  const decision = await check.read('a decision', () => stage.untilDecision(id));
  await check.read('its words', () => {
    if (`${decision.ask.title} ${decision.ask.body}`.includes(text.slice(text.indexOf(':') + 2)))
      return true;
    throw new Error(JSON.stringify(decision.ask));
  });
  await check.read(
    'its options',
    () => labelled(decision, 'Red') >= 0 && labelled(decision, 'Blue') > 0,
  );
  await stage.keep(check.name, id, decision.ask);
  return { id, decision, asked };
}

function labelled({ ask }, label) {
  return ask.options.findIndex((one) => one.label.startsWith(label));
}

async function choose(stage, check, id, decision, choice) {
  await check.answered('the answer', async () => {
    const outcome = await stage.sessions.answer(id, decision.id, choice, 'test');
    if (outcome.kind === 'answered') return true;
    throw new Error(`${outcome.kind}: ${outcome.detail}`);
  });
}

/** Through the pages that review an answer, where there are any, until the model has it. */
async function told(stage, check, id, asked, words) {
  await check.confirmed('the model was told', () =>
    until(async () => {
      const page = (await stage.sessions.pending()).find(
        (one) => one.sessionId === id && one.ask.title === 'Review your answers',
      );
      if (page !== undefined) {
        await stage.sessions.answer(id, page.id, { kind: 'option', index: 0 }, 'test');
      }
      return stage.model.seen.slice(asked).some((one) => one.result?.includes(words));
    }, words),
  );
  await check.confirmed('idle again', () => stage.untilReading(id, 'idle'));
}
