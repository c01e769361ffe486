import { same } from '../check.mjs';
import { until } from '../until.mjs';

/** The model goes through these turns at a word of the operator. */
export async function play(stage, check, turns) {
  const id = await stage.idle(check);
  const asked = stage.model.seen.length;
  const name = `turns-${asked}`;
  stage.model.plays.set(name, turns);
  await request(stage, check, id, `please play ${name}`);
  return { id, asked };
}

/** On a busy machine nobody may have seen it arrive; what it leads to is the proof. */
export function request(stage, check, id, text) {
  return check.read('the request', async () => {
    const { kind } = await stage.send(id, text);
    return kind === 'unknown' || same(kind, 'delivered');
  });
}

/**
 * The next prompt of a session, when it is what was wanted: its kind, all of its options in their order,
 * and the words that somebody needs to decide.
 */
export async function prompted(stage, check, id, wanted, look = stage.untilSettled) {
  const decision = await check.read(`a prompt: ${wanted.shows?.[0] ?? wanted.kind}`, () =>
    look(id),
  );
  await check.read('its kind', () => same(decision.ask.kind, wanted.kind));
  await check.read('its options', () => matches(decision.ask, wanted.options));
  await check.read('its words', () => {
    const words = flat(`${decision.ask.title}\n${decision.ask.body}`);
    const missing = (wanted.shows ?? []).find((one) => !words.includes(flat(one)));
    if (missing === undefined) return true;
    throw new Error(`${JSON.stringify(missing)} is not in ${JSON.stringify(words)}`);
  });
  if (wanted.cut !== undefined) {
    await check.read('whether it may be cut', () => same(decision.ask.mayBeCut, wanted.cut));
  }
  // Some are captured in another case already.
  if (wanted.keep !== false) await stage.keep(check.name, id, decision.ask);
  return decision;
}

function matches({ options }, wanted) {
  const right =
    options.length === wanted.length &&
    wanted.every((one, at) => fits(options[at]?.label ?? '', one));
  if (right) return true;
  throw new Error(JSON.stringify(options.map((one) => one.label)));
}

function fits(label, wanted) {
  return typeof wanted === 'string' ? label === wanted : wanted.test(label);
}

/** Rows break where the pane ends. */
function flat(text) {
  return text.replaceAll(/\s+/g, '');
}

/** A label, several labels, or `{ text }`. */
export async function choose(stage, check, id, decision, choice) {
  await check.answered(`the answer ${JSON.stringify(choice.source ?? choice)}`, async () => {
    const outcome = await stage.sessions.answer(
      id,
      decision.id,
      choiceOf(decision.ask, choice),
      'test',
    );
    if (outcome.kind === 'answered') return true;
    throw new Error(`${outcome.kind}: ${outcome.detail}`);
  });
}

export function choiceOf(ask, choice) {
  if (Array.isArray(choice)) {
    return { kind: 'options', indexes: choice.map((one) => indexOf(ask, one)) };
  }
  if (choice.text !== undefined) return { kind: 'text', text: choice.text };
  return { kind: 'option', index: indexOf(ask, choice) };
}

function indexOf({ options }, wanted) {
  const index = options.findIndex((one) => fits(one.label, wanted));
  if (index < 0) throw new Error(`${wanted} is not offered`);
  return index;
}

/** What a tool gave to the model, or what somebody said to it. */
export function heard(stage, check, asked, ...words) {
  return check.confirmed(`the model heard ${JSON.stringify(words)}`, () =>
    until(
      () =>
        stage.model.seen
          .slice(asked)
          .some(({ body }) => words.every((one) => JSON.stringify(body).includes(one))),
      () => `it heard ${JSON.stringify(stage.model.seen.at(-1)?.result)}`,
    ),
  );
}

export function rests(stage, check, id) {
  return check.confirmed('idle again', () => stage.untilReading(id, 'idle'));
}

export function closed(stage, check, decision, state) {
  return check.confirmed(`the decision is ${state}`, () =>
    until(
      async () => (await stage.sessions.desk.get(decision.id)).state === state,
      'its state stays as it was',
      30_000,
    ),
  );
}
