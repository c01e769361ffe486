import { execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient, createPhone, socketPath, systemClock } from '../built.mjs';
import { createModel } from '../model/server.mjs';
import { endAll, processesOf } from '../processes.mjs';
import { until } from '../until.mjs';

const run = promisify(execFile);
const main = fileURLToPath(new URL('../../../dist/src/main.js', import.meta.url));
const token = `123456789:${'A'.repeat(35)}`;
const nowhere = 'http://127.0.0.1:9';
const nothing = () => {};
const quiet = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** The daemon as it is delivered, a phone, a tmux server and one agent before its model. */
export async function createHouse(agent, path) {
  const root = await mkdtemp(join(tmpdir(), `tapmux-chaos-${agent.id}-`));
  const home = join(root, 'home');
  const folder = join(root, 'shop');
  await mkdir(home);
  await mkdir(folder);
  const model = await createModel();
  const phone = createPhone({
    token,
    key: 'chaos',
    stateDir: null,
    clock: systemClock,
    log: quiet,
  });
  const { apiRoot } = await phone.start();
  const name = `tapmux-test-chaos-${agent.id}-${randomBytes(4).toString('hex')}`;
  const state = join(root, 'state');
  const env = {
    PATH: `${path}:${process.env.PATH}`,
    HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    SHELL: '/bin/bash',
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    NO_PROXY: '127.0.0.1,localhost',
    TAPMUX_STAGE: name,
    ...(await agent.settle({ home, folders: [folder], model })),
  };
  const own = {
    ...env,
    TAPMUX_HOME: state,
    TAPMUX_TMUX_SOCKET: name,
    TAPMUX_LOG_LEVEL: 'debug',
    TAPMUX_LOG_FILE: join(root, 'daemon.log'),
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: apiRoot,
    TAPMUX_OPERATORS: String(phone.owner.id),
  };
  const tmux = async (...args) =>
    (await run('tmux', ['-L', name, ...args], { env, timeout: 20_000 })).stdout;
  await tmux('-f', '/dev/null', 'new-session', '-d', '-s', 'mine', 'sleep 1d');

  let child = null;
  let upSince = null;
  const said = createWriteStream(join(root, 'daemon.out'));
  const client = createClient(socketPath(state), 'cli:chaos');
  const sessionOf = (id) => client.call('GET', `/api/v1/sessions/managed/${id}`);

  return {
    agent,
    model,
    phone,
    root,
    folder,
    tmux,
    client,
    sessionOf,
    upSince: () => upSince,
    async startDaemon() {
      let output = '';
      const started = spawn(process.execPath, [main, 'start'], {
        env: own,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      for (const stream of [started.stdout, started.stderr]) {
        stream.on('data', (part) => {
          output += part;
          said.write(part);
        });
      }
      await until(
        () => {
          if (started.exitCode !== null) throw new Error(`the daemon ended: ${output}`);
          return output.includes('tapmux is up');
        },
        () => `the daemon is not up: ${output}`,
      );
      upSince = Date.now();
    },
    /** Ended by nobody of us. */
    daemonDied: () => upSince !== null && (child.exitCode !== null || child.signalCode !== null),
    async killDaemon(signal = 'SIGKILL') {
      upSince = null;
      const over = new Promise((resolve) => child.once('close', resolve));
      child.kill(signal);
      await over;
    },
    /** For a moment no hook finds its way. */
    async loseHooks(ms) {
      const socket = socketPath(state);
      await rename(socket, `${socket}.lost`);
      await new Promise((resolve) => setTimeout(resolve, ms));
      await rename(`${socket}.lost`, socket);
    },
    async agentProcess() {
      const all = await processesOf(name, { panes: true });
      return all.find((one) => !/^(?:\/bin\/)?sh -/.test(one.command)) ?? null;
    },
    async close({ keep }) {
      if (child !== null && child.exitCode === null && child.signalCode === null) {
        await this.killDaemon('SIGTERM').catch(nothing);
      }
      await tmux('kill-server').catch(nothing);
      await endAll(name);
      await phone.stop();
      await model.close();
      said.end();
      if (!keep) {
        await until(
          () => rm(root, { recursive: true, force: true }).then(() => true),
          'clearing up',
        );
      }
    },
  };
}
