import { join } from 'node:path';
import { commands } from '../commands/index.ts';
import { agentById, agents, defaultAgentId, ownerOf } from './agents/index.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { errorCode, UserError } from './errors.ts';
import { socketPath } from './hooks/address.ts';
import { writeRelay } from './hooks/relay-file.ts';
import { routes } from './hooks/routes.ts';
import { createSocketServer } from './hooks/server.ts';
import { createKeeper } from './keeper.ts';
import type { Supervisor } from './keeper.ts';
import { createPhone } from './phone/server.ts';
import type { Phone } from './phone/server.ts';
import type { Logger } from './log.ts';
import { createLeaseGuard } from './sessions/lease-guard.ts';
import { createLeases } from './sessions/leases.ts';
import { createNativeProcesses } from './sessions/native.ts';
import { relayPath, runKeysFolder } from './sessions/run-files.ts';
import { createSessions } from './sessions/sessions.ts';
import type { Sessions } from './sessions/sessions.ts';
import { createWorkspaces } from './sessions/workspaces.ts';
import { openAlive } from './store/alive-store.ts';
import { createDecisionsStore } from './store/decisions-store.ts';
import { createSessionsStore } from './store/files-sessions.ts';
import { importLegacySessions } from './store/legacy-sessions.ts';
import { createPhoneIdentity } from './store/phone-identity.ts';
import { createTelegram } from './telegram/telegram.ts';
import type { TelegramDeps } from './telegram/telegram.ts';
import { createTmux } from './tmux/create.ts';

export interface App {
  readonly sessions: Sessions;
  /** The embedded phone's page; null when the bot is on Telegram. */
  readonly phonePage: string | null;
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface AppOptions {
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly log: Logger;
  readonly shutDown: () => void;
  readonly supervisor: Supervisor | null;
  /** For tests that set the clock, or have no half minutes to wait. */
  readonly clock?: Clock;
  readonly pollSeconds?: number;
}

/** The only place where concrete things are made and joined. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, log, version, clock = systemClock } = options;
  const startedAt = new Date(clock.now()).toISOString();
  const store = createSessionsStore({ base: join(config.home, 'sessions'), log });
  const tmux = createTmux({
    socket: config.tmuxSocket,
    stateDir: config.home,
    clock,
    log,
    env: options.env,
  });
  const leases = createLeases({
    dir: join(config.home, 'leases'),
    sessions: { exists: async (id) => (await store.get(id)) !== null },
    clock,
    warn: (line) => log.warn({}, line),
  });
  const lastSign = await openAlive(config.home, () => undefined).read();
  const line = await botLine(options);
  const telegram = createTelegram({
    ...line.deps,
    home: config.home,
    operators: config.operators,
    sessions: () => sessions,
    leases,
    clock,
    log,
    version,
    projects: config.projects,
    commands,
    ...(options.pollSeconds === undefined ? {} : { pollSeconds: options.pollSeconds }),
  });
  const sessions: Sessions = createSessions({
    dataDir: config.home,
    tmux,
    store,
    decisions: createDecisionsStore({ home: config.home, log }),
    workspaces: createWorkspaces({ root: join(config.home, 'workspaces'), clock, log }),
    natives: createNativeProcesses({ platform: process.platform }),
    agents: { all: agents, defaultId: defaultAgentId, byId: agentById, ownerOf },
    announcer: telegram.announcer,
    clock,
    log,
    env: options.env,
    autoResume: config.autoResume,
    socket: socketPath(config.home),
    stuckAfterMs: config.stuckMinutes === null ? null : config.stuckMinutes * 60_000,
    lastAliveAt: lastSign?.aliveAt ?? null,
  });
  const { supervisor } = options;
  const keeper = createKeeper({ sessions, leases, telegram, supervisor, clock, log });
  const socket = createSocketServer({
    path: socketPath(config.home),
    log,
    routes: routes({
      sessions,
      leases: createLeaseGuard(leases, sessions),
      shutDown: options.shutDown,
      async health() {
        const view = await sessions.list();
        const bot = telegram.health();
        return {
          pid: process.pid,
          version,
          started_at: startedAt,
          home: config.home,
          tmux: tmux.version.text,
          sessions: view.sessions.filter((one) => one.lifecycle !== 'decommissioned').length,
          unreadable: view.unreadable.length,
          decisions: (await sessions.pending()).length,
          hook_events: sessions.hookDoor.counts,
          bot: bot.bot,
          embedded_phone: line.page !== null,
          seconds_since_last_poll: bot.sinceLastPoll,
          waiting_messages: bot.waitingMessages,
          problem: bot.problem,
        };
      },
    }),
  });

  /** The file stays where it is when it cannot be read now: the next start tries again. */
  async function importLegacy(): Promise<void> {
    try {
      const legacy = await importLegacySessions(join(config.home, 'sessions.json'), store);
      if (legacy.movedTo !== null) log.info({ ...legacy }, 'records of an earlier tool imported');
    } catch (error) {
      log.warn({ err: error }, 'records of an earlier tool could not be imported');
    }
  }

  /** Without it agents start all the same, and what they ask is seen on their screens. */
  async function writeHookRelay(): Promise<void> {
    const { home } = config;
    try {
      await writeRelay({
        path: relayPath(home),
        socket: socketPath(home),
        keys: runKeysFolder(home),
        env: options.env,
      });
    } catch (error) {
      log.warn({ err: error }, 'the program that hooks run could not be written');
    }
  }

  return {
    sessions,
    phonePage: line.page,
    async start() {
      await importLegacy();
      await Promise.all([writeHookRelay(), tmux.start()]);
      const report = await sessions.start();
      const news = Object.entries(report).filter(([, one]) => one !== null && one.length > 0);
      log.info(Object.fromEntries(news), 'the books match what runs');
      await socket.listen();
      await telegram.start();
      keeper.start();
    },
    async stop() {
      await keeper.stop();
      sessions.hookDoor.close();
      await socket.close();
      await telegram.stop();
      await sessions.stop();
      await tmux.stop();
      await line.phone?.stop();
    },
  };
}

interface BotLine {
  readonly deps: Pick<TelegramDeps, 'token' | 'apiRoot' | 'trust'>;
  readonly phone: Phone | null;
  readonly page: string | null;
}

/** Telegram with a token; without one our own phone, which the bot cannot tell from it. */
async function botLine({ config, log }: AppOptions): Promise<BotLine> {
  if (config.telegram !== null) {
    return { deps: { ...config.telegram, trust: { kind: 'pairing' } }, phone: null, page: null };
  }
  const identity = createPhoneIdentity(config.home);
  const { token, key, port } = await identity.read();
  const wanted = config.phonePort ?? port ?? 0;
  const make = (at: number) =>
    createPhone({
      token,
      key,
      stateDir: join(config.home, 'phone'),
      clock: systemClock,
      log,
      port: at,
    });
  let phone = make(wanted);
  let address;
  try {
    address = await phone.start();
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    if (config.phonePort !== null) {
      const why = code === 'EACCES' ? 'is not for everybody' : 'is taken';
      throw new UserError('unavailable', `Port ${wanted} ${why}.`, {
        hint: 'Set TAPMUX_PHONE_PORT to another one, or leave it out.',
        cause: error,
      });
    }
    // Only the last port is taken by now: an open page has to be opened anew.
    phone = make(0);
    address = await phone.start();
  }
  await identity.keepPort(Number(new URL(address.apiRoot).port));
  return {
    deps: { token, apiRoot: address.apiRoot, trust: { kind: 'owner', userId: phone.owner.id } },
    phone,
    page: address.pageUrl,
  };
}
