import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { listenForAgents } from './agents.mjs';
import { createTmux, newRunId, systemClock } from './built.mjs';
import { sleep } from './within.mjs';

const execute = promisify(execFile);
const silent = { debug() {}, info() {}, warn() {}, error() {} };

export const plainEnv = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !['TMUX', 'TMUX_PANE', 'TELEGRAM_BOT_TOKEN'].includes(name),
  ),
);

/** A folder of this run's own, gone at its end. */
export async function tempFolder(cleanup) {
  const folder = await mkdtemp(join(tmpdir(), `tapmux-bench-${process.pid}-`));
  // In one go: when the bench is interrupted, its work still runs beside the cleanup.
  const remove = cleanup.add(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return { folder, remove };
}

/** A tmux server on a socket of its own, and plain processes that talk to it. */
export async function startServer(cleanup) {
  const { folder, remove } = await tempFolder(cleanup);
  const socket = join(folder, 'tmux.sock');
  const args = ['-u', '-f', '/dev/null', '-S', socket];
  const plain = async (...words) =>
    (await execute('tmux', [...args, ...words], { env: plainEnv, maxBuffer: 1 << 26 })).stdout;
  let pid = null;
  const kill = cleanup.add(async () => {
    await plain('kill-server').catch(() => undefined);
    for (let waited = 0; waited < 5_000 && isAlive(pid); waited += 20) await sleep(20);
  });
  await plain('new-session', '-d', '-s', 'anchor', '-x', '200', '-y', '50', 'cat');
  await plain('set-option', '-g', 'history-limit', '2000');
  pid = Number(await plain('display-message', '-p', '#{pid}'));
  return {
    folder,
    socket,
    pid,
    plain,
    async stop() {
      await kill();
      await remove();
    },
  };
}

/** A server, our driver on it, and agents that can be asked. */
export async function openStage(cleanup) {
  const server = await startServer(cleanup);
  const agents = await listenForAgents(server.folder, cleanup);
  const tmux = createTmux({
    socket: { kind: 'path', path: server.socket },
    stateDir: join(server.folder, 'state'),
    clock: systemClock,
    log: silent,
  });
  await tmux.start();
  const stop = cleanup.add(() => tmux.stop());
  return {
    server,
    agents,
    tmux,
    stopDriver: stop,
    /** A session through our driver. */
    async create(name, argv) {
      const run = newRunId();
      const made = await tmux.create({
        name,
        workdir: server.folder,
        argv,
        env: {},
        run,
        owner: randomUUID(),
      });
      if (made.kind !== 'created') throw new Error(`${name}: ${JSON.stringify(made)}`);
      return { name: made.name, ref: made.ref, run };
    },
    async close() {
      await stop();
      await agents.close();
      await server.stop();
    },
  };
}

function isAlive(pid) {
  try {
    return pid !== null && process.kill(pid, 0);
  } catch {
    return false;
  }
}
