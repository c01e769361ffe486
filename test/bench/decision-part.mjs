import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listenForAgents } from './agents.mjs';
import { startBotStage } from './bot.mjs';
import { createClient, socketPath } from './built.mjs';
import { startDaemon } from './daemon.mjs';
import { median, p50p99, quantile } from './stats.mjs';
import { now, sleep, within } from './within.mjs';

const asker = fileURLToPath(new URL('asker.mjs', import.meta.url));
const shown = 100;
/** A daemon that has just started is slower, and runs for months. */
const unmeasured = 60;
const answered = 40;
/** Claude's dialogs take no key before they are this old. */
const oldEnoughMs = 1_050;

/** One agent asks among many that rest: from the prompt to the phone, and from the tap back to the agent. */
export async function decisionPart({ table, cleanup, sizes = [1, 100, 300] }) {
  const stage = await startBotStage(cleanup);
  const { server, folder, phone, env } = stage;
  const agents = await listenForAgents(server.folder, cleanup);
  // Which hooks it is given depends on its version, and only a process of its name may speak for it.
  const program = join(server.folder, 'claude');
  await symlink(asker, program);
  const script = `#!/bin/sh
[ "$1" = --version ] && { echo '2.1.330 (Claude Code)'; exit; }
exec '${process.execPath}' '${program}' '${agents.path}' "$@"
`;
  await stage.install('claude', script);
  const daemon = await startDaemon(env, cleanup);
  const client = createClient(socketPath(env.TAPMUX_HOME), 'cli:bench');
  const managed = '/api/v1/sessions/managed';
  await client.call('POST', managed, { cwd: folder, agent: 'claude', name: 'asker' });
  const agent = await agents.ready('tap-asker');
  const cards = watchCards(phone);
  let count = 0;
  let sessions = 1;
  for (let n = 0; n < unmeasured; n += 1) {
    const card = cards.next(`warm-${n}`);
    await agent.report(`warm-${n}`);
    await card.sent;
    await tapped(phone, card, agent);
    await card.closed();
  }

  for (const size of sizes) {
    for (; sessions < size; sessions += 1) {
      const wanted = { cwd: folder, agent: 'generic', name: `rest-${sessions}`, args: ['cat'] };
      await client.call('POST', managed, wanted);
    }
    await cards.quiet();
    const rows = { pane: [], hook: [], key: [], reply: [] };
    for (let n = 0; n < shown; n += 1) {
      const command = `touch pane-${(count += 1)}`;
      const card = cards.next(command);
      rows.pane.push(msBetween(await agent.show(command), await card.sent));
      agent.rest();
      await card.closed();
    }
    for (let n = 0; n < shown; n += 1) {
      const command = `touch hook-${(count += 1)}`;
      const card = cards.next(command);
      const from = await agent.report(command);
      rows.hook.push(msBetween(from, await card.sent));
      rows.reply.push(await tapped(phone, card, agent));
      await card.closed();
    }
    for (let n = 0; n < answered; n += 1) {
      const command = `touch key-${(count += 1)}`;
      const card = cards.next(command);
      await agent.show(command);
      await card.sent;
      await sleep(oldEnoughMs);
      rows.key.push(await tapped(phone, card, agent));
      await card.closed();
    }
    add(table, `${size}: hook → sendMessage`, rows.hook, 10, 60);
    add(table, `${size}: prompt on the screen → sendMessage`, rows.pane, 40, 150);
    add(table, `${size}: tap → hook answered`, rows.reply, 20, 80);
    add(table, `${size}: tap → key read`, rows.key, 20, 80);
  }
  await daemon.stop();
  await agents.close();
  await server.stop();
}

async function tapped(phone, card, agent) {
  const came = agent.read();
  const from = now();
  await phone.user.tap(card.message().message_id, 'Yes');
  return msBetween(from, await came);
}

/** When the card with a command was sent, by the clock that all processes share. */
function watchCards(phone) {
  const waiting = new Map();
  let last = now();
  phone.calls.subscribe((record) => {
    last = now();
    if (record.method !== 'sendMessage' || record.outcome.kind !== 'ok') return;
    const text = String(record.params.text);
    for (const [command, resolve] of waiting) {
      if (!text.includes(command)) continue;
      waiting.delete(command);
      resolve(last);
    }
  });
  const message = (command) =>
    phone.user.messages().findLast((one) => one.text?.includes(command) === true);
  return {
    next(command) {
      const sent = new Promise((resolve) => waiting.set(command, resolve));
      return {
        sent: within(10_000, sent, `the card of ${command}`),
        message: () => message(command),
        closed: () =>
          phone.until(() => message(command)?.reply_markup === undefined, { timeoutMs: 20_000 }),
      };
    },
    /** Nothing was sent for a while: the news of the sessions just made is out. */
    async quiet() {
      while (now() - last < 2e9) await sleep(200);
    },
  };
}

function add(table, name, samples, p50, p99) {
  const ok = median(samples) <= p50 && quantile(samples, 0.99) <= p99;
  table.add(name, p50p99(samples), `<= ${p50} / ${p99} ms`, ok);
}

function msBetween(from, to) {
  return (to - from) / 1e6;
}
