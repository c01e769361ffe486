import { startBotStage } from './bot.mjs';
import { createClient, socketPath } from './built.mjs';
import { startDaemon } from './daemon.mjs';
import { median, number, p50p99, quantile } from './stats.mjs';
import { within } from './within.mjs';

const taps = 300;
const lists = 60;
const starts = 5;

/** The bot beside the emulator: a daemon of its own process, real tmux, real HTTP. */
export async function phonePart({ table, cleanup }) {
  const { server, folder, phone, env } = await startBotStage(cleanup);
  const daemon = await coldStarts(table, phone, env, cleanup);
  const client = createClient(socketPath(env.TAPMUX_HOME), 'cli:bench');
  await start(client, folder, 0, 100);
  await tapping(table, phone);
  await start(client, folder, 100, 300);
  await listing(table, phone);
  await daemon.stop();
  await server.stop();
}

/** Built already; from the start of the process to the first poll that reaches the server. */
async function coldStarts(table, phone, env, cleanup) {
  const samples = [];
  let daemon;
  for (let n = 0; n < starts; n += 1) {
    if (daemon !== undefined) {
      await daemon.stop();
      await within(
        30_000,
        phone.until(() => !phone.online()),
        'the old daemon to be gone',
      );
    }
    const from = performance.now();
    const up = startDaemon(env, cleanup);
    await phone.until(() => phone.online(), { timeoutMs: 20_000 });
    samples.push(performance.now() - from);
    daemon = await up;
  }
  const measured = median(samples);
  table.add(
    'bot: cold start → first getUpdates',
    `${number(measured)} ms (n=${starts})`,
    '<= 1000 ms',
    measured <= 1000,
  );
  return daemon;
}

async function start(client, folder, from, to) {
  for (let n = from; n < to; n += 1) {
    const wanted = { cwd: folder, agent: 'generic', name: `bench-${n}`, args: ['cat'] };
    await client.call('POST', '/api/v1/sessions/managed', wanted);
  }
}

async function tapping(table, phone) {
  const asked = await list(phone);
  const samples = [];
  for (let n = 0; n < taps; n += 1) {
    const from = performance.now();
    const tap = await phone.user.tap(asked.message_id, 'c:sessions:0');
    await tap.answer(10_000);
    samples.push(performance.now() - from);
  }
  const ok = median(samples) <= 15 && quantile(samples, 0.99) <= 60;
  table.add('bot: tap → answerCallbackQuery, 100 sessions', p50p99(samples), '<= 15 / 60 ms', ok);
}

async function listing(table, phone) {
  const samples = [];
  for (let n = 0; n < lists; n += 1) {
    const from = performance.now();
    await list(phone);
    samples.push(performance.now() - from);
  }
  table.add(
    'bot: /sessions with 300 sessions → answered',
    p50p99(samples),
    '<= 50 ms p50',
    median(samples) <= 50,
  );
}

/** Says /sessions and waits for the card behind it, whether it was sent anew or edited. */
async function list(phone) {
  const before = shown(phone);
  await phone.user.sendText('/sessions');
  await phone.until(() => shown(phone) > before, { timeoutMs: 20_000 });
  return phone.until(() => phone.user.messages().findLast((one) => isHome(one)));
}

/** How often the home card was shown; notices of the sessions just started come in between. */
function shown(phone) {
  return phone.calls
    .list()
    .filter(
      ({ method, params }) =>
        (method === 'sendMessage' || method === 'editMessageText') && isHome(params),
    ).length;
}

function isHome({ text }) {
  return /^\d+ sessions?\b/.test(text ?? '');
}
