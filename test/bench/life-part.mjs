import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startBotStage } from './bot.mjs';
import { createClient, socketPath } from './built.mjs';
import { idleCpuOf } from './cpu.mjs';
import { rssOf, startDaemon } from './daemon.mjs';
import { outboxRow } from './outbox-row.mjs';
import { median, number, p50p99 } from './stats.mjs';
import { now, sleep, within } from './within.mjs';

const crashes = 30;
/** Notices go out at the pace that Telegram bears: one that comes sooner would measure the pace. */
const apartMs = 1_200;
const idleSeconds = 60;

/** What the daemon costs while it only lives, and how soon it tells of a death. */
export async function lifePart({ table, cleanup, sizes = [100, 300] }) {
  await outboxRow(table, cleanup);
  const stage = await startBotStage(cleanup);
  const daemon = await startDaemon(stage.env, cleanup);
  const client = createClient(socketPath(stage.env.TAPMUX_HOME), 'cli:bench');
  await crashing(table, stage, client);
  let sessions = 0;
  for (const size of sizes) {
    for (; sessions < size; sessions += 1) {
      await create(client, stage, `rest-${sessions}`, ['cat']);
    }
    await quiet(stage.phone);
    const cpu = await idleCpuOf([daemon.pid, stage.server.pid], idleSeconds);
    const limit = size <= 100 ? 1 : 3;
    table.add(
      `idle CPU, ${size} sessions, daemon and tmux, ${idleSeconds} s`,
      `${number(cpu)} % of a core`,
      `<= ${limit} %`,
      cpu <= limit,
    );
    const rss = await rssOf(daemon.pid);
    table.add(`RSS of the daemon, ${size} sessions`, `${number(rss)} MB`, '<= 150 MB', rss <= 150);
  }
  await daemon.stop();
  await stage.server.stop();
}

async function crashing(table, stage, client) {
  const samples = [];
  const pidFile = join(stage.folder, 'pid');
  for (let n = 0; n < crashes; n += 1) {
    const name = `crash-${n}`;
    await rm(pidFile, { force: true });
    await create(client, stage, name, ['sh', '-c', `echo $$ > ${pidFile}; exec cat`]);
    await sleep(apartMs);
    const pid = Number(await readFile(pidFile, 'utf8'));
    const told = within(10_000, noticeOf(stage.phone, `tap-${name}`), `the notice of ${name}`);
    const from = now();
    process.kill(pid, 'SIGKILL');
    samples.push(((await told) - from) / 1e6);
    await sleep(apartMs);
  }
  table.add(
    'crash of an agent → its notice',
    p50p99(samples),
    '<= 150 ms p50',
    median(samples) <= 150,
  );
}

function noticeOf(phone, name) {
  return new Promise((resolve) => {
    const stop = phone.calls.subscribe(({ method, params }) => {
      if (method !== 'sendMessage') return;
      const text = String(params.text);
      if (!text.startsWith('💥') || !text.includes(`${name}:`)) return;
      stop();
      resolve(now());
    });
  });
}

async function create(client, stage, name, args) {
  const wanted = { cwd: stage.folder, agent: 'generic', name, args };
  await client.call('POST', '/api/v1/sessions/managed', wanted);
}

/** Nothing was sent for a while: the news of the sessions just made is out. */
async function quiet(phone) {
  let last = now();
  const stop = phone.calls.subscribe(() => {
    last = now();
  });
  while (now() - last < 5e9) await sleep(200);
  stop();
}
