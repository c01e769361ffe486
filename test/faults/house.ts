import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '../../src/cli/client.ts';
import type { Client } from '../../src/cli/client.ts';
import { systemClock } from '../../src/clock.ts';
import { isOpen } from '../../src/domain/decision.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { socketPath } from '../../src/hooks/address.ts';
import { createPhone } from '../../src/phone/server.ts';
import type { Phone } from '../../src/phone/server.ts';
import { createDecisionsStore } from '../../src/store/decisions-store.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { until } from '../support/until.ts';
import { startDaemon } from './daemon.ts';
import type { Daemon } from './daemon.ts';
import { impatientHand } from './hand.ts';
import type { Hand } from './hand.ts';
import { readDeeds } from './deeds.ts';
import type { Deed } from './deeds.ts';
import { recordSent } from './sent.ts';

export const token = '700100200:AAExampleOnlyForTests_0123456789abcdefg';
export const operator = 1_000_001;

const run = promisify(execFile);

/**
 * A whole household whose parts die one by one: daemons of their own processes, a private tmux server
 * with demo agents that write down every key they read, and a phone that outlives both.
 */
export interface House {
  readonly folder: string;
  readonly home: string;
  readonly phone: Phone;
  readonly env: NodeJS.ProcessEnv;
  readonly api: Client;
  /** Up when this resolves; `env` comes on top. */
  daemon(env?: Readonly<Record<string, string>>): Promise<Daemon>;
  /** One that does not have to come up. */
  doomed(env: Readonly<Record<string, string>>): Daemon;
  /** A demo agent that plays `prompt`, in a folder of its own. */
  session(name: string, prompt: string): Promise<Resident>;
  /** An operator's, at the phone. */
  hand(label?: string): Hand;
  tmux(...args: readonly string[]): Promise<string>;
  pending(): Promise<readonly Decision[]>;
  /** Every text the bot's messages in the owner's chat have now, oldest first. */
  said(): readonly string[];
  /** Every text that was sent as a new message and arrived, whether the bot was told so or not. */
  sent(): readonly string[];
  /** Telegram is away from now on; what is given back brings it back with an empty chat. */
  phoneAway(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export interface Resident {
  readonly name: string;
  readonly folder: string;
  /** Everything it was asked, read and did. */
  deeds(): readonly Deed[];
}

export async function openHouse(): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'tapmux-test-'));
  const home = join(folder, 'state');
  const socket = join(folder, 'tmux.sock');
  const texts: string[] = [];
  let phone = await phoneAt(0, texts);
  const { apiRoot } = phone;
  const daemons: Daemon[] = [];
  const hands: Hand[] = [];
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    TAPMUX_HOME: home,
    TAPMUX_TMUX_SOCKET: socket,
    TAPMUX_DEMO_HOME: join(folder, 'demo'),
    // Each agent works in a folder of its own, and so writes a log of its own.
    TAPMUX_DEMO_LOG: 'deeds.jsonl',
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: apiRoot,
    TAPMUX_OPERATORS: String(operator),
  };
  for (const name of ['TMUX', 'TMUX_PANE', 'TAPMUX_LOG_FILE']) delete env[name];
  const api = createClient(socketPath(home), 'cli:test');
  const tmux = async (...args: readonly string[]) => {
    const all = ['-u', '-f', '/dev/null', '-S', socket, ...args];
    return (await run('tmux', all, { env, maxBuffer: 1e8 })).stdout.trimEnd();
  };

  function doomed(more: Readonly<Record<string, string>>): Daemon {
    const started = startDaemon({ ...env, ...more });
    daemons.push(started);
    return started;
  }

  return {
    folder,
    home,
    get phone() {
      return phone.phone;
    },
    env,
    api,
    tmux,
    doomed,
    async daemon(more = {}) {
      const started = doomed(more);
      await started.up();
      return started;
    },
    async session(name, prompt) {
      const place = join(folder, 'code', name);
      await mkdir(place, { recursive: true });
      const wanted = { agent: 'demo', name, cwd: place, prompt };
      await api.call('POST', '/api/v1/sessions/managed', wanted);
      return { name, folder: place, deeds: () => readDeeds(join(place, 'deeds.jsonl')) };
    },
    hand(label) {
      const made = impatientHand(phone.phone, label);
      hands.push(made);
      return made;
    },
    async pending() {
      const book = createDecisionsStore({ home, log: createMemoryLog() });
      return (await book.all()).filter((one) => isOpen(one));
    },
    said: () =>
      phone.phone.user
        .messages()
        .filter((one) => one.from?.is_bot === true)
        .map((one) => one.text ?? one.document?.file_name ?? ''),
    sent: () => texts,
    async phoneAway() {
      await phone.phone.stop();
      return async () => {
        phone = await phoneAt(Number(new URL(apiRoot).port), texts);
      };
    },
    async close() {
      for (const one of hands) await one.stop();
      for (const one of daemons) await one.stop('SIGKILL');
      await tmux('kill-server').catch(() => undefined);
      await phone.phone.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

async function phoneAt(
  port: number,
  texts: string[],
): Promise<{ readonly phone: Phone; readonly apiRoot: string }> {
  const phone = createPhone({
    token,
    key: 'k'.repeat(20),
    stateDir: null,
    clock: systemClock,
    log: createMemoryLog(),
    port,
    botUser: { has_topics_enabled: false },
    owner: { id: operator, first_name: 'Ada' },
  });
  recordSent(phone, texts);
  const { apiRoot } = await phone.start();
  // A private chat begins with the person.
  await phone.user.sendText('/start');
  return { phone, apiRoot };
}

/** Each of them has done `count` more things than when this was called. */
export async function goOn(residents: readonly Resident[], count: number): Promise<void> {
  const done = (one: Resident) => one.deeds().filter(({ event }) => event === 'ran').length;
  const before = new Map(residents.map((one) => [one, done(one)]));
  await until(
    () => residents.every((one) => done(one) >= (before.get(one) ?? 0) + count),
    'the agents to go on',
    60_000,
  );
}
