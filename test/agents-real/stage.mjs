import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  agentById,
  agents,
  createDecisionsStore,
  createNativeProcesses,
  createSessions,
  createSessionsStore,
  createTmux,
  createWorkspaces,
  defaultAgentId,
  ownerOf,
  socketPath,
  systemClock,
} from './built.mjs';
import { createModel } from './model/server.mjs';
import { actors } from './actors.mjs';
import { openHooks } from './hooks.mjs';
import { endAll } from './processes.mjs';
import { until } from './until.mjs';

const run = promisify(execFile);
/** Nobody listens there: whatever an agent wants from the network beside its model fails at once. */
const nowhere = 'http://127.0.0.1:9';

/** One agent in a home of its own, before a model of its own, in a tmux server of its own, run by the engine. */
export async function createStage(
  agent,
  path,
  { trace = () => {}, keeper = null, hooked = true } = {},
) {
  const root = await mkdtemp(join(tmpdir(), `tapmux-agents-${agent.id}-`));
  const home = join(root, 'home');
  const folder = join(root, 'shop');
  await mkdir(home, { recursive: true });
  await mkdir(folder, { recursive: true });
  const model = await createModel();
  const name = `tapmux-test-agents-${agent.id}-${randomBytes(4).toString('hex')}`;
  const env = {
    PATH: `${path}:${process.env.PATH}`,
    HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    SHELL: '/bin/bash',
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    NO_PROXY: '127.0.0.1,localhost',
    // Found again in /proc, also by what outlives its pane.
    TAPMUX_STAGE: name,
    ...(await agent.settle({ home, folders: [folder], model })),
  };
  const log = Object.fromEntries(
    ['debug', 'info', 'warn', 'error'].map((level) => [
      level,
      (fields, message) => trace(`${level} ${message} ${JSON.stringify(plainly(fields))}`),
    ]),
  );
  const tmux = createTmux({
    socket: { kind: 'name', name },
    stateDir: join(root, 'state'),
    clock: systemClock,
    log,
    env,
  });
  const profile = agentById(agent.id);
  const notices = [];
  const store = createSessionsStore({ base: join(root, 'state', 'sessions'), log });
  const sessions = createSessions({
    dataDir: join(root, 'state'),
    tmux,
    store,
    decisions: createDecisionsStore({ home: join(root, 'state'), log }),
    workspaces: createWorkspaces({
      root: join(root, 'state', 'workspaces'),
      clock: systemClock,
      log,
    }),
    natives: createNativeProcesses({ platform: process.platform }),
    agents: { all: agents, defaultId: defaultAgentId, byId: agentById, ownerOf },
    announcer: {
      async announce(notice) {
        notices.push(notice);
      },
    },
    clock: systemClock,
    log,
    env,
    autoResume: false,
    ...(hooked ? { socket: socketPath(join(root, 'state')) } : {}),
  });
  // Somebody's own session, as there always is one: a tmux server without any ends by itself.
  await run(
    'tmux',
    ['-L', name, '-f', '/dev/null', 'new-session', '-d', '-s', 'mine', 'sleep 1d'],
    {
      env,
    },
  );
  await tmux.start();
  await sessions.start();
  const hooks = hooked ? await openHooks({ sessions, home: join(root, 'state'), env, log }) : null;

  return {
    agent,
    profile,
    model,
    sessions,
    notices,
    root,
    home,
    folder,
    ...actors({ sessions, profile, model, folder, name, env }),
    create: (request = {}) => sessions.create({ agent: agent.id, cwd: folder, ...request }),
    async screen(id) {
      const captured = await sessions.screen(id);
      return captured.kind === 'screen' ? captured.screen : null;
    },
    /** What tapmux reads in the pane right now. */
    async reading(id) {
      const screen = await this.screen(id);
      return screen === null ? { kind: 'gone' } : profile.read(screen);
    },
    /** With --fixtures: the screen becomes a capture while it still shows this prompt, or nothing but rest. */
    async keep(name, id, ask = null) {
      if (keeper === null) return;
      const screen = await this.screen(id);
      if (screen === null) return;
      const reading = profile.read(screen);
      const print = reading.kind === 'asking' ? reading.ask.fingerprint : null;
      if (print !== (ask?.fingerprint ?? null)) return;
      if (ask === null && reading.kind !== 'idle') return;
      await keeper(name, screen, reading);
    },
    async write(path, text) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    },
    /** At the keyboard, past tapmux. */
    async keyboard(id, ...keys) {
      const { pane } = await sessions.get(id);
      await run('tmux', ['-L', name, 'send-keys', '-t', pane.pane, ...keys], { env });
    },
    /** What an operator does to the window that the agent is in. */
    async window(id, command, ...args) {
      const { pane } = await sessions.get(id);
      const { stdout } = await run('tmux', ['-L', name, command, '-t', pane.pane, ...args], {
        env,
      });
      return stdout.trim();
    },
    tmux: (...args) => run('tmux', ['-L', name, ...args], { env }),
    async close() {
      await hooks?.close();
      await sessions.stop();
      await tmux.stop();
      await run('tmux', ['-L', name, 'kill-server'], { env }).catch(() => undefined);
      await endAll(name);
      await model.close();
      await until(
        () => rm(root, { recursive: true, force: true }).then(() => true),
        'clearing up',
        5_000,
      );
    },
  };
}

function plainly(fields) {
  return fields.err instanceof Error ? { ...fields, err: fields.err.stack } : fields;
}
