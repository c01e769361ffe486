import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startBotStage } from './bot.mjs';
import { createClient, socketPath } from './built.mjs';
import { rssOf, startDaemon } from './daemon.mjs';
import { median, number, p50p99, quantile } from './stats.mjs';
import { now, sleep } from './within.mjs';

const sessions = 100;
const everyTenths = 200;
/** What the operator takes to read a card. */
const readingMs = 1_500;

/** Ten minutes of a hundred agents that ask every 20 s, and an operator who answers them all. */
export async function soakPart({ table, cleanup, minutes = 10 }) {
  const stage = await startBotStage(cleanup);
  const { env } = stage;
  // The server runs already, and what it starts gets its environment.
  const demo = {
    TAPMUX_DEMO_HOME: join(stage.server.folder, 'demo'),
    TAPMUX_DEMO_LOG: 'deeds.jsonl',
  };
  for (const [name, value] of Object.entries(demo)) {
    await stage.server.plain('set-environment', '-g', name, value);
  }
  const daemon = await startDaemon(env, cleanup);
  const client = createClient(socketPath(env.TAPMUX_HOME), 'cli:bench');
  const hand = operator(stage.phone);
  const folders = [];
  for (let n = 0; n < sessions; n += 1) {
    const cwd = join(stage.folder, `agent-${n}`);
    await mkdir(cwd, { recursive: true });
    folders.push(cwd);
    const wanted = { cwd, agent: 'demo', name: `s${n}`, prompt: `jobs 100000 ${everyTenths}` };
    await client.call('POST', '/api/v1/sessions/managed', wanted);
    await sleep((everyTenths * 100) / sessions);
  }
  const memory = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    await sleep(60_000);
    memory.push(await rssOf(daemon.pid));
    console.error(`  minute ${minute + 1}: ${hand.taps()} taps, ${number(memory.at(-1))} MB`);
  }
  hand.rest();
  // What was tapped last is still on its way.
  await sleep(5_000);
  const sums = { asked: 0, answered: 0, wrong: 0 };
  for (const folder of folders) await judge(folder, sums);
  const lost = sums.asked - sums.answered;
  table.add(
    `soak: ${sessions} sessions, ${minutes} min: answered`,
    `${sums.answered} of ${sums.asked} asked, ${sums.wrong} wrong keys`,
    'all but those just asked, 0',
    sums.wrong === 0 && lost <= sessions,
  );
  table.add(
    'soak: cards sent, questions',
    `${hand.cards()} for ${sums.asked}`,
    'one each',
    hand.cards() === hand.different() &&
      hand.different() <= sums.asked &&
      hand.different() >= sums.answered,
  );
  const answers = hand.answers();
  table.add('soak: tap → its card closed', p50p99(answers), '', null);
  const [early, late] = [quantile(memory.slice(0, 3), 1), median(memory.slice(-3))];
  table.add(
    'soak: RSS, minutes 1–3 and at the end',
    `${number(early)} → ${number(late)} MB`,
    '<= +15 MB',
    late <= early + 15,
  );
  await daemon.stop();
  await stage.server.stop();
}

/** Taps `Yes` on every card, once, after a moment. */
function operator(phone) {
  const seen = new Map();
  const tapped = new Map();
  const answers = [];
  let cards = 0;
  let taps = 0;
  let resting = false;
  phone.calls.subscribe(({ method, params, outcome }) => {
    const text = String(params.text ?? '');
    const about = /tap-(s\d+) [^]*(make job-\d+)/.exec(text);
    if (about === null || outcome.kind !== 'ok') return;
    const key = `${about[1]} ${about[2]}`;
    if (method === 'editMessageText' && text.includes('Yes by') && tapped.has(key)) {
      answers.push((now() - tapped.get(key)) / 1e6);
      tapped.delete(key);
    }
    if (method !== 'sendMessage') return;
    cards += 1;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    const message = outcome.result.message_id;
    setTimeout(() => {
      if (resting) return;
      taps += 1;
      tapped.set(key, now());
      void phone.user.tap(message, 'Yes').catch((error) => console.error(`  ${error.message}`));
    }, Math.random() * readingMs);
  });
  return {
    taps: () => taps,
    cards: () => cards,
    different: () => seen.size,
    answers: () => answers,
    rest() {
      resting = true;
    },
  };
}

/** One key for each question, read while it was on the screen. */
async function judge(folder, sums) {
  const text = await readFile(join(folder, 'deeds.jsonl'), 'utf8');
  const deeds = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const done = new Set(deeds.flatMap(({ event, command }) => (event === 'ran' ? [command] : [])));
  for (const { about } of deeds.filter(({ event }) => event === 'asked')) {
    const keys = deeds.filter(({ event, about: of }) => event === 'key' && of === about);
    sums.asked += 1;
    if (done.has(about)) sums.answered += 1;
    if (keys.length !== (done.has(about) ? 1 : 0)) sums.wrong += 1;
  }
  sums.wrong += deeds.filter(({ event, about }) => event === 'key' && about === null).length;
}
