import { createLedger } from './ledger.mjs';
import { createOperator } from './operator.mjs';
import { pause } from './pause.mjs';
import { createRandom } from './random.mjs';
import { createWork } from './work.mjs';
import { until } from '../until.mjs';

/** A prompt that stands still has its card by then. */
const cardMs = 10_000;
const restMs = 180_000;

/** One session and so many steps; then everything has to come to rest, and to be as it was said. */
export async function performRound({ house, steps, seed, log }) {
  const random = createRandom(seed);
  const ledger = createLedger(house.folder, log);
  await house.startDaemon();
  await house.phone.user.sendText('/start');
  const made = await house.client.call('POST', '/api/v1/sessions/managed', {
    cwd: house.folder,
    agent: house.agent.id,
  });
  const session = { id: made.id, name: made.name, pane: made.pane.pane };
  const work = createWork({ ...house, random, ledger });
  const operator = createOperator({ house, random, ledger, work, log, session });
  await until(async () => isIdle(await now()), 'at rest in the beginning', 120_000);

  const watching = new AbortController();
  const watched = watchCards({ house, operator, log, signal: watching.signal });
  for (let step = 0; step < steps; step += 1) {
    const { lifecycle } = await now();
    await operator.step({
      isStopped: lifecycle === 'stopped',
      hasDraft: operator.said().includes('unsent text'),
      rules: step > steps * 0.8,
    });
    if (house.daemonDied()) throw new Error('the daemon ended by itself');
    await pause(random.below(random.chance(0.3) ? 4_000 : 1_200));
  }
  const atRest = await rest();
  watching.abort();
  await operator.settled();
  const cards = operator.cards();
  for (const { message, names, end, text } of cards) {
    log(
      `card ${message} ${names.join(' ')}: ${end ?? 'open'}${names.length === 0 ? `\n${text}` : ''}`,
    );
  }
  return {
    wrong: [
      ...atRest,
      ...(await watched),
      ...cards.filter(({ isOpen }) => isOpen).map(({ text }) => `still open at the end: ${text}`),
      ...(await ledger.faults(cards, house.model)),
    ],
    counts: { steps, ...ledger.counts(), cards: cards.length, ends: tally(cards) },
  };

  async function now() {
    const found = await house.sessionOf(session.id).catch(() => null);
    if (found?.pane?.pane !== undefined) session.pane = found.pane.pane;
    return found ?? { lifecycle: 'unknown', attention: 'unknown' };
  }

  /** All that is asked gets an answer, until nothing is. */
  async function rest() {
    log('comes to rest');
    house.model.plays.clear();
    const end = Date.now() + restMs;
    for (let quiet = 0; quiet < 5;) {
      if (Date.now() > end) return [`it does not come to rest:\n${await operator.screen()}`];
      house.model.release();
      const seen = await now();
      if (seen.lifecycle === 'stopped') await operator.deeds.resume();
      if (operator.open().length > 0) {
        await operator.deeds[random.pick(['yes', 'yes', 'no', 'other'])]();
        quiet = -1;
      } else await operator.deeds.tidy();
      quiet = isIdle(seen) && !(await operator.asks()) ? quiet + 1 : 0;
      await pause(quiet === 0 ? 2_500 : 1_000);
    }
    return [];
  }
}

function isIdle({ lifecycle, attention }) {
  return lifecycle === 'active' && attention === 'idle';
}

/** What stands on the screen, by its plain look, and has no card. */
async function watchCards({ house, operator, log, signal }) {
  const wrong = [];
  let since = null;
  let before = '';
  while (!signal.aborted) {
    await pause(400);
    const text = await operator.screen();
    const names = (text.match(/\bf\d+z\b/g) ?? []).slice(-3).join(' ');
    const up = house.upSince();
    const lacks = up !== null && operator.open().length === 0 && (await operator.asks());
    if (!lacks || names !== before) since = null;
    else since ??= Date.now();
    before = names;
    if (since === null || Date.now() - Math.max(since, up) < cardMs) continue;
    wrong.push(`no card for ${cardMs / 1000} s (${names})`);
    log(`NO CARD\n${text}`);
    since = Infinity;
  }
  return wrong;
}

function tally(cards) {
  const ends = {};
  for (const { end } of cards) {
    const word = (end ?? 'open').replace(/ (?:by .*)?at \d.*| · .*/, '').slice(0, 60);
    ends[word] = (ends[word] ?? 0) + 1;
  }
  return ends;
}
