import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, socketPath } from './built.mjs';
import { rssOf, startDaemon } from './daemon.mjs';
import { plainEnv, startServer } from './stage.mjs';
import { median, number } from './stats.mjs';
import { sleep } from './within.mjs';

const fromRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const main = fromRoot('dist/src/main.js');
const bootstrap = fromRoot('src/bootstrap.mjs');
const sessions = 300;
const rounds = 40;

/** `tapmux ls` beside an empty Node, and what a daemon weighs, with real sessions. */
export async function cliPart({ table, cleanup }) {
  const server = await startServer(cleanup);
  const folder = join(server.folder, 'shop');
  await mkdir(folder);
  const env = {
    ...plainEnv,
    HOME: server.folder,
    TAPMUX_HOME: join(server.folder, 'state'),
    TAPMUX_TMUX_SOCKET: server.socket,
    TAPMUX_LOG_LEVEL: 'warn',
    TAPMUX_LOG_FILE: join(server.folder, 'log'),
  };
  const daemon = await startDaemon(env, cleanup);
  const rss = async (what) => {
    await sleep(3_000);
    const measured = await rssOf(daemon.pid);
    const [target, ok] = what.startsWith('100 ') ? ['<= 120 MB', measured <= 120] : ['', null];
    table.add(`daemon: RSS with ${what}`, `${number(measured)} MB`, target, ok);
  };
  await rss('no session');
  const client = createClient(socketPath(env.TAPMUX_HOME), 'cli:bench');
  for (let n = 0; n < sessions; n += 1) {
    const wanted = { cwd: folder, agent: 'generic', name: `bench-${n}`, args: ['cat'] };
    await client.call('POST', '/api/v1/sessions/managed', wanted);
    if (n === 99) await rss('100 idle sessions');
  }
  await rss(`${sessions} idle sessions`);
  await compare(table, env, 'with a daemon');
  await daemon.stop();
  await compare(table, env, 'without a daemon');
  await server.stop();
}

async function compare(table, env, when) {
  const samples = { empty: [], ls: [], bootstrap: [] };
  const commands = {
    empty: ['-e', '0'],
    ls: [main, 'ls'],
    bootstrap: [bootstrap, 'ls'],
  };
  for (const name of ['ls', 'bootstrap']) {
    const lines = (await finished(commands[name], env)).trimEnd().split('\n').length;
    if (lines !== sessions + 1) throw new Error(`tapmux ls printed ${lines} lines`);
  }
  for (let n = 0; n < rounds; n += 1) {
    for (const [name, command] of Object.entries(commands)) {
      const from = performance.now();
      await finished(command, env);
      samples[name].push(performance.now() - from);
    }
  }
  const empty = median(samples.empty);
  table.add(`cli: node -e 0 (${when})`, `${number(empty)} ms`);
  for (const [name, what] of [
    ['ls', 'node dist/src/main.js ls'],
    ['bootstrap', 'src/bootstrap.mjs ls'],
  ]) {
    const times = median(samples[name]) / empty;
    const measured = `${number(median(samples[name]))} ms: ${number(times)}×`;
    table.add(`cli: ${what}, ${sessions} sessions, ${when}`, measured, '< 3×', times < 3);
  }
}

/** Its stdout, after it ended well. */
function finished(args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (part) => (out += part));
    child.stderr.on('data', (part) => (err += part));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(out);
      else reject(new Error(`${args.join(' ')} ended with ${code}: ${err}`));
    });
  });
}
