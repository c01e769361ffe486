import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import pino from 'pino';
import { afterEach } from 'vitest';

import { commands } from '../../commands/index.ts';
import type { Agent } from '../../src/agents/agent.ts';
import { systemClock } from '../../src/clock.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { Session } from '../../src/domain/session.ts';
import type { Phone } from '../../src/phone/server.ts';
import { createPhone } from '../../src/phone/server.ts';
import { createLeases } from '../../src/sessions/leases.ts';
import { createSessions } from '../../src/sessions/sessions.ts';
import type { Sessions } from '../../src/sessions/sessions.ts';
import { createWorkspaces } from '../../src/sessions/workspaces.ts';
import { createDecisionsStore } from '../../src/store/decisions-store.ts';
import { createSessionsStore } from '../../src/store/files-sessions.ts';
import type { Telegram, TelegramDeps } from '../../src/telegram/telegram.ts';
import { createTelegram } from '../../src/telegram/telegram.ts';
import { fakeAgent, plainAgent } from '../support/fake-agent.ts';
import { createFakeTmux } from '../support/fake-tmux.ts';
import type { FakePane, FakeTmux } from '../support/fake-tmux.ts';
import { createSkippingClock } from '../support/skipping-clock.ts';
import { tempFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

export const token = '700100200:AAExampleOnlyForTests_0123456789abcdefg';
export const ownerId = 1_000_001;

export interface House {
  readonly phone: Phone;
  readonly apiRoot: string;
  readonly telegram: Telegram;
  readonly sessions: Sessions;
  readonly tmux: FakeTmux;
  readonly home: string;
  readonly folder: string;
  /** Everything that was logged, as text. */
  readonly log: string[];
  /** Stops the bot and gives the same house with a new one, as after a restart. */
  restart(changes?: Partial<TelegramDeps>): Promise<House>;
  /** A session whose agent sits in its input box. */
  idle(name?: string): Promise<{ session: Session; pane: FakePane }>;
  /** Its agent asks; the decision that came of it. */
  asks(pane: FakePane, prompt: string): Promise<Decision>;
  /** Messages of the bot in the owner's chat. */
  said(): readonly string[];
}

export interface HouseOptions extends Partial<TelegramDeps> {
  /** Each session in a topic of its own, in the private chat too. */
  readonly topics?: boolean;
  readonly start?: boolean;
  readonly agents?: readonly Agent[];
}

/** The real bot on the emulator, with an engine on a fake tmux. */
export function useHouses() {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });

  return async function open(options: HouseOptions = {}): Promise<House> {
    const { topics = false, start = true, agents = [fakeAgent, plainAgent], ...changes } = options;
    const home = await tempFolder();
    const folder = join(home, 'code', 'shop');
    await mkdir(folder, { recursive: true });
    const log: string[] = [];
    const logger = pino(
      { level: 'debug' },
      new Writable({
        write(chunk, _encoding, done) {
          log.push(String(chunk));
          done();
        },
      }),
    );
    const phone = createPhone({
      token,
      key: 'test-key-1234567890',
      stateDir: null,
      clock: systemClock,
      log: logger,
      botUser: { has_topics_enabled: topics },
      owner: { id: ownerId, first_name: 'Ada' },
    });
    const { apiRoot } = await phone.start();
    cleanups.push(() => phone.stop());

    const tmux = createFakeTmux();
    const clock = createSkippingClock();
    const store = createSessionsStore({ base: join(home, 'sessions'), log: logger });
    let telegram: Telegram | null = null;
    const sessions = createSessions({
      dataDir: home,
      tmux,
      store,
      decisions: createDecisionsStore({ home, log: logger }),
      workspaces: createWorkspaces({ root: join(home, 'workspaces'), clock, log: logger }),
      natives: { list: () => Promise.resolve({ kind: 'ok', processes: [] }) },
      agents: {
        all: agents,
        defaultId: agents[0]?.id ?? '',
        byId: (id) => agents.find((one) => one.id === id),
        ownerOf: () => null,
      },
      announcer: { announce: async (notice) => telegram?.announcer.announce(notice) },
      clock,
      log: logger,
      env: { PATH: process.env['PATH'], HOME: join(home, 'code') },
      autoResume: false,
    });
    const leases = createLeases({
      dir: join(home, 'leases'),
      sessions: { exists: async (id) => (await store.get(id)) !== null },
      clock: systemClock,
      warn: (line) => logger.warn({}, line),
    });

    async function build(more: Partial<TelegramDeps>): Promise<House> {
      const mine = createTelegram({
        token,
        apiRoot,
        home,
        operators: [],
        trust: { kind: 'owner', userId: ownerId },
        sessions: () => sessions,
        leases,
        clock: systemClock,
        log: logger,
        version: '0.0.0',
        projects: [join(home, 'code')],
        commands,
        pollSeconds: 2,
        sendTimeoutMs: 2_000,
        ...changes,
        ...more,
      });
      telegram = mine;
      let stopped = false;
      const stop = async () => {
        if (!stopped) await mine.stop();
        stopped = true;
      };
      cleanups.push(stop);
      if (start) await mine.start();
      return {
        phone,
        apiRoot,
        telegram: mine,
        sessions,
        tmux,
        home,
        folder,
        log,
        async restart(again = {}) {
          await stop();
          return build({ ...more, ...again });
        },
        async idle(name) {
          const session = await sessions.create({
            ...(agents[0] === undefined ? {} : { agent: agents[0].id }),
            cwd: folder,
            ...(name === undefined ? {} : { name }),
          });
          const pane = tmux.panes.get(session.pane?.pane ?? '');
          if (pane === undefined) throw new Error('the session has no pane');
          tmux.show(pane, ['IDLE']);
          return { session, pane };
        },
        async asks(pane, prompt) {
          tmux.show(pane, [`ASK ${prompt}`]);
          const open = async () =>
            (await sessions.pending()).find((one) => one.ask.fingerprint === prompt);
          return until(open, `the decision "${prompt}"`);
        },
        said: () =>
          phone.user
            .messages()
            .filter((one) => one.from?.is_bot === true)
            .map((one) => one.text ?? ''),
      };
    }

    await sessions.start();
    const house = await build({});
    cleanups.push(() => sessions.stop());
    // A private chat begins with the person.
    if (start) await phone.user.sendText('/help');
    if (start) await phone.user.see('What you can say');
    return house;
  };
}
